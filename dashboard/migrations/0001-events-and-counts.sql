-- The copy of the provider's events. Rows are never updated.
CREATE TABLE events (
  id            bigint         NOT NULL CHECK (id BETWEEN 1 AND 9007199254740991),
  "timestamp"   timestamptz(3) NOT NULL,
  hotel_id      integer        NOT NULL CHECK (hotel_id > 0),
  night_of_stay date           NOT NULL,
  rpg_status    smallint       NOT NULL CHECK (rpg_status IN (1, 2)),
  room_id       text           NOT NULL CHECK (room_id <> ''),
  PRIMARY KEY (hotel_id, id)
);

-- How many room nights were booked and cancelled, by hotel and day: kept in step with the copy, in its transactions.
CREATE TABLE daily_counts (
  hotel_id      integer NOT NULL CHECK (hotel_id > 0),
  -- Which day of an event counts: its night of stay, or the UTC day of its timestamp.
  basis         text    NOT NULL CHECK (basis IN ('night_of_stay', 'timestamp')),
  date          date    NOT NULL,
  bookings      bigint  NOT NULL CHECK (bookings >= 0),
  cancellations bigint  NOT NULL CHECK (cancellations >= 0),
  PRIMARY KEY (hotel_id, basis, date)
);

-- The hotels that have had an event, and the nights for which they have had one.
CREATE TABLE hotels (
  hotel_id    integer PRIMARY KEY CHECK (hotel_id > 0),
  first_night date NOT NULL,
  last_night  date NOT NULL
);

-- How far the copy has read.
CREATE TABLE checkpoints (
  name           text PRIMARY KEY,
  -- The latest timestamp among the events that were read, but never in the future: where the next run starts from.
  watermark      timestamptz(3),
  -- All that the provider served up to this moment has been read.
  synced_through timestamptz(3),
  -- Rises with each change. A worker that comes back with an old version has been overtaken.
  version        bigint NOT NULL DEFAULT 0
);

INSERT INTO checkpoints (name) VALUES ('events');
