import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Event } from '@pickup/contracts/client';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../clients.js';
import { eventAt, type History } from '../events.js';

const COLUMNS = 'hotel_id, id, "timestamp", rpg_status, room_id, night_of_stay';

/** How many events make a piece of text. */
const PIECE = 5_000;

const DAILY_COUNTS = ['night_of_stay', `("timestamp" AT TIME ZONE 'UTC')::date`]
  .map(
    (day, index) => `
      SELECT hotel_id, '${index === 0 ? 'night_of_stay' : 'timestamp'}', ${day} AS date,
        count(*) FILTER (WHERE rpg_status = 1), count(*) FILTER (WHERE rpg_status = 2)
      FROM events GROUP BY hotel_id, date`,
  )
  .join(' UNION ALL ');

const toLine = ({ hotel_id, id, timestamp, rpg_status, room_id, night_of_stay }: Event): string =>
  `${[hotel_id, id, timestamp, rpg_status, room_id, night_of_stay].join('\t')}\n`;

/** Events as the text that COPY reads. */
export const toCopyText = (events: readonly Event[]): string => events.map(toLine).join('');

/** A history as the text that COPY reads, in pieces. */
export const copyText = function* (history: History): Generator<string> {
  for (let from = 0; from < history.events; from += PIECE) {
    const places = Array.from({ length: Math.min(PIECE, history.events - from) }, (_, index) => from + index);
    yield toCopyText(places.map((place) => eventAt(place, history)));
  }
};

/** Writes text into the table of events by COPY. */
export const copyIn = (url: string, text: Iterable<string>): Promise<void> =>
  withClient(url, (client) =>
    pipeline(Readable.from(text), client.query(copyFrom(`COPY events (${COLUMNS}) FROM STDIN`))),
  );

/**
 * What the sync comes to in the end, in the shortest way: the events go from one database to the other by COPY, and are counted
 * by day. Seconds.
 */
export const copyAndCount = (source: string, target: string): Promise<number> =>
  withClient(source, (from) =>
    withClient(target, async (to) => {
      const began = performance.now();
      const all = from.query(copyTo(`COPY (SELECT ${COLUMNS} FROM events ORDER BY "timestamp") TO STDOUT`));
      await pipeline(all, to.query(copyFrom(`COPY events (${COLUMNS}) FROM STDIN`)));
      await to.query(`INSERT INTO daily_counts (hotel_id, basis, date, bookings, cancellations) ${DAILY_COUNTS}`);
      return (performance.now() - began) / 1_000;
    }),
  );

/** The tables of {@link copyAndCount} without an index or anything else that a query could use. */
export const PLAIN_TABLES = `
  CREATE TABLE events (hotel_id integer, id bigint, "timestamp" timestamptz(3), rpg_status smallint, room_id text, night_of_stay date);
  CREATE TABLE daily_counts (hotel_id integer, basis text, date date, bookings bigint, cancellations bigint)`;
