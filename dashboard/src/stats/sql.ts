/** The counts of a hotel's days in a year that have any, in order, and whether the hotel is known at all. */
export const READ_YEAR = `
  SELECT
    (SELECT synced_through FROM checkpoints WHERE name = 'events') AS synced_through,
    EXISTS (SELECT FROM hotels WHERE hotel_id = $hotelId) AS known,
    (
      SELECT coalesce(json_agg(json_build_array(to_char(date, 'YYYY-MM-DD'), bookings, cancellations) ORDER BY date), '[]')
      FROM daily_counts
      WHERE hotel_id = $hotelId AND basis = $basis AND date BETWEEN make_date($year, 1, 1) AND make_date($year, 12, 31)
    ) AS days`;

/** All hotels, as the contract writes them. */
export const LIST_HOTELS = `
  SELECT '[' || coalesce(string_agg(row_to_json(hotel)::text, ',' ORDER BY hotel_id), '') || ']' AS hotels
  FROM (SELECT hotel_id, first_night, last_night FROM hotels) AS hotel`;
