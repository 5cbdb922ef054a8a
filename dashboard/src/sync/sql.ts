import { digestSql } from '@pickup/contracts/digest';
import { UNNEST_EVENTS } from '@pickup/contracts/event-columns';

/**
 * Adds a page of events to the copy and to everything that is counted from it, in one statement: only events that were
 * not there yet are counted, so a page counts once, however often it is read.
 *
 * Rows are taken in the order of their keys, so that two transactions which meet wait for each other.
 */
export const ADD_PAGE = `
  WITH page AS (
    SELECT * FROM ${UNNEST_EVENTS} AS event (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay)
  ), added AS (
    INSERT INTO events (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay)
    SELECT hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay
    FROM page
    ORDER BY hotel_id, id
    ON CONFLICT (hotel_id, id) DO NOTHING
    RETURNING hotel_id, "timestamp", rpg_status, night_of_stay
  ), counted AS (
    INSERT INTO daily_counts AS kept (hotel_id, basis, date, bookings, cancellations)
    SELECT hotel_id, basis, date, count(*) FILTER (WHERE rpg_status = 1), count(*) FILTER (WHERE rpg_status = 2)
    FROM added
    CROSS JOIN LATERAL (
      VALUES ('night_of_stay', night_of_stay), ('timestamp', ("timestamp" AT TIME ZONE 'UTC')::date)
    ) AS day (basis, date)
    GROUP BY hotel_id, basis, date
    ORDER BY hotel_id, basis, date
    ON CONFLICT (hotel_id, basis, date) DO UPDATE
      SET bookings = kept.bookings + excluded.bookings, cancellations = kept.cancellations + excluded.cancellations
  ), known AS (
    INSERT INTO hotels AS kept (hotel_id, first_night, last_night)
    SELECT hotel_id, min(night_of_stay), max(night_of_stay)
    FROM added
    GROUP BY hotel_id
    ORDER BY hotel_id
    ON CONFLICT (hotel_id) DO UPDATE
      SET first_night = least(kept.first_night, excluded.first_night), last_night = greatest(kept.last_night, excluded.last_night)
      WHERE excluded.first_night < kept.first_night OR excluded.last_night > kept.last_night
  )
  SELECT count(*)::integer AS added FROM added`;

/** Keeps other writers of the copy out until the transaction ends, so that no two of them lock each other out. */
export const HOLD_CHECKPOINT = `SELECT FROM checkpoints WHERE name = 'events' FOR UPDATE`;

/** The digests of the copy, of events up to a moment. */
export const READ_DIGESTS = digestSql(['"timestamp" <= $through']);

/** Moves the checkpoint forward, unless somebody else has moved it since it was read: then no row comes back. */
export const MOVE_CHECKPOINT = `
  UPDATE checkpoints
  SET watermark = greatest(watermark, $watermark::timestamptz),
    synced_through = greatest(synced_through, $syncedThrough::timestamptz),
    version = version + 1
  WHERE name = 'events' AND version = $version
  RETURNING version::float8 AS version`;
