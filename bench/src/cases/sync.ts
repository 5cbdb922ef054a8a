import type { Arena } from '../arena.js';
import { copyAndCount, PLAIN_TABLES } from '../limits/copy.js';
import type { Measured } from '../load.js';
import { watchMemory } from '../memory.js';
import { findDlt } from '../peers/dlt.js';
import { compare, type CaseResult } from '../results.js';
import { inTurn } from '../rounds.js';
import { HISTORY, withProvider } from './services.js';

/** How often each contender is measured: some take half a minute. */
const ROUNDS = 3;

interface Run {
  readonly events_added: string;
  readonly run_complete: boolean;
  readonly seconds: number;
}

const READ_RUN = `
  SELECT events_added, run_complete, extract(epoch FROM clock_timestamp() - run_started_at)::float8 AS seconds
  FROM checkpoints`;

/** What a sync has cost. */
export interface SyncCost {
  /** From its beginning to its end. */
  readonly seconds: number;
  /** The most memory that the worker had, in MB. */
  readonly memory: number;
}

/**
 * Has a worker fill an empty database of the dashboard from a provider.
 *
 * @param provider - its address
 * @param database - the address of the database
 * @param events - how many there are
 */
export const fillDashboard = async (
  arena: Arena,
  provider: string,
  database: string,
  events: number,
): Promise<SyncCost> => {
  const worker = await arena.start('dashboard/dist/worker.js', 'DASHBOARD_WORKER_PORT', {
    PROVIDER_URL: provider,
    DASHBOARD_DATABASE_URL: database,
    JOBS_URL: await arena.database('jobs'),
    // What is measured is one run.
    SYNC_INTERVAL: '10h',
  });
  const memory = watchMemory(worker.pid);
  try {
    const run = await arena.until<Run>(database, READ_RUN, ({ run_complete }) => run_complete);
    if (Number(run.events_added) !== events) throw new Error(`the sync has added ${run.events_added} events`);
    return { seconds: run.seconds, memory: memory.most() };
  } finally {
    memory.stop();
    await worker.stop();
    // The next worker's jobs are its own.
    await arena.drop('jobs');
  }
};

/** The sync of an empty dashboard, with what its outcome costs Postgres alone, and with dlt. */
export const syncEvents = (arena: Arena): Promise<CaseResult> =>
  withProvider(arena, async (provider) => {
    const dlt = await findDlt(arena.dltFolder, arena.say);
    let databases = 0;
    // Each into a database of its own.
    const into = async (
      service: 'dashboard' | undefined,
      fill: (url: string) => Promise<number>,
    ): Promise<Measured> => {
      databases += 1;
      const name = `synced_${String(databases)}`;
      const seconds = await fill(await arena.database(name, service));
      await arena.drop(name);
      return { perSecond: HISTORY.events / seconds };
    };
    const found = await inTurn(ROUNDS, {
      ours: () =>
        into('dashboard', async (url) => (await fillDashboard(arena, provider.url, url, HISTORY.events)).seconds),
      'COPY and counts': () => into('dashboard', (url) => copyAndCount(provider.database, url)),
      'COPY and counts, tables without indexes': () =>
        into(undefined, async (url) => {
          await arena.query(url, PLAIN_TABLES);
          return copyAndCount(provider.database, url);
        }),
      ...(dlt && { dlt: () => into(undefined, (url) => dlt(provider.url, url)) }),
    });
    return compare('sync of an empty dashboard, 559,000 events', 'events/s', found, { 'COPY and counts': 0.2, dlt: 5 });
  });
