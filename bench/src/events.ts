import type { Event } from '@pickup/contracts/client';

/** The events of some hotels over four years, made up so that any of them can be told without the others. */
export interface History {
  /** How many events there are. */
  readonly events: number;
  /** How many hotels they are of; the first one has half of them. */
  readonly hotels: number;
}

const DAY = 86_400_000;
const START = Date.parse('2022-01-01T00:00:00Z');
const SPAN = 4 * 365 * DAY;

/** How many room nights a reservation has. */
const NIGHTS = 3;

/** Of 100 events, how many are cancellations. */
const CANCELLED = 23;

// Two numbers that have nothing to do with each other get numbers that have nothing to do with each other: the
// multiplications and shifts of MurmurHash3's last step.
const scatter = (place: number, salt: number): number => {
  let hash = (place ^ Math.imul(salt, 0x9e3779b9)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const hex = (number: number): string => number.toString(16).padStart(8, '0');

const uuidOf = (reservation: number): string => {
  const digits = [1, 2, 3, 4].map((salt) => hex(scatter(reservation, salt))).join('');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
};

/**
 * The event at a place of a history, from 0 on; in the order of their timestamps. Places past the end go on after it, with
 * later timestamps.
 */
export const eventAt = (place: number, { events, hotels }: History): Event => {
  const reservation = Math.floor(place / NIGHTS);
  const timestamp = START + Math.floor(place * (SPAN / events));
  const chance = scatter(reservation, 5);
  // Most bookings are for the next weeks, some for a year later.
  const lead = Math.floor(365 * (scatter(reservation, 6) / 2 ** 32) ** 3);
  const hotel = chance % 2 === 0 ? 1 : 1 + ((chance >>> 1) % hotels);
  return {
    id: place + 1,
    hotel_id: hotel,
    timestamp: new Date(timestamp).toISOString(),
    rpg_status: scatter(reservation, 7) % 100 < CANCELLED ? 2 : 1,
    room_id: uuidOf(reservation),
    night_of_stay: new Date(timestamp + (lead + (place % NIGHTS)) * DAY).toISOString().slice(0, 10),
  };
};
