import type { Arena } from '../arena.js';
import { readText } from '../clients.js';
import { eventAt, type History } from '../events.js';
import { quantile } from '../load.js';

/** What became of the filters of `GET /events` in every combination. */
export interface Filtered {
  readonly combinations: number;
  /** The slowest one, its filters and the median of its milliseconds. */
  readonly slowest: { readonly filters: string; readonly milliseconds: number };
}

const DAY = 86_400_000;

const dayFrom = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

/** How often each combination is asked for: a prepared statement gets its plan for all values with the sixth time. */
const TIMES = 8;

/**
 * How many times all rows of the events were read so far to find some. What connections did counts at the latest when they are
 * closed: https://www.postgresql.org/docs/current/monitoring-stats.html
 */
export const sequentialScans = async (arena: Arena, database: string): Promise<number> => {
  const [row] = await arena.query<{ scans: number }>(
    database,
    `SELECT seq_scan::integer AS scans FROM pg_stat_user_tables WHERE relname = 'events'`,
  );
  return row?.scans ?? Number.NaN;
};

/** Asks for a page with every combination of filters, around an event in the middle of a history. */
export const filterEveryWay = async (provider: string, history: History): Promise<Filtered> => {
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
  let slowest = { filters: '', milliseconds: 0 };
  const combinations = 2 ** filters.length;
  for (let combination = 0; combination < combinations; combination += 1) {
    const chosen = filters.filter((_, index) => (combination >> index) % 2 === 1);
    const url = `${provider}/events?${new URLSearchParams([...chosen, ['limit', '100']]).toString()}`;
    const times: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const began = performance.now();
      await readText(url);
      times.push(performance.now() - began);
    }
    const milliseconds = quantile(times, 0.5);
    if (milliseconds > slowest.milliseconds)
      slowest = { filters: chosen.map(([name]) => name).join(' '), milliseconds };
  }
  return { combinations, slowest };
};
