import type { Event } from '@pickup/contracts/client';
import type { Arena, Program } from '../arena.js';
import { eventAt, type History } from '../events.js';
import { copyIn, copyText } from '../limits/copy.js';

/** The history that most cases are about: as many events as two hotels have in three years. */
export const HISTORY: History = { events: 559_000, hotels: 2 };

/** Seconds of load before anything is measured, for the compilers of JavaScript to be done. */
export const WARM_UP = 4;

/** Seconds that a load lasts in each round. */
export const ROUND = 5;

/** How often each contender is measured. */
export const ROUNDS = 5;

/** What is measured, and the database that it stands on. */
export interface Service extends Program {
  readonly database: string;
}

/** Creates a database of the provider with the history in it, where it isn't there. Its address. */
const fillProvider = async (arena: Arena, name: string): Promise<string> => {
  const database = await arena.database(name, 'provider');
  const [row] = await arena.query<{ filled: boolean }>(database, 'SELECT EXISTS (SELECT FROM events) AS filled');
  if (!row?.filled) {
    await copyIn(database, copyText(HISTORY));
    await arena.query(database, 'VACUUM (ANALYZE) events');
  }
  return database;
};

/** Starts the provider on a database with the history, hands it over, and stops it. */
export const withProvider = async <T>(
  arena: Arena,
  work: (provider: Service) => Promise<T>,
  name = 'provider',
): Promise<T> => {
  const database = await fillProvider(arena, name);
  const program = await arena.start('provider/dist/main.js', 'PROVIDER_PORT', { PROVIDER_DATABASE_URL: database });
  try {
    return await work({ ...program, database });
  } finally {
    await program.stop();
  }
};

/**
 * The same with the bare server beside it, on a database of its own.
 *
 * @param name - of the databases: what one case writes into them, the others should not find
 */
export const withProviders = async <T>(
  arena: Arena,
  work: (provider: Service, bare: Service) => Promise<T>,
  name = 'provider',
): Promise<T> =>
  withProvider(
    arena,
    async (provider) => {
      const database = await fillProvider(arena, `bare_${name}`);
      const bare = await arena.start('bench/dist/limits/bare-server.js', 'PORT', { DATABASE_URL: database });
      try {
        return await work(provider, { ...bare, database });
      } finally {
        await bare.stop();
      }
    },
    name,
  );

let place = HISTORY.events;

/** An event that is in no history, and has never been returned before. */
export const newEvent = (): Event => {
  place += 1;
  return eventAt(place, HISTORY);
};
