import type { Digest, Event, NewEvent } from '@pickup/contracts/client';
import { eventColumns } from '@pickup/contracts/event-columns';
import { parseTimestamp } from '@pickup/contracts/formats';
import { QueryTypes, type Sequelize, type Transaction } from '@pickup/platform/database';
import type { Position } from './cursor.js';
import { createEventIds } from './event-ids.js';
import { EventModel } from './event-model.js';
import { CONDITIONS, digestEvents, FIND_TAKEN, INSERT_EVENTS, listEvents } from './sql.js';

/** What a list is filtered by; an event has to match all that is given. */
export interface Filters {
  readonly hotelId?: number | undefined;
  /** The first and the last moment, both included. */
  readonly from?: Date | undefined;
  readonly through?: Date | undefined;
  readonly status?: 1 | 2 | undefined;
  readonly roomId?: string | undefined;
  readonly firstNight?: string | undefined;
  readonly lastNight?: string | undefined;
}

/** A page of a list. */
export interface Page {
  /** The JSON text of an array of events. */
  readonly json: string;
  /** The position of the page's last event, when there are more after it. */
  readonly last: Position | undefined;
}

/** What became of events that were to be stored. */
export type Stored =
  | { readonly events: readonly Event[]; readonly created: number }
  /** Nothing was stored: the events at these indices have an identity that other content has taken. */
  | { readonly taken: readonly number[] };

/** The provider's events in Postgres. */
export interface EventRepository {
  readonly list: (filters: Filters, after: Position | undefined, limit: number) => Promise<Page>;
  /** A page of digests by day and hotel, after that of a day and a hotel; `more` tells whether others follow. */
  readonly digest: (
    filters: Filters,
    after: Position | undefined,
    limit: number,
  ) => Promise<{ digests: readonly Digest[]; more: boolean }>;
  readonly get: (hotelId: number, id: number) => Promise<Event | undefined>;
  /** Stores all of the events or none. Those that are there already, with the same content, stay as they are. */
  readonly store: (events: readonly NewEvent[]) => Promise<Stored>;
}

/** How often ids are chosen anew when the ones that were chosen are taken. */
const ID_ATTEMPTS = 5;

const INTEGER = /^\d+$/;

const toEvent = (event: NewEvent, newId: () => number): Event => {
  const timestamp = parseTimestamp(event.timestamp);
  if (!timestamp) throw new RangeError('a timestamp that validation should have refused');
  const { id = newId(), hotel_id, rpg_status, room_id, night_of_stay } = event;
  return { id, hotel_id, timestamp: timestamp.toISOString(), rpg_status, room_id, night_of_stay };
};

// The conditions of the filters that are given, and the values that they bind.
const where = (filters: Filters) => {
  const names = (Object.keys(filters) as (keyof Filters)[]).filter((name) => filters[name] !== undefined);
  // A Date would be bound in local time, whose offset long ago had seconds, which Postgres does not read.
  const values = { ...filters, from: filters.from?.toISOString(), through: filters.through?.toISOString() };
  return { conditions: names.map((name) => CONDITIONS[name]), values };
};

const startAfter = (after: Position | undefined) =>
  after && { afterTimestamp: new Date(after.timestamp).toISOString(), afterHotelId: after.hotelId, afterId: after.id };

/** Opens the repository over a database that has been migrated. */
export const createEventRepository = (database: Sequelize): EventRepository => {
  const newId = createEventIds();
  const model = database.getRepository(EventModel);

  const insert = async (events: readonly Event[], transaction?: Transaction): Promise<number> => {
    const [result] = await database.query<{ created: number }>(INSERT_EVENTS, {
      bind: eventColumns(events),
      type: QueryTypes.SELECT,
      ...(transaction && { transaction }),
    });
    return result?.created ?? 0;
  };

  const findTaken = async (
    events: readonly Event[],
    given: readonly NewEvent[],
    transaction: Transaction,
  ): Promise<number[]> => {
    const chosenHere = given.flatMap(({ id }, index) => (id === undefined ? [index + 1] : []));
    const rows = await database.query<{ place: number }>(FIND_TAKEN, {
      bind: { ...eventColumns(events), chosenHere },
      type: QueryTypes.SELECT,
      transaction,
    });
    return rows.map(({ place }) => place - 1);
  };

  const attempt = async (given: readonly NewEvent[]): Promise<Stored> => {
    const chosen = new Set(given.map(({ id }) => id));
    const freeId = (): number => {
      const id = newId();
      return chosen.has(id) ? freeId() : id;
    };
    const events = given.map((event) => toEvent(event, freeId));
    const transaction = await database.transaction();
    try {
      const created = await insert(events, transaction);
      const taken = created < events.length ? await findTaken(events, given, transaction) : [];
      if (taken.length > 0) {
        await transaction.rollback();
        return { taken };
      }
      await transaction.commit();
      return { events, created };
    } catch (error) {
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
  };

  return {
    list: async (filters, after, limit) => {
      const { conditions, values } = where(filters);
      const [row] = await database.query<{ events: string; last: [number, number, number] | null }>(
        listEvents(after ? [...conditions, CONDITIONS.after] : conditions),
        { bind: { ...values, ...startAfter(after), limit }, type: QueryTypes.SELECT },
      );
      if (!row) throw new Error('an aggregate without a row');
      const { events, last } = row;
      return { json: events, last: last ? { timestamp: last[0], hotelId: last[1], id: last[2] } : undefined };
    },

    digest: async (filters, after, limit) => {
      const { conditions, values } = where(filters);
      // Days before that of the cursor need not be added up again.
      const [row] = await database.query<{ digests: Digest[]; more: boolean }>(
        digestEvents(after ? [...conditions, CONDITIONS.fromAfter] : conditions, after !== undefined),
        { bind: { ...values, ...startAfter(after), limit }, type: QueryTypes.SELECT },
      );
      if (!row) throw new Error('an aggregate without a row');
      return row;
    },

    get: async (hotelId, id) => {
      const row = (await model.findOne({ where: { hotel_id: hotelId, id } })) ?? undefined;
      return (
        row && {
          id: Number(row.id),
          hotel_id: row.hotel_id,
          timestamp: row.timestamp.toISOString(),
          rpg_status: row.rpg_status,
          room_id: INTEGER.test(row.room_id) ? Number(row.room_id) : row.room_id,
          night_of_stay: row.night_of_stay,
        }
      );
    },

    store: async (given) => {
      for (let left = ID_ATTEMPTS; ; left -= 1) {
        const stored = await attempt(given);
        if (!('taken' in stored)) return stored;
        const conflicts = stored.taken.filter((index) => given[index]?.id !== undefined);
        if (conflicts.length > 0) return { taken: conflicts };
        if (left === 0) throw new Error('no free ids were found');
      }
    },
  };
};
