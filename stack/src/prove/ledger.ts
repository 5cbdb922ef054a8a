import type { NewEvent } from '@pickup/contracts/client';

/** An event whose identity its poster has chosen, so that it may be posted again. */
export type PostedEvent = NewEvent & { readonly id: number };

/** Which day of an event counts, as in the dashboard's contract. */
export type Basis = 'night_of_stay' | 'timestamp';

/** Bookings and cancellations. */
export type Tally = readonly [bookings: number, cancellations: number];

/**
 * What was acknowledged to the posters, kept outside of all that is tried, and counted by code of its own: event by event,
 * in plain maps.
 */
export interface Ledger {
  /** Notes that events were acknowledged; those that were so before are not noted again. */
  readonly acknowledge: (events: readonly PostedEvent[]) => void;
  readonly has: (hotelId: number, id: number) => boolean;
  readonly events: () => Iterable<PostedEvent>;
  /** How many different events there are. */
  readonly size: () => number;
  readonly hotels: () => readonly number[];
  /** The years in which a hotel has any, by either basis. */
  readonly years: (hotelId: number) => readonly number[];
  /** What happened on a day of a hotel. */
  readonly day: (hotelId: number, basis: Basis, date: string) => Tally;
}

/** Opens an empty ledger. */
export const createLedger = (): Ledger => {
  const events = new Map<string, PostedEvent>();
  const days = new Map<string, [number, number]>();
  const years = new Map<number, Set<number>>();

  const count = (event: PostedEvent, basis: Basis, date: string): void => {
    const key = `${String(event.hotel_id)} ${basis} ${date}`;
    const tally = days.get(key) ?? [0, 0];
    tally[event.rpg_status === 1 ? 0 : 1] += 1;
    days.set(key, tally);
    const known = years.get(event.hotel_id) ?? new Set();
    years.set(event.hotel_id, known.add(Number(date.slice(0, 4))));
  };

  return {
    acknowledge: (acknowledged) => {
      for (const event of acknowledged) {
        const identity = `${String(event.hotel_id)} ${String(event.id)}`;
        if (events.has(identity)) continue;
        events.set(identity, event);
        count(event, 'night_of_stay', event.night_of_stay);
        count(event, 'timestamp', new Date(event.timestamp).toISOString().slice(0, 10));
      }
    },
    has: (hotelId, id) => events.has(`${String(hotelId)} ${String(id)}`),
    events: () => events.values(),
    size: () => events.size,
    hotels: () => [...years.keys()].sort((a, b) => a - b),
    years: (hotelId) => [...(years.get(hotelId) ?? [])].sort((a, b) => a - b),
    day: (hotelId, basis, date) => days.get(`${String(hotelId)} ${basis} ${date}`) ?? [0, 0],
  };
};
