import type { Digest, Event } from '@pickup/contracts/client';
import { endOf, startOf } from '../moments.js';

/** A page of a list of the provider's. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined;
}

/** Which events are asked for; all when nothing is given. */
export interface Window {
  readonly hotelId?: number | undefined;
  /** The first and the last moment of their timestamps, both included. */
  readonly from?: Date | undefined;
  readonly through?: Date | undefined;
}

/** A day of a hotel, by the timestamps of its events. */
export type Day = Pick<Digest, 'hotel_id' | 'date'>;

/** Whether a day comes after another one in the order of digests. */
export const isAfter = (day: Day, other: Day): boolean =>
  day.date > other.date || (day.date === other.date && day.hotel_id > other.hotel_id);

/** An answer of the provider that can't be used: an error, or not what the contract says. Nothing of it is stored. */
export class BadPageError extends Error {
  override readonly name = 'BadPageError';
}

/**
 * Checks what a schema can't say: that a page holds what was asked for, in the order of the contract, and comes after the
 * page before.
 *
 * @param before - the last item of the page before
 * @throws BadPageError when it does not
 */
export type CheckPage<Item> = (items: readonly Item[], window: Window, before: Item | undefined) => void;

const checkWindow = (hotelId: number, first: number, last: number, { hotelId: asked, from, through }: Window): void => {
  if ((asked !== undefined && hotelId !== asked) || (from && last < +from) || (through && first > +through)) {
    throw new BadPageError('the answer has what was not asked for: is a filter ignored?');
  }
};

/** Where an event stands in the total order of the contract. */
type Place = readonly [time: number, hotelId: number, id: number];

const placeOf = ({ timestamp, hotel_id, id }: Event): Place => [Date.parse(timestamp), hotel_id, id];

const comparePlaces = (a: Place, b: Place): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/**
 * Events come in the total order of the contract: the checkpoint relies on it. The same event twice in a row does no harm, as
 * it is counted once. But a page begins after the end of the one before: so links that lead in a circle are noticed, whatever
 * their cursors.
 */
export const checkEvents: CheckPage<Event> = (items, window, before) => {
  const [first] = items;
  if (before && first && comparePlaces(placeOf(before), placeOf(first)) >= 0) {
    throw new BadPageError('the answer breaks the contract: the page does not come after the one before');
  }
  let previous: Place | undefined;
  for (const event of items) {
    const place = placeOf(event);
    if (previous && comparePlaces(previous, place) > 0) {
      throw new BadPageError('the answer breaks the contract: it is not in the order of events');
    }
    checkWindow(event.hotel_id, place[0], place[0], window);
    previous = place;
  }
};

/** Digests come by ascending date and hotel, each once: the comparison relies on it. */
export const checkDigests: CheckPage<Digest> = (items, window, before) => {
  let previous = before;
  for (const digest of items) {
    const { hotel_id, date } = digest;
    if (previous && !isAfter(digest, previous)) {
      throw new BadPageError('the answer breaks the contract: it is not in the order of dates and hotels');
    }
    checkWindow(hotel_id, +startOf(date), +endOf(date), window);
    previous = digest;
  }
};
