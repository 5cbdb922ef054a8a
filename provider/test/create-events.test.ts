import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

let hotels = 0;

/** A hotel that no other test has used. */
const newHotel = (): number => (hotels += 1);

const post = (body: NewEvent[]) => provider.client.POST('/events/batch', { body });

/** Events of one hotel, with the ids from `first` on. */
const eventsOf = (hotel_id: number, count: number, first = 1): NewEvent[] =>
  Array.from({ length: count }, (_, index) => newEvent({ hotel_id, id: first + index, room_id: index + 1 }));

const listed = async (hotel_id: number) =>
  (await provider.client.GET('/events', { params: { query: { hotel_id, limit: 10_000 } } })).data;

const withoutId = ({ id: _id, ...event }: NewEvent): NewEvent => event;

describe('a batch', () => {
  test('is stored as a whole, with the ids in the order of the batch', async () => {
    const events = eventsOf(newHotel(), 5).reverse();
    const { data, response } = await post(events);
    expect(response.status).toBe(201);
    expect(data).toEqual({ created: 5, existing: 0, ids: [5, 4, 3, 2, 1] });
    expect(await listed(hotels)).toEqual(events.reverse());
  });

  test('may be posted again, with new events or without', async () => {
    const hotel = newHotel();
    await post(eventsOf(hotel, 3));
    const again = await post(eventsOf(hotel, 3));
    expect(again.response.status).toBe(200);
    expect(again.data).toEqual({ created: 0, existing: 3, ids: [1, 2, 3] });
    const [, second, ...others] = eventsOf(hotel, 5);
    const mixed = await post([...others, ...(second ? [second] : [])]);
    expect(mixed.response.status).toBe(201);
    expect(mixed.data).toEqual({ created: 2, existing: 2, ids: [3, 4, 5, 2] });
    expect(await listed(hotel)).toEqual(eventsOf(hotel, 5));
  });

  test('may hold an event several times: the others count as existing', async () => {
    const event = newEvent({ hotel_id: newHotel() });
    const { data, response } = await post([event, { ...event, timestamp: '2020-01-01T01:00:00+01:00' }, event]);
    expect(response.status).toBe(201);
    expect(data).toEqual({ created: 1, existing: 2, ids: [1, 1, 1] });
    expect(await listed(hotels)).toEqual([event]);
  });

  test('may hold events of several hotels', async () => {
    const [one, other] = [newHotel(), newHotel()];
    const events = [...eventsOf(one, 2), ...eventsOf(other, 2)];
    expect((await post(events)).data).toEqual({ created: 4, existing: 0, ids: [1, 2, 1, 2] });
    expect([await listed(one), await listed(other)]).toEqual([eventsOf(one, 2), eventsOf(other, 2)]);
  });

  test('may hold events without ids, which are given some, and counted as new each time', async () => {
    const [first = newEvent(), second = newEvent(), third = newEvent()] = eventsOf(newHotel(), 3);
    const batch = [withoutId(first), second, withoutId(third), withoutId(third)];
    const once = await post(batch);
    const twice = await post(batch);
    expect(once.data).toMatchObject({ created: 4, existing: 0 });
    expect(twice.data).toMatchObject({ created: 3, existing: 1 });
    expect([once.data?.ids[1], twice.data?.ids[1]]).toEqual([2, 2]);
    const ids = new Set([...(once.data?.ids ?? []), ...(twice.data?.ids ?? [])]);
    expect(ids.size).toBe(7);
    const kept = await listed(hotels);
    expect(new Set(kept?.map(({ id }) => id))).toEqual(ids);
    const roomOf = new Map(kept?.map(({ id, room_id }) => [id, room_id]));
    expect(once.data?.ids.map((id) => roomOf.get(id))).toEqual([1, 2, 3, 3]);
  });

  test('may have 10,000 events', async () => {
    const events = eventsOf(newHotel(), 10_000);
    const { data } = await post(events);
    expect(data).toEqual({ created: 10_000, existing: 0, ids: events.map(({ id }) => id) });
    expect((await post(events)).data).toMatchObject({ created: 0, existing: 10_000 });
    expect(await listed(hotels)).toHaveLength(10_000);
  });
});

describe('nothing is stored', () => {
  test('when events conflict with stored ones, and each is named', async () => {
    const hotel = newHotel();
    await post(eventsOf(hotel, 3));
    const batch = eventsOf(hotel, 6).map((event) =>
      event.id === 2 || event.id === 3 ? { ...event, rpg_status: 2 as const } : event,
    );
    const { error, response } = await post(batch);
    expect(response.status).toBe(409);
    expect(error).toMatchObject({
      type: 'urn:problem-type:pickup:conflict',
      errors: [
        { pointer: '/1', detail: `Hotel ${String(hotel)} has an event 2 with other content.` },
        { pointer: '/2', detail: `Hotel ${String(hotel)} has an event 3 with other content.` },
      ],
    });
    expect(await listed(hotel)).toEqual(eventsOf(hotel, 3));
  });

  test('when events of the batch conflict with each other', async () => {
    const [first = newEvent(), ...others] = eventsOf(newHotel(), 3);
    const { error, response } = await post([first, ...others, { ...first, night_of_stay: '2021-01-01' }]);
    expect(response.status).toBe(409);
    expect(error?.errors).toHaveLength(1);
    expect(await listed(hotels)).toEqual([]);
  });

  test('when events are wrong, and each field that is wrong is named', async () => {
    const batch = eventsOf(newHotel(), 20).map((event, index) => {
      if (index === 3) return { ...event, id: 0, rpg_status: 3 as 1 };
      return index === 17 ? { ...event, night_of_stay: '2026-02-30' } : event;
    });
    const { error, response } = await post(batch);
    expect(response.status).toBe(400);
    expect(error?.errors?.map(({ pointer }) => pointer)).toEqual(['/3/id', '/3/rpg_status', '/17/night_of_stay']);
    expect(await listed(hotels)).toEqual([]);
  });

  test('when there are 10,001 events', async () => {
    const { error, response } = await post(eventsOf(newHotel(), 10_001));
    expect(response.status).toBe(400);
    expect(error?.errors).toEqual([{ pointer: '', detail: 'must NOT have more than 10000 items' }]);
    expect(await listed(hotels)).toEqual([]);
  });

  test('when there is no event', async () => {
    const { error, response } = await post([]);
    expect(response.status).toBe(400);
    expect(error?.errors).toMatchObject([{ pointer: '' }]);
  });

  test.each([
    ['50,000 numbers', '1', 50_000],
    ['10,000 empty objects', '{}', 10_000],
  ])('when there are %s, and the answer comes soon', async (_what, item, count) => {
    const started = performance.now();
    const response = await fetch(`${provider.url}/events/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `[${Array(count).fill(item).join()}]`,
    });
    const problem = (await response.json()) as { errors: unknown[] };
    expect(response.status).toBe(400);
    expect(problem.errors.length).toBeLessThanOrEqual(100);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('at the same time', () => {
  test('batches with the same events in different orders are all stored, each event once', async () => {
    const events = eventsOf(newHotel(), 500);
    const rotated = Array.from({ length: 12 }, (_, index) => {
      const turned = [...events.slice(index * 40), ...events.slice(0, index * 40)];
      return index % 2 === 0 ? turned : turned.reverse();
    });
    const receipts = (await Promise.all(rotated.map(post))).map(({ data }) => data);
    expect(receipts.map((receipt) => (receipt?.created ?? 0) + (receipt?.existing ?? 0))).toEqual(Array(12).fill(500));
    expect(receipts.reduce((sum, receipt) => sum + (receipt?.created ?? 0), 0)).toBe(500);
    expect(await listed(hotels)).toEqual(events);
  });

  test('of batches that conflict, one is stored and the others are refused as a whole', async () => {
    const events = eventsOf(newHotel(), 100);
    const versions = Array.from({ length: 8 }, (_, version) => {
      const changed = events.map((event) => ({ ...event, night_of_stay: `2021-01-0${String(version + 1)}` }));
      return version % 2 === 0 ? changed : changed.reverse();
    });
    const answers = await Promise.all(versions.map(post));
    expect(answers.map(({ response }) => response.status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    const winner = versions[answers.findIndex(({ response }) => response.status === 201)];
    expect(await listed(hotels)).toEqual([...(winner ?? [])].sort((a, b) => (a.id ?? 0) - (b.id ?? 0)));
  });
});

test('refuses objects of many fields without looking at each', async () => {
  const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${String(index)}`, 1]));
  const body = [newEvent({ hotel_id: 900 }), { ...newEvent({ hotel_id: 900, id: 2 }), ...fields }];
  const { response, error } = await provider.client.POST('/events/batch', { body });
  expect(response.status).toBe(400);
  expect(error?.errors).toEqual([{ pointer: '/1', detail: 'must NOT have more than 50 fields' }]);
});
