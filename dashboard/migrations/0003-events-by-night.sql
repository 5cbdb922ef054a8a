-- What was known at an earlier moment is counted from the events, and so is what came in within a window of time: of one
-- hotel, by night, from this alone. A window of the timestamp is found here, too: the nights of a hotel are few, and
-- Postgres 18 skips from one to the next.
CREATE INDEX events_by_night ON events (hotel_id, night_of_stay, "timestamp") INCLUDE (rpg_status);

-- An index alone is enough only where a vacuum has been since: it takes no fifth of the table to make one due. It costs
-- little, as it looks at new pages only, and rows are never updated.
ALTER TABLE events SET (autovacuum_vacuum_insert_scale_factor = 0.02);
