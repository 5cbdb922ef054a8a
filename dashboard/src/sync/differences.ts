import type { Digest } from '@pickup/contracts/client';
import { endOf, startOf, earlier, later } from './moments.js';
import type { Day, Window } from './pages.js';

/** A day that is not the same on both sides. */
export interface Difference extends Day {
  /** How many events more the provider has; less than 0 where the copy has more. */
  readonly missing: number;
}

const DAY = 86_400_000;

/** How many days may lie between two that are read in one request: reading them costs less than another request does. */
const GAP = 7;

const keyOf = ({ hotel_id, date }: Day): string => `${String(hotel_id)}/${date}`;

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

/** Joins days of a hotel that are near each other into windows within another one, so that many of them take few requests. */
export const toStretches = (days: readonly Day[], within: Window): Window[] => {
  const inOrder = [...days].sort((a, b) => a.hotel_id - b.hotel_id || (a.date < b.date ? -1 : 1));
  const stretches: { hotelId: number; first: string; last: string }[] = [];
  for (const { hotel_id: hotelId, date } of inOrder) {
    const open = stretches.at(-1);
    if (open?.hotelId === hotelId && Date.parse(date) - Date.parse(open.last) <= (GAP + 1) * DAY) open.last = date;
    else stretches.push({ hotelId, first: date, last: date });
  }
  return stretches.map(({ hotelId, first, last }) => ({
    hotelId,
    from: within.from ? later(startOf(first), within.from) : startOf(first),
    through: within.through ? earlier(endOf(last), within.through) : endOf(last),
  }));
};
