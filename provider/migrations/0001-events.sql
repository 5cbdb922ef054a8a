-- Booking and cancellation events, one per room night. Rows are never updated.
CREATE TABLE events (
  id            bigint         NOT NULL CHECK (id BETWEEN 1 AND 9007199254740991),
  "timestamp"   timestamptz(3) NOT NULL,
  hotel_id      integer        NOT NULL CHECK (hotel_id > 0),
  night_of_stay date           NOT NULL,
  rpg_status    smallint       NOT NULL CHECK (rpg_status IN (1, 2)),
  -- An integer or a UUID, as it was posted.
  room_id       text           NOT NULL CHECK (room_id <> ''),
  PRIMARY KEY (hotel_id, id)
);

-- The order in which events are listed: pages without a filter by hotel.
CREATE INDEX events_by_time ON events ("timestamp", hotel_id, id);

-- The same within one hotel.
CREATE INDEX events_by_hotel ON events (hotel_id, "timestamp", id);

-- The events of one room or one reservation. UUIDs are found in either case.
CREATE INDEX events_by_room ON events (lower(room_id), "timestamp");
