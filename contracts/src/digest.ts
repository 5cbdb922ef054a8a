/** Which digests are wanted of which events, in SQL. */
interface DigestOptions {
  /** What an event has to match to count, all of it; columns by their names. */
  readonly events: readonly string[];
  /** What a digest has to match, all of it: of `date`, `digest.hotel_id`. */
  readonly digests?: readonly string[];
  /** The most digests; null is no limit. */
  readonly limit: string;
}

const all = (conditions: readonly string[]): string => (conditions.length > 0 ? conditions.join(' AND ') : 'true');

/**
 * The digests of events by UTC day and hotel, as the contract of `digestEvents` describes them, for any Postgres that holds
 * events in the columns of that name, each with its own `checksum`: the provider's, and a reader's copy of them.
 *
 * The days are walked one by one, from one that has events to the next, in an index that starts with `timestamp`. So a
 * limit ends the work, and what is before or after the days that are asked for costs nothing. The order needs no sorting:
 * days come in the order in which they are found, and within a day hotels are in order.
 *
 * @returns a query with the columns `hotel_id`, `date`, `events` and `checksum`, in ascending order of `date`, `hotel_id`
 */
export const digestSql = ({ events, digests = [], limit }: DigestOptions): string => {
  const firstDay = (...from: string[]) => `(
      SELECT date_trunc('day', "timestamp", 'UTC') FROM events
      WHERE ${all([...events, ...from])}
      ORDER BY "timestamp"
      LIMIT 1
    )`;
  return `
  WITH RECURSIVE day (start) AS (
    SELECT ${firstDay()}
    UNION ALL
    SELECT ${firstDay(`"timestamp" >= day.start + interval '24 hours'`)}
    FROM day
    WHERE day.start IS NOT NULL
  )
  SELECT digest.hotel_id, calendar.date, digest.events, mod(mod(digest.sum, modulus) + modulus, modulus)::text AS checksum
  FROM day
  CROSS JOIN LATERAL (SELECT (day.start AT TIME ZONE 'UTC')::date AS date, 18446744073709551616 AS modulus) AS calendar
  CROSS JOIN LATERAL (
    SELECT hotel_id, count(*) AS events, sum(checksum) AS sum
    FROM events
    WHERE ${all([...events, '"timestamp" >= day.start', `"timestamp" < day.start + interval '24 hours'`])}
    GROUP BY hotel_id
    ORDER BY hotel_id
  ) AS digest
  WHERE ${all(['day.start IS NOT NULL', ...digests])}
  LIMIT ${limit}`;
};
