import type { components } from '@pickup/contracts/generated/dashboard';
import { formatCount, formatGrowth } from './format.js';
import type { Measure } from './view.js';

type Schemas = components['schemas'];

/** Counts, with those of last year beside them. */
export type Compared = Schemas['YearCounts'] & { readonly isUnknown?: boolean };

/** What bookings less cancellations are called: nights on the books, or just a net where days of booking are counted. */
export const netName = (basis: Schemas['Basis']): string => (basis === 'night_of_stay' ? 'on the books' : 'net');

/** The name of a measure. */
export const measureName = (measure: Measure, basis: Schemas['Basis']): string =>
  ({ net: netName(basis), bookings: 'booked', cancellations: 'cancelled' })[measure];

/** The counts of a day or month in words, the most important first. */
export const describe = (counts: Compared, basis: Schemas['Basis']): string[] => {
  const { same_time_last_year: sameTime, last_year: lastYear } = counts;
  const now = [
    `${formatCount(counts.net)} ${netName(basis)}`,
    `${formatCount(counts.bookings)} booked`,
    `${formatCount(counts.cancellations)} cancelled`,
  ];
  return [
    ...(counts.isUnknown ? ['no data'] : now),
    ...(sameTime && !counts.isUnknown
      ? [`${formatGrowth(counts.net, sameTime.net)} against ${formatCount(sameTime.net)} at the same time last year`]
      : []),
    ...(lastYear ? [`${formatCount(lastYear.net)} in all of last year`] : []),
  ];
};
