const DAY = 86_400_000;

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** The moment at which a date (`YYYY-MM-DD`) begins in UTC. */
export const dateOf = (date: string): Date => new Date(`${date}T00:00:00.000Z`);

/** The date so many days later. */
export const addDays = (date: string, days: number): string =>
  new Date(dateOf(date).getTime() + days * DAY).toISOString().slice(0, 10);

/** A year with four digits, as dates begin. */
export const yearKey = (year: number): string => pad(year, 4);

/** A month as the contract writes it, as `2026-07`. */
export const yearMonth = (year: number, month: number): string => `${yearKey(year)}-${pad(month)}`;

/** The month (`2026-07`) after another one. */
export const monthAfter = (month: string): string => addDays(`${month}-01`, 31).slice(0, 7);

/** The first and the last date of a year (`2026`), of a month (`2026-07`), or of a single day (`2026-07-14`). */
export const spanOf = (key: string): { first: string; last: string } => {
  if (key.length === 4) return { first: `${key}-01-01`, last: `${key}-12-31` };
  if (key.length > 7) return { first: key, last: key };
  const first = `${key}-01`;
  return { first, last: addDays(`${monthAfter(key)}-01`, -1) };
};

/** The day of the week of a date, 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (date: string): number => dateOf(date).getUTCDay();

/** Today, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

interface WeekInfo {
  readonly firstDay: number;
}

/** The day with which a week begins where the reader lives, 0 for Sunday to 6 for Saturday; Monday where that is unknown. */
export const firstWeekday = (locale = navigator.language): number => {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
  return ((known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1) % 7;
};
