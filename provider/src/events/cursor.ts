import { createHash } from 'node:crypto';

/** The place of an event in the total order of events. */
export interface Position {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly hotelId: number;
  readonly id: number;
}

const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

const seal = (position: string, filters: string): string =>
  createHash('sha256').update(`${position}\n${filters}`).digest('base64url').slice(0, 12);

/**
 * Writes a cursor: the position after which the next page starts, with a seal over it and the filters. The seal is no
 * secret; it tells a cursor that was damaged, or is used with other filters, from a good one.
 *
 * @param filters - what the list was filtered by, in any form that is the same for the same filters
 */
export const writeCursor = ({ timestamp, hotelId, id }: Position, filters: string): string => {
  const position = Buffer.from([timestamp, hotelId, id].join('.')).toString('base64url');
  return `${position}-${seal(position, filters)}`;
};

const within = (value: number | undefined, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

/** Reads a cursor; undefined when it is not one that was written for these filters. */
export const readCursor = (cursor: string, filters: string): Position | undefined => {
  const split = cursor.length - 13;
  const position = cursor.slice(0, Math.max(split, 0));
  if (cursor[split] !== '-' || cursor.slice(split + 1) !== seal(position, filters)) return undefined;
  const [timestamp, hotelId, id] = Buffer.from(position, 'base64url').toString().split('.').map(Number);
  // The seal can be calculated by anyone who cares to.
  if (!within(timestamp, FIRST_MOMENT, LAST_MOMENT) || !within(hotelId, 1, 2 ** 31 - 1)) return undefined;
  if (!within(id, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  return { timestamp, hotelId, id };
};
