import { LAST_YEAR, THIS_YEAR, type SqlWindow } from '../last-year.js';

/** What a hotel's nights have gained and lost from `$from` to `$through`, by `$label` (a format of `to_char`), in order. */
export const READ_PICKUP = `
  SELECT synced_through, EXISTS (SELECT FROM hotels WHERE hotel_id = $hotelId) AS known, (
      SELECT coalesce(json_agg(json_build_array(label, bookings, cancellations) ORDER BY label), '[]')
      FROM (
        SELECT to_char(night_of_stay, $label) AS label, sum(bookings)::bigint AS bookings, sum(cancellations)::bigint AS cancellations
        FROM (
          SELECT night_of_stay,
            count(*) FILTER (WHERE rpg_status = 1) AS bookings, count(*) FILTER (WHERE rpg_status = 2) AS cancellations
          FROM events
          WHERE hotel_id = $hotelId
            AND "timestamp" BETWEEN $from::timestamptz AND coalesce($through::timestamptz, 'infinity')
          GROUP BY night_of_stay
        ) AS nights
        GROUP BY label
      ) AS labelled
    ) AS items
  FROM checkpoints
  WHERE name = 'events'`;

/**
 * How the nights of a window came on the books, up to `$asOf`: how much was added on the days on which something was, by
 * how many days they lie before the first night, from 365 before it to the last night of the window from `$first` to
 * `$last`, with what lies before or after added to these; and which is the last of the days that have come.
 *
 * Events are added up by UTC day first, and a booking (1) is 3 - 2 * 1, a cancellation (2) 3 - 2 * 2: with a hundred
 * thousand events in a year, what is done for each of them is what takes time.
 */
const curveOf = ({ first, after }: SqlWindow) => `
  json_build_object(
    'reached', ${first} - (coalesce($asOf::timestamptz, synced_through) AT TIME ZONE 'UTC')::date,
    'changes', (
      SELECT coalesce(json_agg(json_build_array(days_before, net)), '[]')
      FROM (
        SELECT least(greatest(${first} - (day AT TIME ZONE 'UTC')::date, $first::date - $last::date), 365) AS days_before,
          sum(net)::bigint AS net
        FROM (
          SELECT date_bin('1 day', "timestamp", '2000-01-01T00:00:00Z') AS day, 3 * count(*) - 2 * sum(rpg_status) AS net
          FROM events
          WHERE hotel_id = $hotelId AND night_of_stay >= ${first} AND night_of_stay < ${after}
            AND "timestamp" <= coalesce($asOf::timestamptz, 'infinity')
          GROUP BY day
        ) AS days
        GROUP BY days_before
      ) AS changes
    )
  )`;

/** The curve of the nights from `$first` to `$last`, and that of last year where it is asked for. */
export const readPace = ({ lastYear }: { readonly lastYear: boolean }): string => `
  SELECT synced_through, EXISTS (SELECT FROM hotels WHERE hotel_id = $hotelId) AS known,
    ${curveOf(THIS_YEAR)} AS curve${lastYear ? `, ${curveOf(LAST_YEAR)} AS last_year` : ''}
  FROM checkpoints
  WHERE name = 'events'`;
