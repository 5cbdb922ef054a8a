import { dateOf, spanOf } from './calendar.js';

// Without a locale, Intl takes the reader's.
const counts = new Intl.NumberFormat();
const changes = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' });
const shares = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const growth = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const ticks = new Intl.NumberFormat(undefined, { notation: 'compact' });
const durations = ['second', 'minute', 'hour', 'day'].map(
  (unit) => new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }),
);

const dates = (options: Intl.DateTimeFormatOptions): ((date: Date) => string) => {
  const format = new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' });
  return (date) => format.format(date);
};

const longMonth = dates({ month: 'long', year: 'numeric' });
const shortMonth = dates({ month: 'short' });
const monthOnly = dates({ month: 'long' });
const longDay = dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const mediumDay = dates({ dateStyle: 'medium' });
const narrowWeekday = dates({ weekday: 'narrow' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** A number of room nights. */
export const formatCount = (value: number): string => counts.format(value);

/** A difference, with its sign. */
export const formatChange = (value: number): string => changes.format(value);

/** A part of a whole. */
export const formatShare = (value: number): string => shares.format(value);

/** A number on an axis. */
export const formatTick = (value: number): string => ticks.format(value);

/** By how much a number is above or below another one: as `+410 (+10 %)`, without the share of nothing. */
export const formatGrowth = (value: number, before: number): string => {
  const change = formatChange(value - before);
  return before > 0 ? `${change} (${growth.format((value - before) / before)})` : change;
};

/** A year (`2026`), a month (`2026-07`) or a day (`2026-07-14`) in words. */
export const formatKey = (key: string): string =>
  key.length === 4 ? key : key.length > 7 ? longDay(dateOf(key)) : longMonth(dateOf(spanOf(key).first));

/** A date in the usual length. */
export const formatDate = (date: string): string => mediumDay(dateOf(date));

/** The name of a month of the year, 1 to 12. */
export const formatMonth = (month: number, length: 'short' | 'long' = 'long'): string => {
  const date = new Date(Date.UTC(2000, month - 1, 1));
  return length === 'short' ? shortMonth(date) : monthOnly(date);
};

/** The shortest name of a day of the week, 0 for Sunday. The 2nd of January 2000 was one. */
export const formatWeekday = (weekday: number): string => narrowWeekday(new Date(Date.UTC(2000, 0, 2 + weekday)));

/** A moment in the reader's time zone: without its date, if that is today. */
export const formatMoment = (moment: string): string => {
  const date = new Date(moment);
  return (date.toDateString() === new Date().toDateString() ? times : moments).format(date);
};

/** A duration in its largest unit. */
export const formatDuration = (seconds: number): string => {
  const sizes = [1, 60, 3600, 86_400];
  const index = sizes.findLastIndex((size) => seconds >= size * 0.995);
  return durations[Math.max(index, 0)]?.format(seconds / (sizes[Math.max(index, 0)] ?? 1)) ?? '';
};

/** So many of something, as `1 event` or `2 events`. */
export const formatNumberOf = (count: number, one: string): string =>
  `${formatCount(count)} ${count === 1 ? one : `${one}s`}`;

/** Words as they begin a line. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
