import type { Event } from './client.js';

/** An array as Postgres reads it. Numbers, dates, times and UUIDs need no quotes in it. */
const arrayOf = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;

/**
 * Events as one array a column, which is how many rows are handed to Postgres fastest. To be bound to the names in
 * {@link UNNEST_EVENTS}.
 *
 * @param events - as the contract has them: their texts are not looked at again
 */
export const eventColumns = (events: readonly Event[]) => ({
  hotelIds: arrayOf(events.map((event) => event.hotel_id)),
  ids: arrayOf(events.map((event) => event.id)),
  timestamps: arrayOf(events.map((event) => event.timestamp)),
  statuses: arrayOf(events.map((event) => event.rpg_status)),
  roomIds: arrayOf(events.map((event) => event.room_id)),
  nights: arrayOf(events.map((event) => event.night_of_stay)),
});

/** The rows of {@link eventColumns} in SQL: `hotel_id`, `id`, `timestamp`, `rpg_status`, `room_id`, `night_of_stay`. */
export const UNNEST_EVENTS = `unnest(
    $hotelIds::integer[], $ids::bigint[], $timestamps::timestamptz(3)[], $statuses::smallint[], $roomIds::text[], $nights::date[]
  )`;
