import { digestSql } from '@pickup/contracts/digest';
import { UNNEST_EVENTS } from '@pickup/contracts/event-columns';
import { prepared } from '@pickup/platform/database';

/** Of a room id that is a UUID; integers are shorter. */
const UUID_LENGTH = 36;

/** The rows of a batch; `place` counts from 1. */
const BATCH = `${UNNEST_EVENTS} WITH ORDINALITY AS batch (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay, place)`;

/**
 * Inserts the events of a batch that are not there yet, counts them, and tells which ones they are where it is not all of
 * them; of those with the same identity, the first one. In the order of the primary key, so that two batches with the same
 * events wait for each other instead of locking each other out.
 */
export const INSERT_EVENTS = prepared(
  'insert',
  `
  WITH inserted AS (
    INSERT INTO events (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay)
    SELECT hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay
    FROM ${BATCH}
    ORDER BY hotel_id, id, place
    ON CONFLICT (hotel_id, id) DO NOTHING
    RETURNING hotel_id, id
  )
  SELECT count(*)::integer AS created,
    CASE WHEN count(*) < cardinality($ids::bigint[]) THEN coalesce(json_agg(json_build_array(hotel_id, id)), '[]') END AS which
  FROM inserted`,
);

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

/** A condition of a list. */
export type Condition = keyof typeof CONDITIONS;

/** A page of digests of the events that match, and whether there are more. */
export const digestEvents = (conditions: readonly Condition[], after: boolean): string => `
  WITH digest AS (${digestSql({
    events: conditions.map((name) => CONDITIONS[name]),
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

// The text of a moment ends where its digits do: with a microsecond more it always has six of them, of which three are kept. Half of
// what to_char takes; it is in UTC, as the connection is.
const TIMESTAMP = `replace(left(("timestamp" + interval '1 microsecond')::text, 23), ' ', 'T')`;

/** An event as the contract has it, as JSON text. Joining its parts takes a third of the time that `row_to_json` takes. */
const EVENT_JSON = `
  '{"id":' || id || ',"hotel_id":' || hotel_id || ',"timestamp":"' || ${TIMESTAMP} ||
  CASE rpg_status WHEN 1 THEN 'Z","rpg_status":1,"room_id":' ELSE 'Z","rpg_status":2,"room_id":' END ||
  CASE WHEN octet_length(room_id) = ${String(UUID_LENGTH)} THEN '"' || room_id || '","night_of_stay":"' ELSE room_id || ',"night_of_stay":"' END ||
  night_of_stay || '"}'`;

/** Filters with which the plan is always the same: to walk along one of the two indexes by time. */
const ALWAYS_ALONG_TIME: ReadonlySet<Condition> = new Set(['hotelId', 'from', 'through', 'after']);

/**
 * The first `$rows` events in their order: JSON text, one event after the other with a comma in between, how many there are, and
 * what all their checksums come to, which is another number for other events.
 */
export const listEvents = (conditions: readonly Condition[]): string => {
  const sql = `
  SELECT string_agg(${EVENT_JSON}, ',') AS events, count(*)::integer AS found, bit_xor(checksum)::text AS checksum
  FROM (
    SELECT id, hotel_id, "timestamp", rpg_status, room_id, night_of_stay, checksum
    FROM events
    WHERE ${conditions.map((name) => CONDITIONS[name]).join('\n      AND ') || 'true'}
    ORDER BY "timestamp", hotel_id, id
    LIMIT $rows
  ) AS event`;
  return conditions.every((name) => ALWAYS_ALONG_TIME.has(name))
    ? prepared(['list', ...conditions].join('_'), sql)
    : sql;
};
