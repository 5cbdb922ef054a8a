import type { Event } from './client.js';

/**
 * Events as one array a column, which is how many rows are handed to Postgres fastest. To be bound to the names in
 * {@link UNNEST_EVENTS}.
 */
export const eventColumns = (events: readonly Event[]) => ({
  hotelIds: events.map((event) => event.hotel_id),
  ids: events.map((event) => event.id),
  timestamps: events.map((event) => event.timestamp),
  statuses: events.map((event) => event.rpg_status),
  roomIds: events.map((event) => String(event.room_id)),
  nights: events.map((event) => event.night_of_stay),
});

/** The rows of {@link eventColumns} in SQL: `hotel_id`, `id`, `timestamp`, `rpg_status`, `room_id`, `night_of_stay`. */
export const UNNEST_EVENTS = `unnest(
    $hotelIds::integer[], $ids::bigint[], $timestamps::timestamptz(3)[], $statuses::smallint[], $roomIds::text[], $nights::date[]
  )`;
