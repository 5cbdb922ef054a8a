import type { components } from '@pickup/contracts/generated/dashboard';

type Counts = components['schemas']['Counts'];
type MonthCounts = components['schemas']['MonthCounts'];
type DayCounts = components['schemas']['DayCounts'];

/** The date (`YYYY-MM-DD`) of a day, its bookings and its cancellations. */
export type DayRow = readonly [date: string, bookings: number, cancellations: number];

const DAY = 86_400_000;

const toCounts = (bookings: number, cancellations: number): Counts => ({
  bookings,
  cancellations,
  net: bookings - cancellations,
});

/** The counts of all rows together. */
export const totalsOf = (rows: readonly DayRow[]): Counts => {
  let [bookings, cancellations] = [0, 0];
  for (const [, booked, cancelled] of rows) {
    bookings += booked;
    cancellations += cancelled;
  }
  return toCounts(bookings, cancellations);
};

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

/** The twelve months of a year, with zeros where there are no rows. */
export const monthsOf = (year: number, rows: readonly DayRow[]): MonthCounts[] =>
  Array.from({ length: 12 }, (_, index) => {
    const month = `${pad(year, 4)}-${pad(index + 1, 2)}`;
    return { month, ...totalsOf(rows.filter(([date]) => date.startsWith(month))) };
  });

/** The 365 or 366 days of a year, with zeros where there are no rows. */
export const daysOf = (year: number, rows: readonly DayRow[]): DayCounts[] => {
  const byDate = new Map(rows.map((row) => [row[0], row]));
  const first = Date.parse(`${pad(year, 4)}-01-01T00:00:00Z`);
  const last = Date.parse(`${pad(year, 4)}-12-31T00:00:00Z`);
  return Array.from({ length: (last - first) / DAY + 1 }, (_, index) => {
    const date = new Date(first + index * DAY).toISOString().slice(0, 10);
    const [, bookings = 0, cancellations = 0] = byDate.get(date) ?? [];
    return { date, ...toCounts(bookings, cancellations) };
  });
};
