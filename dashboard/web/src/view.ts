import { isDate } from '@pickup/contracts/formats';
import type { components } from '@pickup/contracts/generated/dashboard';
import { today } from './calendar.js';
import { queryText } from './query-text.js';

type Schemas = components['schemas'];

/** The three numbers of a day or month. */
export type Measure = keyof Schemas['Counts'];

/** Since how many days the pickup counts. */
export type PickupDays = (typeof PICKUP_DAYS)[number];

/** What the page shows. All of it is in the address, under the names of the contract. */
export interface View {
  /** Undefined until a hotel is known. */
  readonly hotelId: number | undefined;
  readonly year: number | undefined;
  readonly period: Schemas['Period'];
  readonly basis: Schemas['Basis'];
  readonly lastYearBy: Schemas['Alignment'];
  /** The month, 1 to 12, for which days and pace are drawn; undefined for the whole year. */
  readonly month: number | undefined;
  /** The day (`YYYY-MM-DD`) at whose end the numbers are looked at; undefined for now. */
  readonly asOf: string | undefined;
  /** What colours the calendar. */
  readonly measure: Measure;
  readonly pickupDays: PickupDays;
  /** The number that is explained; undefined for none. */
  readonly explained: Explained | undefined;
}

/**
 * A number of the page: that of a year (`2026`), month (`2026-07`) or day (`2026-07-14`), or what a month or
 * {@link ALL_NIGHTS} have gained.
 */
export interface Explained {
  readonly of: 'counts' | 'pickup';
  readonly key: string;
}

/** The nights of all months together. */
export const ALL_NIGHTS = 'all';

/** The windows of pickup, in days, from the shortest. */
export const PICKUP_DAYS = [1, 7, 28] as const;

/** The numbers of a day or month, the most important first. */
export const MEASURES = ['net', 'bookings', 'cancellations'] as const;

/** What can be chosen; the first one is what is shown by default, and is left out of the address. */
const CHOICES = {
  period: ['month', 'day'],
  basis: ['night_of_stay', 'timestamp'],
  last_year_by: ['date', 'weekday'],
  measure: MEASURES,
} as const satisfies Record<string, readonly [string, ...string[]]>;

const DEFAULT_PICKUP_DAYS = 7;

const EXPLAINED = /^(?:(pickup):(all|\d{4}-\d{2})|(\d{4}(?:-\d{2}){0,2}))$/;

const integer = (text: string | null, most: number): number | undefined => {
  if (text === null || !/^[1-9]\d{0,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
};

const explainedOf = (text: string | null): Explained | undefined => {
  const [, of, month, span] = EXPLAINED.exec(text ?? '') ?? [];
  if (of === 'pickup' && month !== undefined) return { of, key: month };
  return span === undefined ? undefined : { of: 'counts', key: span };
};

/** Reads a view from the query of an address. What is missing or makes no sense gets its default. */
export const parseView = (search: string): View => {
  const asked = new URLSearchParams(search);
  const oneOf = <Name extends keyof typeof CHOICES>(name: Name): (typeof CHOICES)[Name][number] =>
    CHOICES[name].find((value) => value === asked.get(name)) ?? CHOICES[name][0];
  const asOf = asked.get('as_of');
  return {
    hotelId: integer(asked.get('hotel_id'), 2_147_483_647),
    year: integer(asked.get('year'), 9999),
    period: oneOf('period'),
    basis: oneOf('basis'),
    lastYearBy: oneOf('last_year_by'),
    month: integer(asked.get('month'), 12),
    // What is known in the future is what is known now.
    asOf: asOf !== null && isDate(asOf) && asOf <= today() ? asOf : undefined,
    measure: oneOf('measure'),
    pickupDays: PICKUP_DAYS.find((days) => String(days) === asked.get('pickup_days')) ?? DEFAULT_PICKUP_DAYS,
    explained: explainedOf(asked.get('explain')),
  };
};

/** The query of the address of a view, without what is as by default. */
export const formatView = (view: View): string => {
  const { explained } = view;
  const unlessDefault = <Value>(value: Value, first: Value): Value | undefined => (value === first ? undefined : value);
  const text = queryText({
    hotel_id: view.hotelId,
    year: view.year,
    period: unlessDefault(view.period, CHOICES.period[0]),
    basis: unlessDefault(view.basis, CHOICES.basis[0]),
    last_year_by: unlessDefault(view.lastYearBy, CHOICES.last_year_by[0]),
    month: view.month,
    as_of: view.asOf,
    measure: unlessDefault(view.measure, CHOICES.measure[0]),
    pickup_days: unlessDefault(view.pickupDays, DEFAULT_PICKUP_DAYS),
    explain: explained && (explained.of === 'pickup' ? `pickup:${explained.key}` : explained.key),
  });
  return text && `?${text}`;
};
