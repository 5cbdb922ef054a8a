import type { components } from '@pickup/contracts/generated/dashboard';
import { formatChange, formatCount, formatGrowth, formatKey, formatNumberOf } from './format.js';
import { keyOf, type Shown } from './known.js';
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

/** The name by which screen readers know a day or month of a chart. */
export const nameOf = (item: Shown, basis: Schemas['Basis']): string =>
  `${formatKey(keyOf(item))}: ${describe(item, basis).join(', ')}`;

/** What was gained and lost, in words. */
export const describePickup = ({ bookings, cancellations, net }: Schemas['Counts']): string[] => [
  `${formatChange(net)} net`,
  `${formatCount(bookings)} booked`,
  `${formatCount(cancellations)} cancelled`,
];

/** A day of the pace in words, by its distance from the first night. */
export const formatDaysBefore = (days: number): string => {
  if (days === 0) return 'On the day of the first night';
  return `${formatNumberOf(Math.abs(days), 'day')} ${days > 0 ? 'before' : 'after'} the first night`;
};
