/**
 * The digest of events by hotel and UTC day, as the contract of `digestEvents` describes it, for any Postgres that holds
 * events in the columns of that name: the provider's, and a reader's copy of them.
 *
 * @param conditions - in SQL, what events have to match, all of them
 * @returns a query with the columns `hotel_id`, `date`, `events` and `checksum`, in no particular order
 */
export const digestSql = (conditions: readonly string[]): string => `
  SELECT
    hotel_id,
    ("timestamp" AT TIME ZONE 'UTC')::date AS date,
    count(*) AS events,
    mod(mod(sum(('x' || left(md5(concat_ws(',',
      hotel_id,
      id,
      to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      rpg_status,
      room_id,
      to_char(night_of_stay, 'YYYY-MM-DD')
    )), 16))::bit(64)::bigint), 18446744073709551616) + 18446744073709551616, 18446744073709551616)::text AS checksum
  FROM events
  ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
  GROUP BY hotel_id, ("timestamp" AT TIME ZONE 'UTC')::date`;
