import type { Event, NewEvent } from '@pickup/contracts/client';
import { dateOf, dayOf } from './calendar.js';
import { hash } from '@pickup/platform/random';

/** A reservation: a room for some nights in a row. Days are counted from 1970-01-01. */
export interface Reservation {
  readonly hotelId: number;
  /** The moment of booking, in milliseconds since 1970: no other reservation of the hotel has it. */
  readonly number: number;
  readonly arrival: number;
  readonly nights: number;
}

/** That a whole reservation was booked, or cancelled. */
export interface Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: Event['rpg_status'];
  readonly reservation: Reservation;
}

/** The ids that each reservation has: two for a night, so a stay has at most 32 nights. */
const IDS = 64;

/** The room of a reservation, as a UUID (version 8, RFC 9562 section 5.8) that only these hotels would come up with. */
export const roomIdOf = (seed: string, hotelId: number, number: number): string => {
  const bytes = hash(seed, hotelId, number, 'room').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

/**
 * A change as events, one a night. Their ids follow from the reservation, so the same change makes the same events,
 * whenever it is posted.
 */
export const eventsOf = (seed: string, { at, status, reservation }: Change): (NewEvent & { id: number })[] => {
  const { hotelId, number, arrival, nights } = reservation;
  const room = roomIdOf(seed, hotelId, number);
  const timestamp = new Date(at).toISOString();
  return Array.from({ length: nights }, (_, night) => ({
    id: number * IDS + night * 2 + status - 1,
    hotel_id: hotelId,
    timestamp,
    rpg_status: status,
    room_id: room,
    night_of_stay: dateOf(arrival + night),
  }));
};

/**
 * Reads a reservation from one of its events.
 *
 * @returns the reservation up to the event's night; undefined when the event is not one that {@link eventsOf} has made
 */
export const reservationOf = (seed: string, event: Event): Reservation | undefined => {
  const number = Math.floor(event.id / IDS);
  if (event.room_id !== roomIdOf(seed, event.hotel_id, number)) return undefined;
  const night = Math.floor((event.id % IDS) / 2);
  const arrival = dayOf(Date.parse(event.night_of_stay)) - night;
  return { hotelId: event.hotel_id, number, arrival, nights: night + 1 };
};
