import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createProviderClient, type NewEvent, type ProviderClient } from '@pickup/contracts/client';
import { createApp } from '@pickup/provider/app';
import { createEventIds } from '@pickup/provider/events/event-ids';
import fc from 'fast-check';
import { silent } from '../../test/support/database.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';
import { listen, type TestServer } from '../../test/support/server.js';

const NOW = Date.parse('2026-01-01');

describe('the ids of one process', () => {
  test('ascend, however the clock goes, and are exact in JSON', () => {
    const last = Date.parse('2089-01-01');
    const clock = fc.integer({ min: NOW, max: last });
    fc.assert(
      fc.property(fc.array(clock, { minLength: 2 }), (times) => {
        let at = 0;
        const newId = createEventIds(() => times[at] ?? NOW);
        const ids = times.map((_, index) => {
          at = index;
          return newId();
        });
        expect(ids.every(Number.isSafeInteger)).toBe(true);
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      }),
    );
  });

  test('do not run out within a millisecond', () => {
    const newId = createEventIds(() => NOW);
    expect(new Set(Array.from({ length: 10_000 }, newId)).size).toBe(10_000);
  });
});

// Two processes whose clocks stand still choose the same ids again and again, which is the worst that can happen.
describe('the ids of two processes with the same clock', () => {
  let provider: TestProvider;
  const servers: TestServer[] = [];
  const clients: ProviderClient[] = [];

  beforeAll(async () => {
    provider = await startProvider();
    const { now } = Date;
    Date.now = () => NOW;
    try {
      for (let index = 0; index < 2; index += 1) {
        const { database } = provider;
        const app = createApp({ database, logger: silent, stopping: () => false, validateResponses: true });
        const server = await listen(app);
        servers.push(server);
        clients.push(createProviderClient({ url: server.url }));
      }
    } finally {
      Date.now = now;
    }
  });

  afterAll(async () => {
    await Promise.all(servers.map(({ close }) => close()));
    await provider.stop();
  });

  const clientOf = (index: number): ProviderClient => {
    const client = clients[index];
    if (!client) throw new Error('no such process');
    return client;
  };

  const withoutIds = (hotel_id: number, count: number): NewEvent[] =>
    Array.from({ length: count }, () => {
      const { id: _id, ...event } = newEvent({ hotel_id });
      return event;
    });

  const postBatch = async (process: number, body: NewEvent[]) => {
    const { data, error } = await clientOf(process).POST('/events/batch', { body });
    if (!data) throw new Error(JSON.stringify(error));
    return data;
  };

  // More than the ids of a millisecond: what comes next is then the last id plus one.
  const COUNT = 3_000;

  /** The id that a process chooses next. */
  const nextId = async (process: number, hotelId: number): Promise<number> => {
    const { ids } = await postBatch(process, withoutIds(hotelId, COUNT));
    return (ids.at(-1) ?? 0) + 1;
  };

  test('do not collide', async () => {
    const receipts = [await postBatch(0, withoutIds(1, COUNT)), await postBatch(1, withoutIds(1, COUNT))];
    expect(receipts.map(({ created, existing }) => [created, existing])).toEqual([
      [COUNT, 0],
      [COUNT, 0],
    ]);
    expect(new Set(receipts.flatMap(({ ids }) => ids)).size).toBe(2 * COUNT);
  });

  test('give way to ids that clients have chosen, even for events of the same content', async () => {
    const next = await nextId(0, 2);
    const chosen = [next, next + 1, next + 2].map((id) => newEvent({ hotel_id: 2, id }));
    await postBatch(0, chosen);
    const { data, response } = await clientOf(0).POST('/events', { body: withoutIds(2, 1)[0] ?? newEvent() });
    expect(response.status).toBe(201);
    expect(data?.id).toBe(next + 3);
  });

  test.each([
    ['the same content', {}],
    ['other content', { room_id: 2 }],
  ])('give way to ids that the same batch has chosen, with %s', async (_what, fields) => {
    const next = await nextId(0, 3);
    const receipt = await postBatch(0, [...withoutIds(3, 1), newEvent({ hotel_id: 3, id: next, ...fields })]);
    expect(receipt).toMatchObject({ created: 2, existing: 0 });
    expect(receipt.ids[1]).toBe(next);
    expect(receipt.ids[0]).not.toBe(next);
  });
});
