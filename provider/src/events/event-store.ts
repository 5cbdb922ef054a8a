import type { Event, NewEvent } from '@pickup/contracts/client';
import { eventColumns } from '@pickup/contracts/event-columns';
import { parseTimestamp } from '@pickup/contracts/formats';
import { isUnavailable, QueryTypes, type Sequelize, type Transaction } from '@pickup/platform/database';
import { createEventIds } from './event-ids.js';
import { inGroups } from './groups.js';
import { FIND_TAKEN, INSERT_EVENTS } from './sql.js';

/** What became of events that were to be stored together. */
export type Stored =
  | { readonly events: readonly Event[]; readonly created: number }
  /** Nothing was stored: the events at these indices have an identity that other content has taken. */
  | { readonly taken: readonly number[] };

/** What became of an event: `existing` when it was stored before, `taken` when its identity has other content. */
export interface Outcome {
  readonly event: Event;
  readonly is: 'created' | 'existing' | 'taken';
}

/** Takes in events. Those that are there already, with the same content, stay as they are. */
export interface EventStore {
  /** Stores all of the events or none. */
  readonly storeAll: (events: readonly NewEvent[]) => Promise<Stored>;
  /** Stores one event. Those that come in at the same time share a statement, but nothing of their fate. */
  readonly store: (event: NewEvent) => Promise<Outcome>;
}

/** How often ids are chosen anew when the ones that were chosen are taken. */
const ID_ATTEMPTS = 5;

/** The most events that share a statement: as many as keep a single one waiting for no more than some milliseconds. */
const MOST_TOGETHER = 500;

const toEvent = (event: NewEvent, newId: () => number): Event => {
  const timestamp = parseTimestamp(event.timestamp);
  if (!timestamp) throw new RangeError('a timestamp that validation should have refused');
  const { id = newId(), hotel_id, rpg_status, room_id, night_of_stay } = event;
  return { id, hotel_id, timestamp: timestamp.toISOString(), rpg_status, room_id, night_of_stay };
};

const identityOf = (hotelId: number, id: number): string => `${String(hotelId)} ${String(id)}`;

interface Inserted {
  readonly created: number;
  /** Which ones, by hotel and id; null where it is all of them. */
  readonly which: readonly (readonly [hotelId: number, id: number])[] | null;
}

/** Opens the store over a database that has been migrated. */
export const createEventStore = (database: Sequelize): EventStore => {
  const newId = createEventIds();

  const toEvents = (given: readonly NewEvent[]): Event[] => {
    const chosen = new Set(given.map(({ id }) => id));
    const freeId = (): number => {
      const id = newId();
      return chosen.has(id) ? freeId() : id;
    };
    return given.map((event) => toEvent(event, freeId));
  };

  const insert = async (events: readonly Event[], transaction?: Transaction): Promise<Inserted> => {
    const [result] = await database.query<Inserted>(INSERT_EVENTS, {
      bind: eventColumns(events),
      type: QueryTypes.SELECT,
      ...(transaction && { transaction }),
    });
    if (!result) throw new Error('an aggregate without a row');
    return result;
  };

  const findTaken = async (
    events: readonly Event[],
    chosenHere: readonly number[] = [],
    transaction?: Transaction,
  ): Promise<number[]> => {
    const rows = await database.query<{ place: number }>(FIND_TAKEN, {
      bind: { ...eventColumns(events), chosenHere: chosenHere.map((index) => index + 1) },
      type: QueryTypes.SELECT,
      ...(transaction && { transaction }),
    });
    return rows.map(({ place }) => place - 1);
  };

  const tryAll = async (given: readonly NewEvent[]): Promise<Stored> => {
    const events = toEvents(given);
    const transaction = await database.transaction();
    try {
      const { created } = await insert(events, transaction);
      const chosenHere = given.flatMap(({ id }, index) => (id === undefined ? [index] : []));
      const taken = created < events.length ? await findTaken(events, chosenHere, transaction) : [];
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

  // One statement, which commits by itself. What it did not insert is there by now, from before or from earlier in the group,
  // and never changes: it can be looked at afterwards.
  const storeGroup = async (given: readonly NewEvent[]): Promise<Outcome[]> => {
    const events = toEvents(given);
    const { which } = await insert(events);
    if (!which) return events.map((event) => ({ event, is: 'created' }));
    const created = new Set(which.map(([hotelId, id]) => identityOf(hotelId, id)));
    // Of those with the same identity in one group, the first one was inserted.
    const isCreated = events.map(({ hotel_id, id }) => created.delete(identityOf(hotel_id, id)));
    const others = events.filter((_, index) => !isCreated[index]);
    const taken = new Set((await findTaken(others)).map((place) => others[place]));
    return events.map((event, index) => ({
      event,
      is: isCreated[index] ? 'created' : taken.has(event) ? 'taken' : 'existing',
    }));
  };

  const storeTogether = inGroups(storeGroup, { most: MOST_TOGETHER, concernsAll: isUnavailable });

  const noFreeId = (): Error => new Error('no free ids were found');

  return {
    storeAll: async (given) => {
      for (let left = ID_ATTEMPTS; left >= 0; left -= 1) {
        const stored = await tryAll(given);
        if (!('taken' in stored)) return stored;
        const conflicts = stored.taken.filter((index) => given[index]?.id !== undefined);
        if (conflicts.length > 0) return { taken: conflicts };
      }
      throw noFreeId();
    },

    store: async (given) => {
      for (let left = ID_ATTEMPTS; left >= 0; left -= 1) {
        const outcome = await storeTogether(given);
        // An id that was chosen here has to be new: what is there under it is another event, even one with the same content.
        if (given.id !== undefined || outcome.is === 'created') return outcome;
      }
      throw noFreeId();
    },
  };
};
