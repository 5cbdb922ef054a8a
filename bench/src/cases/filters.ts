import { setTimeout as pause } from 'node:timers/promises';
import type { Arena } from '../arena.js';
import { eventAt, type History } from '../events.js';

/** What became of the filters of `GET /events` in every combination. */
export interface Filtered {
  readonly combinations: number;
  /** How many times all rows were read to answer them. */
  readonly sequentialScans: number;
  /** The slowest one, its filters and its milliseconds. */
  readonly slowest: { readonly filters: string; readonly milliseconds: number };
}

const DAY = 86_400_000;

const dayFrom = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

// Statistics of the server arrive up to a second later: https://www.postgresql.org/docs/current/monitoring-stats.html
const STATISTICS_LAG = 1_500;

const scansOf = async (arena: Arena, database: string): Promise<number> => {
  await pause(STATISTICS_LAG);
  const [row] = await arena.query<{ scans: number }>(
    database,
    `SELECT seq_scan::integer AS scans FROM pg_stat_user_tables WHERE relname = 'events'`,
  );
  return row?.scans ?? Number.NaN;
};

/** Asks for a page with every combination of filters, around an event in the middle of a history. */
export const filterEveryWay = async (
  arena: Arena,
  provider: string,
  database: string,
  history: History,
): Promise<Filtered> => {
  const { hotel_id, timestamp, rpg_status, room_id, night_of_stay } = eventAt(history.events / 2, history);
  const filters = Object.entries({
    hotel_id,
    updated__gte: dayFrom(timestamp, -20),
    updated__lte: dayFrom(timestamp, 20),
    rpg_status,
    room_id,
    night_of_stay__gte: night_of_stay,
    night_of_stay__lte: dayFrom(night_of_stay, 1),
  }).map(([name, value]): [string, string] => [name, String(value)]);
  const before = await scansOf(arena, database);
  let slowest = { filters: '', milliseconds: 0 };
  const combinations = 2 ** filters.length;
  for (let combination = 0; combination < combinations; combination += 1) {
    const chosen = filters.filter((_, index) => (combination >> index) % 2 === 1);
    const url = `${provider}/events?${new URLSearchParams([...chosen, ['limit', '100']]).toString()}`;
    // The first time, what is needed may have to be read from the disk.
    await (await fetch(url)).text();
    const began = performance.now();
    const response = await fetch(url);
    await response.text();
    const milliseconds = performance.now() - began;
    if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
    if (milliseconds > slowest.milliseconds)
      slowest = { filters: chosen.map(([name]) => name).join(' '), milliseconds };
  }
  return { combinations, sequentialScans: (await scansOf(arena, database)) - before, slowest };
};
