import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

const LARGEST_ID = 2 ** 53 - 1;
const UUID = 'b24177cc-d498-5617-9eb8-bdd47ed1b60d';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

let hotels = 0;

/** A hotel that no other test has used. */
const newHotel = (): number => (hotels += 1);

const post = (body: NewEvent) => provider.client.POST('/events', { body });

const withoutId = (fields: Partial<NewEvent>): NewEvent => {
  const { id: _id, ...event } = newEvent(fields);
  return event;
};

const listed = async (hotel_id: number) =>
  (await provider.client.GET('/events', { params: { query: { hotel_id } } })).data;

const statusesOf = async (events: readonly NewEvent[]): Promise<number[]> => {
  const answers = await Promise.all(events.map(post));
  return answers.map(({ response }) => response.status).sort();
};

describe('an event with an id', () => {
  test('is stored, and can be read at its location', async () => {
    const event = newEvent({ hotel_id: newHotel(), id: 12 });
    const { data, response } = await post(event);
    expect(response.status).toBe(201);
    expect(data).toEqual(event);
    const location = response.headers.get('location');
    expect(location).toBe(`/hotels/${String(event.hotel_id)}/events/12`);
    expect(await (await fetch(new URL(location ?? '', response.url))).json()).toEqual(event);
  });

  test('comes back with its fields in the order of the contract, whatever order it was posted in', async () => {
    const { id, ...others } = newEvent({ hotel_id: newHotel() });
    const body = Object.fromEntries(Object.entries({ ...others, id }).reverse()) as unknown as NewEvent;
    const fields = ['id', 'hotel_id', 'timestamp', 'rpg_status', 'room_id', 'night_of_stay'];
    for (const status of [201, 200]) {
      const { data, response } = await post(body);
      expect(response.status).toBe(status);
      expect(Object.keys(data ?? {})).toEqual(fields);
    }
  });

  test.each([
    ['as it was', {}],
    ['with the same moment in another offset', { timestamp: '2020-01-01T02:30:00.123+02:30' }],
    ['with digits finer than milliseconds', { timestamp: '2020-01-01T00:00:00.123999Z' }],
  ])('may be posted again, %s', async (_how, change) => {
    const event = newEvent({ hotel_id: newHotel(), timestamp: '2020-01-01T00:00:00.123Z' });
    const first = await post(event);
    const again = await post({ ...event, ...change });
    expect([first.response.status, again.response.status]).toEqual([201, 200]);
    expect(again.data).toEqual(event);
    expect(again.response.headers.get('location')).toBe(first.response.headers.get('location'));
    expect(await listed(event.hotel_id)).toEqual([event]);
  });

  test.each<[keyof NewEvent, Partial<NewEvent>]>([
    ['timestamp', { timestamp: '2020-01-01T00:00:00.001Z' }],
    ['rpg_status', { rpg_status: 2 }],
    ['room_id', { room_id: 2 }],
    ['room_id', { room_id: UUID }],
    ['night_of_stay', { night_of_stay: '2020-01-02' }],
  ])('conflicts with the same id and another %s', async (_field, change) => {
    const event = newEvent({ hotel_id: newHotel() });
    await post(event);
    const { error, response } = await post({ ...event, ...change });
    expect(response.status).toBe(409);
    expect(error).toMatchObject({
      type: 'urn:problem-type:pickup:conflict',
      errors: [{ pointer: '', detail: `Hotel ${String(event.hotel_id)} has an event 1 with other content.` }],
    });
    expect(await listed(event.hotel_id)).toEqual([event]);
  });

  test('is stored once, when many post it at the same time', async () => {
    const event = newEvent({ hotel_id: newHotel() });
    expect(await statusesOf(Array.from({ length: 20 }, () => event))).toEqual([...Array<number>(19).fill(200), 201]);
    expect(await listed(event.hotel_id)).toEqual([event]);
  });

  test('is stored once, when many post the same id with different content at the same time', async () => {
    const event = newEvent({ hotel_id: newHotel() });
    const statuses = await statusesOf(Array.from({ length: 20 }, (_, index) => ({ ...event, room_id: index + 1 })));
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
    expect(await listed(event.hotel_id)).toHaveLength(1);
  });
});

describe('an event without an id', () => {
  test('is given one, and another one each time', async () => {
    const event = withoutId({ hotel_id: newHotel() });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(event)));
    expect(answers.map(({ response }) => response.status)).toEqual(Array(20).fill(201));
    const ids = answers.map(({ data }) => data?.id ?? 0);
    expect(new Set(ids).size).toBe(20);
    expect(ids.filter((id) => !(Number.isSafeInteger(id) && id > 0))).toEqual([]);
    expect((await listed(event.hotel_id))?.map(({ id }) => id)).toEqual([...ids].sort((a, b) => a - b));
    expect(answers[0]?.response.headers.get('location')).toBe(
      `/hotels/${String(event.hotel_id)}/events/${String(ids[0])}`,
    );
  });

  test('is given one even when a client has chosen the largest', async () => {
    const hotel_id = newHotel();
    expect((await post(newEvent({ hotel_id, id: LARGEST_ID }))).response.status).toBe(201);
    const given = await Promise.all([1, 2, 3].map((room_id) => post(withoutId({ hotel_id, room_id }))));
    expect(given.map(({ response }) => response.status)).toEqual([201, 201, 201]);
    expect(await listed(hotel_id)).toHaveLength(4);
  });
});

describe('comes back as it went in', () => {
  test.each<[string, Partial<NewEvent>]>([
    ['the smallest room', { room_id: 1 }],
    ['the largest room', { room_id: LARGEST_ID }],
    ['a room by a UUID in lower case', { room_id: UUID }],
    ['a room by a UUID in upper case', { room_id: UUID.toUpperCase() }],
    ['a room by a UUID of digits alone', { room_id: '00000000-0000-0000-0000-000000000000' }],
    ['the largest hotel', { hotel_id: 2 ** 31 - 1 }],
    ['the first moment and night', { timestamp: '0001-01-01T00:00:00.000Z', night_of_stay: '0001-01-01' }],
    ['the last moment and night', { timestamp: '9999-12-31T23:59:59.999Z', night_of_stay: '9999-12-31' }],
    ['a leap day', { timestamp: '2000-02-29T12:00:00.500Z', night_of_stay: '2024-02-29' }],
  ])('%s', async (_what, fields) => {
    const event = newEvent({ hotel_id: newHotel(), ...fields });
    const { data, response } = await post(event);
    expect(data).toEqual(event);
    const location = response.headers.get('location') ?? '';
    expect(await (await fetch(new URL(location, response.url))).json()).toEqual(event);
    const { hotel_id, timestamp } = event;
    const query = { hotel_id, updated__gte: timestamp, updated__lte: timestamp };
    expect((await provider.client.GET('/events', { params: { query } })).data).toEqual([event]);
  });
});

test.each([
  ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00.000Z'],
  ['2020-01-01t00:00:00.5z', '2020-01-01T00:00:00.500Z'],
  ['2020-01-01T00:00:00-00:00', '2020-01-01T00:00:00.000Z'],
  ['2020-01-01T00:00:00+14:00', '2019-12-31T10:00:00.000Z'],
  ['2019-12-31T23:59:59.9999-09:30', '2020-01-01T09:29:59.999Z'],
  ['0001-01-01T00:00:00-00:01', '0001-01-01T00:01:00.000Z'],
  ['9999-12-31T23:59:59+00:01', '9999-12-31T23:58:59.000Z'],
])('takes the timestamp %s as %s', async (given, kept) => {
  const { data } = await post(newEvent({ hotel_id: newHotel(), timestamp: given }));
  expect(data?.timestamp).toBe(kept);
});
