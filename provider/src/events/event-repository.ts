import type { Digest, Event } from '@pickup/contracts/client';
import { QueryTypes, type Sequelize } from '@pickup/platform/database';
import type { Position } from './cursor.js';
import { EventModel } from './event-model.js';
import { digestEvents, listEvents, type Condition } from './sql.js';

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
  /** Another text for other events. */
  readonly revision: string;
}

/** The provider's events in Postgres, as they are read. */
export interface EventRepository {
  readonly list: (filters: Filters, after: Position | undefined, limit: number) => Promise<Page>;
  /** A page of digests by day and hotel, after that of a day and a hotel; `more` tells whether others follow. */
  readonly digest: (
    filters: Filters,
    after: Position | undefined,
    limit: number,
  ) => Promise<{ digests: readonly Digest[]; more: boolean }>;
  readonly get: (hotelId: number, id: number) => Promise<Event | undefined>;
}

const INTEGER = /^\d+$/;

// In the same order, whichever way a request has them.
const NAMES = ['hotelId', 'from', 'through', 'status', 'roomId', 'firstNight', 'lastNight'] as const;

// The conditions of the filters that are given, and the values that they bind.
const where = (filters: Filters) => {
  const conditions: Condition[] = NAMES.filter((name) => filters[name] !== undefined);
  // A Date would be bound in local time, whose offset long ago had seconds, which Postgres does not read.
  const values = { ...filters, from: filters.from?.toISOString(), through: filters.through?.toISOString() };
  return { conditions, values };
};

const positionOf = ({ timestamp, hotel_id, id }: Event): Position => ({
  timestamp: Date.parse(timestamp),
  hotelId: hotel_id,
  id,
});

const startAfter = (after: Position | undefined) =>
  after && { afterTimestamp: new Date(after.timestamp).toISOString(), afterHotelId: after.hotelId, afterId: after.id };

/** Opens the repository over a database that has been migrated. */
export const createEventRepository = (database: Sequelize): EventRepository => {
  const model = database.getRepository(EventModel);

  return {
    list: async (filters, after, limit) => {
      const { conditions, values } = where(filters);
      // One more than the page has tells whether there are others after it.
      const [row] = await database.query<{ events: string | null; found: number; checksum: string | null }>(
        listEvents(after ? [...conditions, 'after'] : conditions),
        { bind: { ...values, ...startAfter(after), rows: limit + 1 }, type: QueryTypes.SELECT },
      );
      if (!row) throw new Error('an aggregate without a row');
      const { events, found, checksum } = row;
      const revision = `${String(found)}.${checksum ?? ''}`;
      if (events === null || found <= limit) return { json: `[${events ?? ''}]`, last: undefined, revision };
      const page = events.slice(0, events.lastIndexOf(',{'));
      const last = positionOf(JSON.parse(page.slice(page.lastIndexOf('{'))) as Event);
      return { json: `[${page}]`, last, revision };
    },

    digest: async (filters, after, limit) => {
      const { conditions, values } = where(filters);
      // Days before that of the cursor need not be added up again.
      const [row] = await database.query<{ digests: Digest[]; more: boolean }>(
        digestEvents(after ? [...conditions, 'fromAfter'] : conditions, after !== undefined),
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
  };
};
