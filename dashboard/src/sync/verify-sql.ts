import { digestSql } from '@pickup/contracts/digest';

/** The digests of the copy within a window, those that come after one of them up to another one, so many at most. */
export const READ_DIGESTS = digestSql({
  events: [
    '($hotelId::integer IS NULL OR hotel_id = $hotelId)',
    '"timestamp" >= $from::timestamptz',
    '"timestamp" <= $through::timestamptz',
  ],
  digests: [
    '(date, digest.hotel_id) > ($afterDate::date, $afterHotelId::integer)',
    '(date, digest.hotel_id) <= ($lastDate::date, $lastHotelId::integer)',
  ],
  limit: '$limit',
});

/** Begins a verification: it gets the next number. */
export const BEGIN = `
  UPDATE checkpoints SET verification = verification + 1 WHERE name = 'events' RETURNING verification::float8 AS number`;

/** The row, if no other verification has begun since. */
const STILL_MINE = `name = 'events' AND verification = $number`;

/** Notes that the copy was found to be what the provider had at `$at`, everything up to a moment. */
export const NOTE_ALL_VERIFIED = `
  UPDATE checkpoints
  SET verified_through = greatest(verified_through, $through::timestamptz), verified_at = $at::timestamptz,
    fully_verified_at = $at::timestamptz, differing_days = 0, differing = '[]'
  WHERE ${STILL_MINE}
  RETURNING 1`;

/** The same for what happened from a moment on; it says nothing new where there is a gap before, or days that differ. */
export const NOTE_VERIFIED = `
  UPDATE checkpoints
  SET verified_through = greatest(verified_through, $through::timestamptz), verified_at = $at::timestamptz
  WHERE ${STILL_MINE} AND verified_through >= $from::timestamptz AND differing_days = 0
  RETURNING 1`;

/** Notes the days that differ and can't be mended. */
export const NOTE_DIFFERING = `
  UPDATE checkpoints
  SET differing_days = $count, differing = $days::jsonb
  WHERE ${STILL_MINE} AND ($all OR differing_days = 0)`;

/** Sets when everything is to be verified again, and the overlap. */
export const PLAN = `
  UPDATE checkpoints
  SET full_due_at = $fullDueAt::timestamptz, overlap_seconds = $overlapSeconds
  WHERE ${STILL_MINE}`;

/** Forgets what was measured and repaired more than four weeks ago. */
export const FORGET = `
  WITH forgotten AS (DELETE FROM arrivals WHERE day < (now() AT TIME ZONE 'UTC')::date - 28)
  DELETE FROM repairs WHERE repaired_at < now() - interval '28 days'`;

/**
 * The overlap that is needed: within how many seconds, as a power of two, 999 of 1,000 events of a hotel have arrived, for
 * the hotel where it takes longest. Events that come later than any overlap reaches don't count, as the verification has
 * to find them anyway.
 */
export const MEASURE_ARRIVALS = `
  WITH by_delay AS (
    SELECT hotel_id, delay, sum(events) AS events
    FROM arrivals
    WHERE delay <= ceil(ln($longestSeconds::float8) / ln(2::float8))
    GROUP BY hotel_id, delay
  ), running AS (
    SELECT hotel_id, delay, sum(events) OVER within_hotel AS upto, sum(events) OVER (PARTITION BY hotel_id) AS total
    FROM by_delay
    WINDOW within_hotel AS (PARTITION BY hotel_id ORDER BY delay)
  ), needed AS (
    SELECT hotel_id, total, min(delay) FILTER (WHERE upto >= 0.999 * total) AS delay
    FROM running
    GROUP BY hotel_id, total
  )
  SELECT coalesce(sum(total), 0)::float8 AS events, power(2, max(delay))::float8 AS seconds
  FROM needed`;
