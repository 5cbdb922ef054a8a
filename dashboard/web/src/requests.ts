import type { operations } from '@pickup/contracts/generated/dashboard';
import { addDays, today } from './calendar.js';
import { api, type Answer, type Ask } from './api.js';
import { queryText } from './query-text.js';
import { useResource, type Resource } from './use-resource.js';
import type { PickupDays, View } from './view.js';

/** Between two looks at how far the copy is, in milliseconds. It is what tells that there are new numbers. */
const FOLLOW = 2000;

/** Between two looks at numbers that have not changed: the same time last year moves on. */
const REFRESH = 60_000;

type Success<Id extends keyof operations> = operations[Id] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>;

/** The hotels. */
export const useHotels = (revision: number | undefined): Resource<Success<'listHotels'>> =>
  useResource({ key: '/hotels', ask: (init) => api.GET('/hotels', init), every: REFRESH, revision });

/** How far the copy is. */
export const useSync = (hotelId: number | undefined): Resource<Success<'getSyncStatus'>> => {
  const query = hotelId === undefined ? {} : { hotel_id: hotelId };
  return useResource({
    key: `/sync?${queryText(query)}`,
    ask: (init) => api.GET('/sync', { ...init, params: { query } }),
    every: FOLLOW,
  });
};

/** A view of a hotel and a year. */
export type Chosen = View & { readonly hotelId: number; readonly year: number };

/** What is asked for, with the address of the same as CSV. */
export interface Asked<T> extends Resource<T> {
  readonly csv: string;
}

/** Asks for numbers, again where events were added. */
const useNumbers = <T>(
  path: string,
  query: object,
  ask: (init: Ask) => Promise<Answer<T>>,
  revision: number | undefined,
): Asked<T> => {
  const text = queryText(query);
  return { csv: `${path}.csv?${text}`, ...useResource({ key: `${path}?${text}`, ask, every: REFRESH, revision }) };
};

/** The counts of the year. */
export const useDashboard = (
  { hotelId, year, period, basis, lastYearBy, asOf }: Chosen,
  revision: number | undefined,
): Asked<Success<'getDashboard'>> => {
  const query: Query<'getDashboard'> = {
    hotel_id: hotelId,
    year,
    period,
    basis,
    last_year_by: lastYearBy,
    ...(asOf !== undefined && { as_of: asOf }),
  };
  const ask = (init: Ask) => api.GET('/dashboard', { ...init, params: { query } });
  return useNumbers('/dashboard', query, ask, revision);
};

/**
 * The first day of a window of pickup: yesterday, or so that it has so many days, up to today or the day that is looked at.
 */
export const pickupSince = (asOf: string | undefined, days: PickupDays): string =>
  addDays(asOf ?? today(), days === 1 ? -1 : 1 - days);

/** What has come in. */
export const usePickup = (
  { hotelId, asOf }: Chosen,
  days: PickupDays,
  revision: number | undefined,
): Asked<Success<'getPickup'>> => {
  const query: Query<'getPickup'> = {
    hotel_id: hotelId,
    updated__gte: pickupSince(asOf, days),
    ...(asOf !== undefined && { updated__lte: asOf }),
    period: 'month',
  };
  const ask = (init: Ask) => api.GET('/pickup', { ...init, params: { query } });
  return useNumbers('/pickup', query, ask, revision);
};

/** How the nights of the year, or of the chosen month, came on the books. */
export const usePace = (
  { hotelId, year, month, asOf, lastYearBy }: Chosen,
  revision: number | undefined,
): Asked<Success<'getPace'>> => {
  const query: Query<'getPace'> = {
    hotel_id: hotelId,
    year,
    ...(month !== undefined && { month }),
    ...(asOf !== undefined && { as_of: asOf }),
    last_year_by: lastYearBy,
  };
  const ask = (init: Ask) => api.GET('/pace', { ...init, params: { query } });
  return useNumbers('/pace', query, ask, revision);
};
