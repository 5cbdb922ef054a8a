/** Inserts events that come as one array a column. */
export const INSERT = `
  INSERT INTO events (hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay)
  SELECT * FROM unnest($1::integer[], $2::bigint[], $3::timestamptz(3)[], $4::smallint[], $5::text[], $6::date[])
  ON CONFLICT (hotel_id, id) DO NOTHING`;

const found = (conditions: string): string => `
  SELECT id, hotel_id, "timestamp" AS at, rpg_status, room_id, night_of_stay
  FROM events
  WHERE ${conditions}
  ORDER BY "timestamp", hotel_id, id
  LIMIT $1`;

const TIMESTAMP = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "timestamp"`;

const ROOM_ID = `CASE WHEN room_id ~ '^[0-9]+$' THEN to_json(room_id::bigint) ELSE to_json(room_id) END AS room_id`;

// JSON from Postgres in the usual way.
const usual = (conditions: string): string => `
  SELECT coalesce(json_agg(event), '[]')::text AS events, count(*)::integer AS found
  FROM (
    SELECT id, hotel_id, ${TIMESTAMP}, rpg_status, ${ROOM_ID}, night_of_stay FROM (${found(conditions)}) AS found
  ) AS event`;

// The text put together as the provider does it.
const joined = (conditions: string): string => `
  SELECT '[' || coalesce(string_agg(
    '{"id":' || id || ',"hotel_id":' || hotel_id ||
    ',"timestamp":"' || replace(left((at + interval '1 microsecond')::text, 23), ' ', 'T') ||
    CASE rpg_status WHEN 1 THEN 'Z","rpg_status":1,"room_id":' ELSE 'Z","rpg_status":2,"room_id":' END ||
    CASE WHEN octet_length(room_id) = 36 THEN '"' || room_id || '","night_of_stay":"' ELSE room_id || ',"night_of_stay":"' END ||
    night_of_stay || '"}', ','), '') || ']' AS events, count(*)::integer AS found
  FROM (${found(conditions)}) AS event`;

/** How the text of a page is made. */
export const STYLES = { usual, joined } as const;

/** The events of a hotel in a window of time, `$2` to `$4`. */
export const OF_HOTEL = 'hotel_id = $2 AND "timestamp" >= $3 AND "timestamp" <= $4';

/** All events up to `$2` after one of them, `$3` to `$5`. */
export const AFTER = `"timestamp" <= $2 AND "timestamp" >= $3
    AND ("timestamp", hotel_id, id) > ($3::timestamptz, $4::integer, $5::bigint)`;

/** The counts of a hotel's year by month or day, of those that have any. */
export const YEAR = `
  SELECT coalesce(json_agg(item), '[]')::text AS items
  FROM (
    SELECT to_char(date, CASE $3 WHEN 'month' THEN 'YYYY-MM' ELSE 'YYYY-MM-DD' END) AS label,
      sum(bookings) AS bookings, sum(cancellations) AS cancellations, sum(bookings - cancellations) AS net
    FROM daily_counts
    WHERE hotel_id = $1 AND basis = 'night_of_stay'
      AND date >= make_date($2::integer, 1, 1) AND date < make_date($2::integer + 1, 1, 1)
    GROUP BY label
    ORDER BY label
  ) AS item`;
