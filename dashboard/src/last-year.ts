import type { components } from '@pickup/contracts/generated/dashboard';

type Alignment = components['schemas']['Alignment'];

/** How far back last year lies, as Postgres reads it: bound as `$back`. */
export const BACK: Readonly<Record<Alignment, string>> = { date: '1 year', weekday: '364 days' };

/** A window of dates in SQL: its first day, and the day after its last one. */
export interface SqlWindow {
  readonly first: string;
  readonly after: string;
}

/** The window from `$first` to `$last`. */
export const THIS_YEAR: SqlWindow = { first: '$first::date', after: '($last::date + 1)' };

/** The window that is set beside it: `$back` before. What lies before the year 1 is none of JavaScript's, but Postgres's. */
export const LAST_YEAR: SqlWindow = {
  first: '($first::date - $back::interval)::date',
  after: '($last::date + 1 - $back::interval)::date',
};

/** The same time last year: a moment in SQL, `$back` before, in UTC. The 29th of February becomes the 28th. */
export const sameTimeLastYear = (moment: string): string =>
  `((${moment} AT TIME ZONE 'UTC' - $back::interval) AT TIME ZONE 'UTC')`;
