import type { Digest, Event } from '@pickup/contracts/client';

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

const DAY = 86_400_000;

const checkWindow = (hotelId: number, first: number, last: number, { hotelId: asked, from, through }: Window): void => {
  if ((asked !== undefined && hotelId !== asked) || (from && last < +from) || (through && first > +through)) {
    throw new BadPageError('the answer has what was not asked for: is a filter ignored?');
  }
};

/** Less than 0 where an event comes before another one in the total order of the contract; 0 for the same event. */
const compareEvents = (a: Event, b: Event): number =>
  Date.parse(a.timestamp) - Date.parse(b.timestamp) || a.hotel_id - b.hotel_id || a.id - b.id;

/**
 * Events come in the total order of the contract: the checkpoint relies on it. The same event twice in a row does no harm, as
 * it is counted once. But a page begins after the end of the one before: so links that lead in a circle are noticed, whatever
 * their cursors.
 */
export const checkEvents: CheckPage<Event> = (items, window, before) => {
  const [first] = items;
  if (before && first && compareEvents(before, first) >= 0) {
    throw new BadPageError('the answer breaks the contract: the page does not come after the one before');
  }
  let previous: Event | undefined;
  for (const event of items) {
    if (previous && compareEvents(previous, event) > 0) {
      throw new BadPageError('the answer breaks the contract: it is not in the order of events');
    }
    const time = Date.parse(event.timestamp);
    checkWindow(event.hotel_id, time, time, window);
    previous = event;
  }
};

/** Digests come by ascending date and hotel, each once: the comparison relies on it. */
export const checkDigests: CheckPage<Digest> = (items, window, before) => {
  let previous = before;
  for (const digest of items) {
    const { hotel_id, date } = digest;
    if (previous && (date < previous.date || (date === previous.date && hotel_id <= previous.hotel_id))) {
      throw new BadPageError('the answer breaks the contract: it is not in the order of dates and hotels');
    }
    const start = Date.parse(date);
    checkWindow(hotel_id, start, start + DAY - 1, window);
    previous = digest;
  }
};
