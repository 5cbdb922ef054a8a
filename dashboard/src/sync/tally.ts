import type { Event } from '@pickup/contracts/client';
import type { components } from '@pickup/contracts/generated/dashboard';

/** An event as far as it is counted. */
export type Counted = Pick<Event, 'hotel_id' | 'timestamp' | 'rpg_status' | 'night_of_stay'>;

/** What events come to on a day of a hotel, by their nights of stay or by the UTC days of their timestamps. */
export interface DayTally {
  readonly hotel_id: number;
  readonly basis: components['schemas']['Basis'];
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly bookings: number;
  readonly cancellations: number;
}

/** How many events of a hotel were late by at most 2^delay seconds, and by more than half of that. */
export interface DelayTally {
  readonly hotel_id: number;
  readonly delay: number;
  readonly events: number;
}

type KeyOf<Key> = (event: Counted) => Key;

// By hotel, and by a key within it.
const groupInHotels = <Key, Group>(
  events: readonly Counted[],
  keyOf: KeyOf<Key>,
  start: (event: Counted, key: Key) => Group,
  add: (group: Group, event: Counted) => void,
): Group[] => {
  const hotels = new Map<number, Map<Key, Group>>();
  const groups: Group[] = [];
  for (const event of events) {
    let ofHotel = hotels.get(event.hotel_id);
    if (!ofHotel) hotels.set(event.hotel_id, (ofHotel = new Map<Key, Group>()));
    const key = keyOf(event);
    let group = ofHotel.get(key);
    if (!group) {
      group = start(event, key);
      ofHotel.set(key, group);
      groups.push(group);
    }
    add(group, event);
  }
  return groups;
};

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const countDays = (events: readonly Counted[], basis: DayTally['basis'], dateOf: KeyOf<string>): DayTally[] =>
  groupInHotels<string, Writable<DayTally>>(
    events,
    dateOf,
    ({ hotel_id }, date) => ({ hotel_id, basis, date, bookings: 0, cancellations: 0 }),
    (day, { rpg_status }) => {
      if (rpg_status === 1) day.bookings += 1;
      else day.cancellations += 1;
    },
  );

/** Counts events by hotel and day, of either basis. Their timestamps are in UTC, as the contract has them. */
export const tallyDays = (events: readonly Counted[]): DayTally[] => [
  ...countDays(events, 'night_of_stay', (event) => event.night_of_stay),
  ...countDays(events, 'timestamp', (event) => event.timestamp.slice(0, 'YYYY-MM-DD'.length)),
];

/**
 * Counts events by how late they were: an event that is older than a moment up to which the copy was complete was not there
 * then, so it arrived at least that much after its timestamp.
 *
 * @param since - that moment
 */
export const tallyDelays = (events: readonly Counted[], since: Date): DelayTally[] =>
  groupInHotels<number, Writable<DelayTally>>(
    events,
    ({ timestamp }) => Math.ceil(Math.log2(Math.max((+since - Date.parse(timestamp)) / 1_000, 1))),
    ({ hotel_id }, delay) => ({ hotel_id, delay, events: 0 }),
    (late) => {
      late.events += 1;
    },
  );
