import type { components } from '@pickup/contracts/generated/dashboard';
import { DAY, dayOf, plus, spanOf, startOf } from '../moments.js';

type Counts = components['schemas']['Counts'];

/** The date (`YYYY-MM-DD`) of a day, its bookings and its cancellations. */
export type DayRow = readonly [date: string, bookings: number, cancellations: number];

/** The counts of all rows together. */
export const totalsOf = (rows: readonly DayRow[]): Counts => {
  let [bookings, cancellations] = [0, 0];
  for (const [, booked, cancelled] of rows) {
    bookings += booked;
    cancellations += cancelled;
  }
  return { bookings, cancellations, net: bookings - cancellations };
};

/**
 * The counts of each month or of each day.
 *
 * @param labels - the months (`YYYY-MM`) or the dates
 * @returns one for each label, zeros where there are no rows
 */
export const countsOf = (labels: readonly string[], rows: readonly DayRow[]): Counts[] => {
  const byLabel = new Map<string, DayRow[]>(labels.map((label) => [label, []]));
  const length = labels[0]?.length;
  for (const row of rows) byLabel.get(row[0].slice(0, length))?.push(row);
  return labels.map((label) => totalsOf(byLabel.get(label) ?? []));
};

/** The twelve months of a year, as `YYYY-MM`. */
export const monthsOf = (year: number): string[] =>
  Array.from({ length: 12 }, (_, index) => spanOf(year, index + 1).first.slice(0, 7));

/** The 365 or 366 days of a year, as `YYYY-MM-DD`. */
export const daysOf = (year: number): string[] => {
  const { first, last } = spanOf(year);
  const length = (Number(startOf(last)) - Number(startOf(first))) / DAY + 1;
  return Array.from({ length }, (_, index) => dayOf(plus(startOf(first), index * DAY)));
};

const BESIDE: Readonly<Record<components['schemas']['Alignment'], (date: string) => string>> = {
  // What the 29th of February becomes is no date, but counts for its month.
  date: (date) => String(Number(date.slice(0, 4)) + 1).padStart(4, '0') + date.slice(4),
  weekday: (date) => dayOf(plus(startOf(date), 364 * DAY)),
};

/** Last year's rows, each under the date of this year that it is set beside. */
export const besideThisYear = (
  rows: readonly DayRow[],
  alignment: components['schemas']['Alignment'],
): readonly DayRow[] =>
  rows.map(([date, bookings, cancellations]) => [BESIDE[alignment](date), bookings, cancellations]);
