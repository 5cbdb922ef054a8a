-- The events of some nights, of one hotel or of all (Postgres 18 skips from hotel to hotel): without it, a filter by night has
-- to walk along all events. Its entries repeat, so it is the smallest of the indexes.
CREATE INDEX events_by_night ON events (hotel_id, night_of_stay);
