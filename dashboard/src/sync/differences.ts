import type { Digest } from '@pickup/contracts/client';
import { DAY, earlier, endOf, later, startOf } from '../moments.js';
import type { Day, Window } from './pages.js';

/** A day that is not the same on both sides. */
export interface Difference extends Day {
  /** How many events more the provider has; less than 0 where the copy has more. */
  readonly missing: number;
}

/** How many days may lie between two that are read in one request: reading them costs less than another request does. */
const GAP = 7;

/** From how many windows on hotels are not read one by one any more. */
const MOST_STRETCHES = 100;

/** A day of a hotel as a key. */
export const keyOf = ({ hotel_id, date }: Day): string => `${String(hotel_id)}/${date}`;

/** The days that are not the same on both sides. */
export const findDifferences = (theirs: readonly Digest[], ours: readonly Digest[]): Difference[] => {
  const own = new Map(ours.map((digest) => [keyOf(digest), digest]));
  const differing: Difference[] = [];
  for (const { hotel_id, date, events, checksum } of theirs) {
    const key = keyOf({ hotel_id, date });
    const copy = own.get(key);
    own.delete(key);
    if (copy?.events !== events || copy.checksum !== checksum) {
      differing.push({ hotel_id, date, missing: events - (copy?.events ?? 0) });
    }
  }
  for (const { hotel_id, date, events } of own.values()) differing.push({ hotel_id, date, missing: -events });
  return differing;
};

interface Stretch {
  readonly hotelId: number | undefined;
  readonly first: string;
  last: string;
}

// Days in a row, that of one hotel after that of another one.
const join = (days: readonly { readonly hotelId: number | undefined; readonly date: string }[]): Stretch[] => {
  const stretches: Stretch[] = [];
  for (const { hotelId, date } of days) {
    const open = stretches.at(-1);
    const near = open?.hotelId === hotelId && Date.parse(date) - Date.parse(open?.last ?? '') <= (GAP + 1) * DAY;
    if (open && near) open.last = date;
    else stretches.push({ hotelId, first: date, last: date });
  }
  return stretches;
};

/**
 * Joins days that are near each other into windows within another one, so that many of them take few requests: of one hotel
 * each, or, where that would be many, of all hotels.
 */
export const toStretches = (days: readonly Day[], within: Window): Window[] => {
  const byDate = [...days].sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)));
  const byHotel = [...byDate].sort((a, b) => a.hotel_id - b.hotel_id);
  const ofHotels = join(byHotel.map(({ hotel_id, date }) => ({ hotelId: hotel_id, date })));
  const stretches =
    ofHotels.length <= MOST_STRETCHES ? ofHotels : join(byDate.map(({ date }) => ({ hotelId: within.hotelId, date })));
  return stretches.map(({ hotelId, first, last }) => ({
    hotelId,
    from: within.from ? later(startOf(first), within.from) : startOf(first),
    through: within.through ? earlier(endOf(last), within.through) : endOf(last),
  }));
};
