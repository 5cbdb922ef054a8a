import type { Handlers } from '@pickup/contracts/server/handlers';
import { JsonText } from '@pickup/contracts/server/handlers';
import { weakEtag } from '@pickup/contracts/server/etag';
import type { NewEvent } from '@pickup/contracts/client';
import type { operations } from '@pickup/contracts/generated/provider';
import { nextLink } from '@pickup/contracts/link';
import { conflict, invalidRequest, notFound, type InvalidInput } from '@pickup/contracts/problem';
import { timeWindow, windowFaults } from '@pickup/contracts/time-window';
import { readCursor, writeCursor, type Position } from './cursor.js';
import type { EventRepository, Filters } from './event-repository.js';
import type { EventStore } from './event-store.js';

type ListQuery = NonNullable<operations['listEvents']['parameters']['query']>;

const toFilters = (query: ListQuery): Filters => ({
  hotelId: query.hotel_id,
  ...timeWindow(query),
  status: query.rpg_status,
  roomId: query.room_id,
  firstNight: query.night_of_stay__gte,
  lastNight: query.night_of_stay__lte,
});

const rangeFaults = ({ firstNight, lastNight, ...filters }: Filters): InvalidInput[] => {
  const faults = windowFaults(filters);
  if (firstNight !== undefined && lastNight !== undefined && firstNight > lastNight) {
    faults.push({ parameter: 'night_of_stay__gte', detail: 'is after night_of_stay__lte' });
  }
  return faults;
};

// What a paged list is asked for. A cursor belongs to the operation and the filters that it was written for.
const readList = (operation: keyof operations, { cursor, limit, ...filtering }: ListQuery) => {
  if (limit === undefined) throw new Error('the contract has lost its default for limit');
  const filters = toFilters(filtering);
  const key = `${operation} ${JSON.stringify(filters)}`;
  const faults = rangeFaults(filters);
  const after = cursor === undefined ? undefined : readCursor(cursor, key);
  if (cursor !== undefined && !after) {
    const detail =
      'is not a cursor for these filters: follow the "next" link as it is, or start again without a cursor';
    faults.push({ parameter: 'cursor', detail });
  }
  if (faults.length > 0) throw invalidRequest(faults);
  const linkAfter = (url: string, last: Position | undefined): Record<string, string> =>
    last ? { Link: nextLink(url, writeCursor(last, key)) } : {};
  return { filters, after, limit, linkAfter };
};

const conflictAt = (events: readonly NewEvent[], indices: readonly number[], inBatch: boolean) =>
  conflict(
    indices.map((index) => {
      const event = events[index];
      return {
        pointer: inBatch ? `/${String(index)}` : '',
        detail: `Hotel ${String(event?.hotel_id)} has an event ${String(event?.id)} with other content.`,
      };
    }),
  );

const locationOf = ({ hotel_id, id }: { hotel_id: number; id: number }): string =>
  `/hotels/${String(hotel_id)}/events/${String(id)}`;

/** The work of each operation of the provider's contract. */
export const createEventHandlers = (events: EventRepository, store: EventStore): Handlers<operations> => ({
  listEvents: async ({ query, url }) => {
    const { filters, after, limit, linkAfter } = readList('listEvents', query);
    const { json, last, revision } = await events.list(filters, after, limit);
    // Express would make one of the whole text, which takes ten times as long as the database takes to add up the checksums.
    const headers = { ...linkAfter(url, last), ETag: weakEtag(revision) };
    return { status: 200, body: new JsonText(json), headers };
  },

  digestEvents: async ({ query, url }) => {
    const { filters, after, limit, linkAfter } = readList('digestEvents', query);
    const { digests, more } = await events.digest(filters, after, limit);
    const last = more ? digests.at(-1) : undefined;
    const position = last && { timestamp: Date.parse(last.date), hotelId: last.hotel_id, id: 0 };
    return { status: 200, body: [...digests], headers: linkAfter(url, position) };
  },

  createEvent: async ({ body }) => {
    const { event, is } = await store.store(body);
    if (is === 'taken') throw conflictAt([body], [0], false);
    return { status: is === 'created' ? 201 : 200, body: event, headers: { Location: locationOf(event) } };
  },

  createEvents: async ({ body }) => {
    const stored = await store.storeAll(body);
    if ('taken' in stored) throw conflictAt(body, stored.taken, true);
    const { created } = stored;
    const receipt = { created, existing: body.length - created, ids: stored.events.map(({ id }) => id) };
    return { status: created > 0 ? 201 : 200, body: receipt };
  },

  getEvent: async ({ path: { hotel_id, id } }) => {
    const event = await events.get(hotel_id, id);
    if (!event) throw notFound(`Hotel ${String(hotel_id)} has no event ${String(id)}.`);
    return { status: 200, body: event };
  },
});
