import type { components } from '@pickup/contracts/generated/dashboard';
import { addDays, spanOf, yearKey } from './calendar.js';
import type { View } from './view.js';

type Schemas = components['schemas'];
type Item = Schemas['MonthCounts'] | Schemas['DayCounts'];

/** An item of a chart or table. Without last year's counts, nothing can be known of them. */
export type Shown<T extends Item = Item> = T & {
  /** Whether nothing can be known of it: then its zeros are no numbers. */
  readonly isUnknown: boolean;
};

/** The month (`2026-07`) or the day (`2026-07-14`) of an item. */
export const keyOf = (item: { readonly month: string } | { readonly date: string }): string =>
  'month' in item ? item.month : item.date;

interface Span {
  readonly first: string;
  readonly last: string;
}

/** What can be known of a hotel. */
export interface Known {
  readonly basis: Schemas['Basis'];
  readonly lastYearBy: View['lastYearBy'];
  readonly hotel: Schemas['Hotel'] | undefined;
  /** The last day that has been read, or that is looked at. */
  readonly through: string;
}

/** The same span of last year, as it is set beside this year's. */
export const spanBeside = ({ first, last }: Span, by: View['lastYearBy']): Span => {
  const before = (date: string) =>
    by === 'weekday' ? addDays(date, -364) : yearKey(Number(date.slice(0, 4)) - 1) + date.slice(4);
  return { first: before(first), last: before(last) };
};

/** Whether nothing can be known of a span: no event of the hotel is about its nights, or its days have not come yet. */
export const isOutside = ({ first, last }: Span, { basis, hotel, through }: Known): boolean =>
  basis === 'timestamp' ? first > through : !hotel || last < hotel.first_night || first > hotel.last_night;

const isEmpty = ({ bookings, cancellations }: Schemas['Counts']): boolean => bookings + cancellations === 0;

/** Tells zeros from what can't be known. */
export const showKnown = (items: readonly Item[], known: Known): Shown[] =>
  items.map((item) => {
    const span = spanOf(keyOf(item));
    const isUnknown = isEmpty(item) && isOutside(span, known);
    const { same_time_last_year: _sameTime, last_year: lastYear, ...thisYear } = item;
    const hasLastYear = lastYear && !(isEmpty(lastYear) && isOutside(spanBeside(span, known.lastYearBy), known));
    return { ...(hasLastYear ? item : thisYear), isUnknown };
  });
