import { digestSql } from '@pickup/contracts/digest';
import { UNNEST_EVENTS } from '@pickup/contracts/event-columns';

/** The rows of a batch; `place` counts from 1. */
const BATCH = `${UNNEST_EVENTS} WITH ORDINALITY AS batch (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay, place)`;

/**
 * Inserts the events of a batch that are not there yet, and counts them. In the order of the primary key, so that two
 * batches with the same events wait for each other instead of locking each other out.
 */
export const INSERT_EVENTS = `
  WITH inserted AS (
    INSERT INTO events (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay)
    SELECT hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay
    FROM ${BATCH}
    ORDER BY hotel_id, id
    ON CONFLICT (hotel_id, id) DO NOTHING
    RETURNING 1
  )
  SELECT count(*)::integer AS created FROM inserted`;

/**
 * Finds the places in a batch whose identity is taken: by other content, or, for an id that the provider chose, by
 * anything that was there before this transaction.
 *
 * OFFSET 0 has each event looked up by its key: the planner, who can't know how long the arrays are, would read the whole
 * table instead.
 */
export const FIND_TAKEN = `
  SELECT batch.place::integer AS place
  FROM ${BATCH}
  CROSS JOIN LATERAL (
    SELECT *, xmin FROM events WHERE events.hotel_id = batch.hotel_id AND events.id = batch.id OFFSET 0
  ) AS stored
  WHERE (stored."timestamp", stored.rpg_status, stored.room_id, stored.night_of_stay)
    IS DISTINCT FROM (batch."timestamp", batch.rpg_status, batch.room_id, batch.night_of_stay)
    OR (batch.place = ANY ($chosenHere::bigint[]) AND stored.xmin::text <> pg_current_xact_id()::xid::text)
  ORDER BY place`;

/** The conditions of a list, each by the name of the value that it needs. */
export const CONDITIONS = {
  hotelId: 'hotel_id = $hotelId',
  from: '"timestamp" >= $from',
  through: '"timestamp" <= $through',
  status: 'rpg_status = $status',
  roomId: 'lower(room_id) = lower($roomId)',
  firstNight: 'night_of_stay >= $firstNight',
  lastNight: 'night_of_stay <= $lastNight',
  // The first part says nothing new, but is what the index within a hotel can start from.
  after: '"timestamp" >= $afterTimestamp AND ("timestamp", hotel_id, id) > ($afterTimestamp, $afterHotelId, $afterId)',
  fromAfter: '"timestamp" >= $afterTimestamp',
} as const;

/** A page of digests of the events that match, and whether there are more. */
export const digestEvents = (conditions: readonly string[], after: boolean): string => `
  WITH digest AS (${digestSql({
    events: conditions,
    digests: after
      ? [`(date, digest.hotel_id) > (($afterTimestamp::timestamptz AT TIME ZONE 'UTC')::date, $afterHotelId)`]
      : [],
    limit: '$limit + 1',
  })}), placed AS (
    SELECT *, row_number() OVER (ORDER BY date, hotel_id) AS place FROM digest
  )
  SELECT
    coalesce(json_agg(json_build_object('hotel_id', hotel_id, 'date', date, 'events', events, 'checksum', checksum)
      ORDER BY place) FILTER (WHERE place <= $limit), '[]') AS digests,
    count(*) > $limit AS more
  FROM placed`;

/**
 * Lists a page of events as JSON text, written by Postgres as the contract has it, and the position of its last one when
 * there are more. One row more than the page has is looked for.
 */
export const listEvents = (conditions: readonly string[]): string => `
  WITH found AS (
    SELECT * FROM events
    ${conditions.length > 0 ? `WHERE ${conditions.join('\n      AND ')}` : ''}
    ORDER BY "timestamp", hotel_id, id
    LIMIT $limit + 1
  ), placed AS (
    SELECT *, row_number() OVER (ORDER BY "timestamp", hotel_id, id) AS place FROM found
  ), event AS (
    SELECT
      id,
      hotel_id,
      to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "timestamp",
      rpg_status,
      CASE WHEN room_id ~ '^[0-9]+$' THEN to_json(room_id::bigint) ELSE to_json(room_id) END AS room_id,
      night_of_stay
    FROM placed
    WHERE place <= $limit
    ORDER BY place
  )
  SELECT
    (SELECT '[' || coalesce(string_agg(row_to_json(event)::text, ','), '') || ']' FROM event) AS events,
    (SELECT json_build_array(extract(epoch FROM "timestamp") * 1000, hotel_id, id)
      FROM placed WHERE place = $limit AND EXISTS (SELECT FROM placed WHERE place > $limit)) AS last`;
