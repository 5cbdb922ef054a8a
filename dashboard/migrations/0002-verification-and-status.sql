-- What the digests add up: the first 64 bits of the MD5 of an event's content, as the provider's contract has it for
-- digestEvents. Rows that are there already get theirs now, which takes some seconds for each million.
ALTER TABLE events ADD COLUMN checksum bigint NOT NULL GENERATED ALWAYS AS (
  ('x' || left(md5(
    hotel_id::text || ',' ||
    id::text || ',' ||
    (date_part('epoch', "timestamp" AT TIME ZONE 'UTC') * 1000)::bigint::text || ',' ||
    rpg_status::text || ',' ||
    room_id || ',' ||
    (night_of_stay - date '1970-01-01')::text
  ), 16))::bit(64)::bigint
) STORED;

-- The digests of a window are read from this alone.
CREATE INDEX events_by_time ON events ("timestamp", hotel_id) INCLUDE (checksum);

-- What is known of the copy as a whole.
ALTER TABLE checkpoints
  -- Whether a run has ever got to the end of what the provider has.
  ADD COLUMN caught_up         boolean NOT NULL DEFAULT false,
  -- How far before the watermark the next run starts: chosen from how late events arrive.
  ADD COLUMN overlap_seconds   integer NOT NULL DEFAULT 600 CHECK (overlap_seconds > 0),

  -- Counted since the copy was begun.
  ADD COLUMN pages             bigint  NOT NULL DEFAULT 0,
  ADD COLUMN events_read       bigint  NOT NULL DEFAULT 0,
  ADD COLUMN events_added      bigint  NOT NULL DEFAULT 0,
  ADD COLUMN retries           bigint  NOT NULL DEFAULT 0,
  ADD COLUMN repaired_days     bigint  NOT NULL DEFAULT 0,
  ADD COLUMN repaired_events   bigint  NOT NULL DEFAULT 0,

  -- The run of the sync that is going on, or the last one.
  ADD COLUMN run_started_at    timestamptz(3),
  ADD COLUMN run_updated_at    timestamptz(3),
  ADD COLUMN run_complete      boolean NOT NULL DEFAULT false,
  ADD COLUMN run_pages         bigint  NOT NULL DEFAULT 0,
  ADD COLUMN run_events        bigint  NOT NULL DEFAULT 0,

  -- Up to when the copy was found to be what the provider had; as of when, for the hot days, and for everything; and when
  -- everything is due again.
  ADD COLUMN verified_through  timestamptz(3),
  ADD COLUMN verified_at       timestamptz(3),
  ADD COLUMN fully_verified_at timestamptz(3),
  ADD COLUMN full_due_at       timestamptz(3),
  -- Rises with each verification: one that another has overtaken states nothing.
  ADD COLUMN verification      bigint  NOT NULL DEFAULT 0,
  -- The days that differ and can't be mended: how many, and the first of them.
  ADD COLUMN differing_days    bigint  NOT NULL DEFAULT 0,
  ADD COLUMN differing         jsonb   NOT NULL DEFAULT '[]',

  -- The last thing that went wrong, also when it went well at the next attempt.
  ADD COLUMN error_at          timestamptz(3),
  ADD COLUMN error_job         text,
  ADD COLUMN error_detail      text;

-- While the copy is filled for the first time, the two are the same.
UPDATE checkpoints SET caught_up = synced_through IS DISTINCT FROM watermark;

-- How late events have arrived, in the last four weeks: how many of a hotel's on a UTC day, and within 2^delay seconds of
-- their timestamp.
CREATE TABLE arrivals (
  hotel_id integer  NOT NULL CHECK (hotel_id > 0),
  day      date     NOT NULL,
  delay    smallint NOT NULL CHECK (delay >= 0),
  events   bigint   NOT NULL CHECK (events > 0),
  PRIMARY KEY (hotel_id, day, delay)
);

CREATE INDEX arrivals_by_day ON arrivals (day);

-- The days, by the timestamp of their events, to which the verification has added what was missing, in the last four
-- weeks.
CREATE TABLE repairs (
  hotel_id    integer        NOT NULL CHECK (hotel_id > 0),
  date        date           NOT NULL,
  events      bigint         NOT NULL CHECK (events > 0),
  repaired_at timestamptz(3) NOT NULL,
  PRIMARY KEY (hotel_id, date)
);

CREATE INDEX repairs_by_time ON repairs (repaired_at);
