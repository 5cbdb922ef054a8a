import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Arena } from '../arena.js';
import { readText } from '../clients.js';
import { eventAt, type History } from '../events.js';
import { putLoad, type Measured } from '../load.js';
import { watchMemory } from '../memory.js';
import { filterEveryWay, sequentialScans, type Filtered } from './filters.js';
import { walk } from './list-events.js';
import { WARM_UP } from './services.js';
import { fillDashboard } from './sync.js';

/** What it is like with so many events. Memory in MB, sizes in MB. */
export interface GrowthResult {
  readonly events: number;
  /** `GET /dashboard` by month, and the same as CSV, of which nothing is remembered. */
  readonly month: Measured;
  readonly csv: Measured;
  /** A page of 100 events near the end of the list of all hotels. */
  readonly deepPage: Measured;
  /** Digests of everything, in events that they are about. */
  readonly digest: Measured;
  readonly walk: Measured;
  readonly import: Measured;
  readonly sync: Measured;
  /** The most that each process ever had: the provider while it takes in everything, and while everything is read. */
  readonly memory: Readonly<Record<'import' | 'taking in' | 'reading' | 'worker' | 'dashboard', number>>;
  readonly size: Readonly<Record<'provider' | 'dashboard', number>>;
  readonly filters: Filtered;
  /** How many times all events were read to find those of the filters. */
  readonly sequentialScans: number;
}

const HOTELS = 20;

const CONNECTIONS = 64;

/** Seconds. */
const LOAD = 8;

const HEADER = 'id,hotel_id,event_timestamp,status,room_reservation_id,night_of_stay\n';

const csvOf = function* (history: History): Generator<string> {
  yield HEADER;
  let lines: string[] = [];
  for (let place = 0; place < history.events; place += 1) {
    const { id, hotel_id, timestamp, rpg_status, room_id, night_of_stay } = eventAt(place, history);
    const at = `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)}`;
    lines.push([id, hotel_id, at, rpg_status, room_id, night_of_stay].join(','));
    if (lines.length === 5_000 || place === history.events - 1) {
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
};

const sizeOf = async (arena: Arena, database: string): Promise<number> => {
  const [row] = await arena.query<{ size: number }>(
    database,
    'SELECT (pg_database_size(current_database()) / 1024 / 1024)::integer AS size',
  );
  return row?.size ?? 0;
};

const importAll = async (arena: Arena, provider: string, history: History) => {
  const file = path.join(arena.folder, 'history.csv');
  await pipeline(Readable.from(csvOf(history)), createWriteStream(file));
  const began = performance.now();
  const importing = arena.run('provider/dist/import/main.js', [file], {
    PROVIDER_URL: provider,
    DATA_DIR: path.join(arena.folder, `import-${String(history.events)}`),
  });
  const memory = watchMemory(importing.pid);
  await importing.ended;
  memory.stop();
  await rm(file);
  return { perSecond: (1_000 * history.events) / (performance.now() - began), memory: memory.most() };
};

const measure = async (url: string): Promise<Measured> => {
  await putLoad({ url, connections: CONNECTIONS, last: { seconds: WARM_UP } });
  return putLoad({ url, connections: CONNECTIONS, last: { seconds: LOAD } });
};

/** More answers than the dashboard remembers, each as long as they get. */
const askOfManyYears = async (dashboard: string): Promise<void> => {
  for (let year = 1_500; year < 2_100; year += 1) {
    await readText(`${dashboard}/dashboard?hotel_id=1&year=${String(year)}&period=day&last_year_by=date`);
  }
};

/** Everything whose cost could grow with the number of events. */
export const grow = async (arena: Arena, events: number): Promise<GrowthResult> => {
  const history = { events, hotels: HOTELS };
  const name = String(events);
  const providerDatabase = await arena.database(`provider_${name}`, 'provider');
  const dashboardDatabase = await arena.database(`dashboard_${name}`, 'dashboard');
  const startProvider = () =>
    arena.start('provider/dist/main.js', 'PROVIDER_PORT', { PROVIDER_DATABASE_URL: providerDatabase });

  arena.say('  import');
  const importer = await startProvider();
  const importerMemory = watchMemory(importer.pid);
  const imported = await importAll(arena, importer.url, history);
  importerMemory.stop();
  await importer.stop();
  await arena.query(providerDatabase, 'VACUUM (ANALYZE) events');

  arena.say('  walk and sync');
  const provider = await startProvider();
  const providerMemory = watchMemory(provider.pid);
  const walked = await walk(`${provider.url}/events?limit=10000`);
  const synced = await fillDashboard(arena, provider.url, dashboardDatabase, events);
  await arena.query(dashboardDatabase, 'VACUUM (ANALYZE)');

  arena.say('  digests, pages and filters');
  const digested = await walk(`${provider.url}/events/digest?limit=2000`);
  const deepPage = await measure(walked.pages.at(-2)?.replace('limit=10000', 'limit=100') ?? '');
  const scansBefore = await sequentialScans(arena, providerDatabase);
  const filters = await filterEveryWay(provider.url, history);
  providerMemory.stop();
  await provider.stop();
  const scans = (await sequentialScans(arena, providerDatabase)) - scansBefore;

  arena.say('  dashboard');
  const dashboard = await arena.start('dashboard/dist/main.js', 'DASHBOARD_PORT', {
    DASHBOARD_DATABASE_URL: dashboardDatabase,
  });
  const dashboardMemory = watchMemory(dashboard.pid);
  const month = await measure(`${dashboard.url}/dashboard?hotel_id=1&year=2024&period=month`);
  const csv = await measure(`${dashboard.url}/dashboard.csv?hotel_id=1&year=2024&period=month`);
  await askOfManyYears(dashboard.url);
  dashboardMemory.stop();
  await dashboard.stop();

  const result: GrowthResult = {
    events,
    month,
    csv,
    deepPage,
    digest: { perSecond: events / digested.seconds },
    walk: { perSecond: events / walked.seconds },
    import: { perSecond: imported.perSecond },
    sync: { perSecond: events / synced.seconds },
    memory: {
      import: imported.memory,
      'taking in': importerMemory.most(),
      reading: providerMemory.most(),
      worker: synced.memory,
      dashboard: dashboardMemory.most(),
    },
    size: {
      provider: await sizeOf(arena, providerDatabase),
      dashboard: await sizeOf(arena, dashboardDatabase),
    },
    filters,
    sequentialScans: scans,
  };
  await arena.drop(`provider_${name}`);
  await arena.drop(`dashboard_${name}`);
  return result;
};
