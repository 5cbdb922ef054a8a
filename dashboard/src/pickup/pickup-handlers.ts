import { lastMoment } from '@pickup/contracts/formats';
import type { components, operations } from '@pickup/contracts/generated/dashboard';
import { invalidRequest } from '@pickup/contracts/problem';
import { weakEtag } from '@pickup/contracts/server/etag';
import type { Handlers } from '@pickup/contracts/server/handlers';
import { timeWindow, windowFaults } from '@pickup/contracts/time-window';
import { csvAnswer, momentInName } from '../csv.js';
import { DAY, dayOf, later, plus, spanOf, startOf } from '../moments.js';
import { totalsOf } from '../stats/calendar.js';
import { unknownHotel } from '../unknown-hotel.js';
import { cumulate, curveDays } from './pace.js';
import type { PickupRepository } from './pickup-repository.js';

type Schemas = components['schemas'];

/** Where time begins, in the contracts. */
const BEGINNING = startOf('0001-01-01');

// The numbers of an answer: without what moves on by itself.
const etagOf = ({ synced_through: _synced_through, ...numbers }: Schemas['Pickup'] | Schemas['Pace']) =>
  weakEtag(numbers);

const readPickup = async (
  pickups: PickupRepository,
  query: operations['getPickup']['parameters']['query'],
  clock: () => number,
): Promise<Schemas['Pickup']> => {
  const { hotel_id, period } = query;
  if (period === undefined) throw new Error('the contract has lost its default for period');
  const window = timeWindow(query);
  const faults = windowFaults(window);
  if (faults.length > 0) throw invalidRequest(faults);
  const { through } = window;
  const lastDay = startOf(dayOf(through ?? new Date(clock())));
  const from = window.from ?? later(plus(lastDay, -6 * DAY), BEGINNING);
  const found = await pickups.readPickup({ hotelId: hotel_id, period, from, through });
  if (!found) throw unknownHotel(hotel_id);
  return {
    hotel_id,
    period,
    updated__gte: from.toISOString(),
    updated__lte: through?.toISOString() ?? null,
    synced_through: found.syncedThrough?.toISOString() ?? null,
    totals: totalsOf(found.items),
    items:
      period === 'month'
        ? found.items.map((row) => ({ month: row[0], ...totalsOf([row]) }))
        : found.items.map((row) => ({ night_of_stay: row[0], ...totalsOf([row]) })),
  };
};

const readPace = async (
  pickups: PickupRepository,
  query: operations['getPace']['parameters']['query'],
): Promise<Schemas['Pace']> => {
  const { hotel_id, year, month, last_year_by } = query;
  const { first, last } = spanOf(year, month);
  const asOf = lastMoment(query.as_of);
  const found = await pickups.readPace({ hotelId: hotel_id, first, last, asOf, lastYearBy: last_year_by });
  if (!found) throw unknownHotel(hotel_id);
  const days = curveDays(first, last);
  const onTheBooks = cumulate(days, found.curve);
  const lastYear = found.lastYear && cumulate(days, found.lastYear);
  return {
    hotel_id,
    year,
    month: month ?? null,
    first_night: first,
    last_night: last,
    as_of: asOf?.toISOString() ?? null,
    synced_through: found.syncedThrough?.toISOString() ?? null,
    ...(last_year_by && { last_year_by }),
    items: days.map((days_before, index) => ({
      days_before,
      on_the_books: onTheBooks[index] ?? null,
      ...(lastYear && { last_year: lastYear[index] ?? null }),
    })),
  };
};

const pickupName = ({ hotel_id, period, updated__gte, updated__lte }: Schemas['Pickup']): string =>
  [
    `pickup-hotel-${String(hotel_id)}-since-${momentInName(new Date(updated__gte))}`,
    ...(updated__lte === null ? [] : [`until-${momentInName(new Date(updated__lte))}`]),
    ...(period === 'day' ? ['by-night'] : []),
  ].join('-');

const paceName = ({ hotel_id, month, first_night, as_of }: Schemas['Pace']): string =>
  [
    `pace-hotel-${String(hotel_id)}-${first_night.slice(0, month === null ? 4 : 7)}`,
    ...(as_of === null ? [] : [`as-of-${momentInName(new Date(as_of))}`]),
  ].join('-');

/**
 * The work of the operations that tell what has come in, and at what pace.
 *
 * @param clock - milliseconds since 1970
 */
export const createPickupHandlers = (
  pickups: PickupRepository,
  clock: () => number,
): Pick<Handlers<operations>, 'getPickup' | 'getPickupCsv' | 'getPace' | 'getPaceCsv'> => ({
  getPickup: async ({ query }) => {
    const body = await readPickup(pickups, query, clock);
    return { status: 200, body, headers: { ETag: etagOf(body) } };
  },

  getPickupCsv: async ({ query }) => {
    const pickup = await readPickup(pickups, query, clock);
    const label = pickup.period === 'month' ? 'month' : 'night_of_stay';
    const rows = pickup.items.map(({ bookings, cancellations, net, ...item }) => [
      'month' in item ? item.month : item.night_of_stay,
      bookings,
      cancellations,
      net,
    ]);
    return csvAnswer(pickupName(pickup), [label, 'bookings', 'cancellations', 'net'], rows);
  },

  getPace: async ({ query }) => {
    const body = await readPace(pickups, query);
    return { status: 200, body, headers: { ETag: etagOf(body) } };
  },

  getPaceCsv: async ({ query }) => {
    const pace = await readPace(pickups, query);
    const columns = ['days_before', 'on_the_books', ...(pace.last_year_by ? ['last_year'] : [])];
    const rows = pace.items.map(({ days_before, on_the_books, last_year }) => [
      days_before,
      on_the_books,
      ...(last_year === undefined ? [] : [last_year]),
    ]);
    return csvAnswer(paceName(pace), columns, rows);
  },
});
