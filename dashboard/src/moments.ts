/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The earlier of two moments. */
export const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

/** The later of two moments. */
export const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** A moment some milliseconds later, or earlier where they are less than 0. */
export const plus = (moment: Date, milliseconds: number): Date => new Date(moment.getTime() + milliseconds);

/** The UTC day of a moment, as `YYYY-MM-DD`. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** The first and the last moment of a UTC day, given as `YYYY-MM-DD`. */
export const startOf = (date: string): Date => new Date(`${date}T00:00:00.000Z`);

/** See {@link startOf}. */
export const endOf = (date: string): Date => new Date(`${date}T23:59:59.999Z`);

/** The first and the last day of a year, or of one of its months, as `YYYY-MM-DD`. */
export const spanOf = (year: number, month?: number): { first: string; last: string } => {
  const first = `${String(year).padStart(4, '0')}-${String(month ?? 1).padStart(2, '0')}-01`;
  const last = startOf(first);
  // The day before the first one of the month after.
  last.setUTCMonth(month ?? 12, 0);
  return { first, last: dayOf(last) };
};
