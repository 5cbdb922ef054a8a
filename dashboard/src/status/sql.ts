/**
 * How late events arrive, within so many seconds: quantiles of all hotels together (`hotel_id` null) and of each.
 *
 * The delays are powers of two, so a quantile is the least of them within which so many have arrived.
 */
const ARRIVALS = `
  WITH by_delay AS (
    SELECT hotel_id, delay, sum(events) AS events
    FROM arrivals
    WHERE $hotelId::integer IS NULL OR hotel_id = $hotelId
    GROUP BY GROUPING SETS ((hotel_id, delay), (delay))
  ), running AS (
    SELECT hotel_id, delay, events,
      sum(events) OVER (PARTITION BY hotel_id ORDER BY delay) AS upto,
      sum(events) OVER (PARTITION BY hotel_id) AS total
    FROM by_delay
  )
  SELECT hotel_id, total::bigint AS events,
    coalesce(sum(events) FILTER (WHERE delay > 0), 0)::bigint AS late,
    power(2, min(delay) FILTER (WHERE upto >= 0.5 * total)) AS p50_seconds,
    power(2, min(delay) FILTER (WHERE upto >= 0.9 * total)) AS p90_seconds,
    power(2, min(delay) FILTER (WHERE upto >= 0.99 * total)) AS p99_seconds,
    power(2, max(delay)) AS longest_seconds
  FROM running
  GROUP BY hotel_id, total`;

/** The hotels where events arrive latest, and all together, as JSON. */
export const READ_ARRIVALS = `
  WITH quantiles AS (${ARRIVALS}), latest AS (
    SELECT * FROM quantiles WHERE hotel_id IS NOT NULL
    ORDER BY p99_seconds DESC, longest_seconds DESC, hotel_id
    LIMIT 100
  ), everything AS (
    SELECT events, late, p50_seconds, p90_seconds, p99_seconds, longest_seconds FROM quantiles WHERE hotel_id IS NULL
  )
  SELECT
    (SELECT row_to_json(everything) FROM everything) AS "all",
    (SELECT coalesce(json_agg(latest), '[]') FROM latest) AS hotels`;

/** The days that were repaired, and the latest of them, as JSON. */
export const READ_REPAIRS = `
  WITH found AS (
    SELECT * FROM repairs WHERE $hotelId::integer IS NULL OR hotel_id = $hotelId
  ), latest AS (
    SELECT hotel_id, date, events, to_char(repaired_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS repaired_at
    FROM found
    ORDER BY found.repaired_at DESC, hotel_id, date
    LIMIT 20
  )
  SELECT
    (SELECT count(*) FROM found)::float8 AS days,
    (SELECT coalesce(sum(events), 0) FROM found)::float8 AS events,
    (SELECT coalesce(json_agg(latest), '[]') FROM latest) AS latest`;

/** What is known of the copy as a whole; durations in seconds, by the clock of the database. */
export const READ_CHECKPOINT = `
  SELECT watermark, synced_through, caught_up, overlap_seconds, verified_through, verified_at, fully_verified_at, differing,
    differing_days::float8, pages::float8, events_read::float8, events_added::float8, retries::float8,
    repaired_days::float8, repaired_events::float8,
    run_started_at, run_complete, run_pages::float8, run_events::float8,
    date_part('epoch', run_updated_at - run_started_at) AS run_seconds,
    error_at, error_job, error_detail,
    date_part('epoch', greatest(now(), synced_through) - synced_through) AS lag_seconds,
    date_part('epoch', greatest(now(), verified_through) - verified_through) AS verified_age_seconds,
    CASE WHEN caught_up THEN 1 ELSE coalesce(least(greatest(
      date_part('epoch', watermark - first.moment) / nullif(date_part('epoch', now() - first.moment), 0), 0), 1), 0)
    END AS progress
  FROM checkpoints
  CROSS JOIN (SELECT min("timestamp") AS moment FROM events) AS first
  WHERE name = 'events'`;
