import { UNNEST_EVENTS } from '@pickup/contracts/event-columns';

const COLUMNS = 'hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay';

/** Writes events of which none is there yet. */
export const COPY_EVENTS = `COPY events (${COLUMNS}) FROM STDIN`;

/**
 * Whether the copy has events between the first and the last one of a page, in the order of events. If not, it has none of the
 * page's. The timestamps alone are what the index can start from; at the edges there are others with the same.
 */
export const HAS_EVENTS_BETWEEN = `
  SELECT EXISTS (
    SELECT FROM events
    WHERE "timestamp" >= $firstTimestamp AND "timestamp" <= $lastTimestamp
      AND ("timestamp", hotel_id, id) >= ($firstTimestamp, $firstHotelId, $firstId)
      AND ("timestamp", hotel_id, id) <= ($lastTimestamp, $lastHotelId, $lastId)
  ) AS has`;

/** Adds those of a page's events that are not there yet, and tells which ones they were. */
export const ADD_EVENTS = `
  INSERT INTO events (${COLUMNS})
  SELECT ${COLUMNS}
  FROM ${UNNEST_EVENTS} AS event (${COLUMNS})
  ON CONFLICT (hotel_id, id) DO NOTHING
  RETURNING hotel_id, "timestamp", rpg_status, night_of_stay`;

/**
 * Adds events to everything that is counted from the copy, in one statement: what they come to by day (`$days`), how late they
 * were (`$delays`), and how many they are (`$added`). `$repairing` notes the days that events are added to, and counts those that
 * were not noted yet.
 *
 * Whoever adds holds the checkpoint's row, so that no two of them meet here: rows may come in any order.
 */
export const COUNT_ADDED = `
  WITH day AS (
    SELECT *
    FROM json_to_recordset($days) AS day (hotel_id integer, basis text, date date, bookings bigint, cancellations bigint)
  ), counted AS (
    INSERT INTO daily_counts AS kept (hotel_id, basis, date, bookings, cancellations)
    SELECT hotel_id, basis, date, bookings, cancellations
    FROM day
    ON CONFLICT (hotel_id, basis, date) DO UPDATE
      SET bookings = kept.bookings + excluded.bookings, cancellations = kept.cancellations + excluded.cancellations
  ), known AS (
    INSERT INTO hotels AS kept (hotel_id, first_night, last_night)
    SELECT hotel_id, min(date), max(date)
    FROM day
    WHERE basis = 'night_of_stay'
    GROUP BY hotel_id
    ON CONFLICT (hotel_id) DO UPDATE
      SET first_night = least(kept.first_night, excluded.first_night), last_night = greatest(kept.last_night, excluded.last_night)
      WHERE excluded.first_night < kept.first_night OR excluded.last_night > kept.last_night
  ), measured AS (
    INSERT INTO arrivals AS kept (hotel_id, day, delay, events)
    SELECT hotel_id, (now() AT TIME ZONE 'UTC')::date, delay, events
    FROM json_to_recordset($delays) AS late (hotel_id integer, delay smallint, events bigint)
    ON CONFLICT (hotel_id, day, delay) DO UPDATE SET events = kept.events + excluded.events
  ), repaired AS (
    INSERT INTO repairs AS kept (hotel_id, date, events, repaired_at)
    SELECT hotel_id, date, bookings + cancellations, now()
    FROM day
    WHERE basis = 'timestamp' AND $repairing::boolean
    ON CONFLICT (hotel_id, date) DO UPDATE SET events = kept.events + excluded.events, repaired_at = excluded.repaired_at
    RETURNING hotel_id, date, xmax = 0 AS is_new
  ), tallied AS (
    UPDATE checkpoints
    SET events_added = events_added + $added::integer,
      repaired_events = repaired_events + CASE WHEN $repairing::boolean THEN $added::integer ELSE 0 END,
      repaired_days = repaired_days + (SELECT count(*) FROM repaired WHERE is_new)
    WHERE name = 'events'
  )
  SELECT hotel_id, to_char(date, 'YYYY-MM-DD') AS date FROM repaired`;

/** Keeps other writers of the copy out until the transaction ends, so that no two of them lock each other out. */
export const HOLD_CHECKPOINT = `SELECT FROM checkpoints WHERE name = 'events' FOR UPDATE`;

/**
 * Moves the checkpoint forward by a page, unless somebody else has moved it since it was read: then no row comes back.
 * The page is number `$pages` of its run.
 */
export const MOVE_CHECKPOINT = `
  UPDATE checkpoints
  SET watermark = greatest(watermark, $watermark::timestamptz),
    synced_through = greatest(synced_through, $syncedThrough::timestamptz),
    caught_up = caught_up OR $complete,
    version = version + 1,
    pages = pages + 1,
    events_read = events_read + $read,
    run_started_at = $startedAt::timestamptz,
    run_updated_at = $now::timestamptz,
    run_complete = $complete,
    run_pages = $runPages,
    run_events = $runEvents
  WHERE name = 'events' AND version = $version
  RETURNING version::float8 AS version`;

/** Keeps what went wrong, for people to see; `$retried` tells that it is tried again at once. */
export const NOTE_FAULT = `
  UPDATE checkpoints
  SET error_at = clock_timestamp(), error_job = $job, error_detail = left($detail, 1000), retries = retries + $retried::boolean::integer
  WHERE name = 'events'`;
