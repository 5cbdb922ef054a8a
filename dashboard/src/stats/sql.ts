import type { components } from '@pickup/contracts/generated/dashboard';
import { prepared } from '@pickup/platform/database';
import { LAST_YEAR, sameTimeLastYear, THIS_YEAR, type SqlWindow } from '../last-year.js';

type Basis = components['schemas']['Basis'];

/** The days of a window, all that is known. */
const known = ({ first, after }: SqlWindow) => `
  SELECT date, bookings, cancellations
  FROM daily_counts
  WHERE hotel_id = $hotelId AND basis = $basis AND date >= ${first} AND date < ${after}`;

const COUNTS =
  'count(*) FILTER (WHERE rpg_status = 1) AS bookings, count(*) FILTER (WHERE rpg_status = 2) AS cancellations';

/** The days of a window, as they were known at a moment. */
const knownAt: Record<Basis, (window: SqlWindow, moment: string) => string> = {
  night_of_stay: ({ first, after }, moment) => `
    SELECT night_of_stay AS date, ${COUNTS}
    FROM events
    WHERE hotel_id = $hotelId AND night_of_stay >= ${first} AND night_of_stay < ${after} AND "timestamp" <= ${moment}
    GROUP BY night_of_stay`,

  // Only the day of the moment itself has to be counted again.
  timestamp: (window, moment) => {
    const day = `(${moment} AT TIME ZONE 'UTC')::date`;
    return `
    ${known(window)} AND date < ${day}
    UNION ALL
    SELECT ${day}, ${COUNTS}
    FROM events
    WHERE hotel_id = $hotelId AND "timestamp" >= ${day}::timestamp AT TIME ZONE 'UTC' AND "timestamp" <= ${moment}
      AND ${day} >= ${window.first} AND ${day} < ${window.after}
    HAVING count(*) > 0`;
  },
};

const asJson = (days: string) => `(
  SELECT coalesce(json_agg(json_build_array(to_char(date, 'YYYY-MM-DD'), bookings, cancellations) ORDER BY date), '[]')
  FROM (${days}) AS days
)`;

/** What {@link readYear} is to read. */
export interface YearReading {
  readonly basis: Basis;
  /** Whether it is only what was known at `$asOf`. */
  readonly asOf: boolean;
  /** Whether last year is read, too. */
  readonly lastYear: boolean;
}

/**
 * The counts of a hotel's days from `$first` to `$last` that have any, in order, and whether the hotel is known at all. In
 * one statement, so that all of it is of one moment.
 */
export const readYear = ({ basis, asOf, lastYear }: YearReading): string => {
  const daysOf = (window: SqlWindow) => asJson(asOf ? knownAt[basis](window, '$asOf::timestamptz') : known(window));
  const now = asOf ? '$asOf::timestamptz' : 'synced_through';
  return `
    WITH checkpoint AS (
      SELECT synced_through${lastYear ? `, ${sameTimeLastYear(now)} AS last_year_as_of` : ''}
      FROM checkpoints
      WHERE name = 'events'
    )
    SELECT checkpoint.*, EXISTS (SELECT FROM hotels WHERE hotel_id = $hotelId) AS known, ${daysOf(THIS_YEAR)} AS days${
      lastYear
        ? `, ${daysOf(LAST_YEAR)} AS last_year,
           ${asJson(knownAt[basis](LAST_YEAR, '(SELECT last_year_as_of FROM checkpoint)'))} AS same_time_last_year`
        : ''
    }
    FROM checkpoint`;
};

/** Which transaction was the last one to write the checkpoint: whoever adds to the copy writes it. */
export const READ_REVISION = prepared(
  'revision',
  `SELECT xmin::text AS revision FROM checkpoints WHERE name = 'events'`,
);

/** All hotels, as the contract writes them. */
export const LIST_HOTELS = `
  SELECT '[' || coalesce(string_agg(row_to_json(hotel)::text, ',' ORDER BY hotel_id), '') || ']' AS hotels
  FROM (SELECT hotel_id, first_night, last_night FROM hotels) AS hotel`;
