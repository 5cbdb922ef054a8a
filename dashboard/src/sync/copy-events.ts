import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Event } from '@pickup/contracts/client';
import { codeOf } from '@pickup/platform/errors';
import type { Transaction } from '@pickup/platform/database';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { COPY_EVENTS } from './sql.js';

interface Connection {
  readonly query: (copy: CopyStreamQuery) => CopyStreamQuery;
}

// As COPY reads it: no field of the contract has anything in it that would have to be escaped.
const toLine = ({ hotel_id, id, timestamp, rpg_status, room_id, night_of_stay }: Event): string =>
  `${String(hotel_id)}\t${String(id)}\t${timestamp}\t${String(rpg_status)}\t${String(room_id)}\t${night_of_stay}\n`;

/**
 * Writes events into the copy in the way that costs Postgres least. None of them may be there yet.
 *
 * @param events - as the contract has them: they have been checked
 * @throws whatever Postgres says; see {@link isThere}
 */
export const copyEvents = async (events: readonly Event[], transaction: Transaction): Promise<void> => {
  // Sequelize has no COPY. It keeps the connection of a transaction here, though its types don't say so.
  const { connection } = transaction as unknown as { connection: Connection };
  await pipeline(Readable.from([events.map(toLine).join('')]), connection.query(copyFrom(COPY_EVENTS)));
};

/** Whether an error of {@link copyEvents} says that one of the events is there already. */
export const isThere = (error: unknown): boolean => codeOf(error) === '23505';
