import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import fc from 'fast-check';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { newEvent, startProvider, type TestProvider } from '../../test/support/provider.js';

// The real provider: what is verified is that both sides calculate the same.
let provider: TestProvider;
let dashboard: TestDashboard;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  dashboard = await startDashboard();
});

afterEach(() => dashboard.stop());

// The first 64 bits of the MD5 of `1,1,2020-01-01T00:00:00.000Z,1,1,2020-01-01`, calculated elsewhere.
const CHECKSUM = '8797273892792948954';

const post = (...events: NewEvent[]) => provider.client.POST('/events/batch', { body: events });
const sync = () => dashboard.sync({ provider: provider.url });
const verify = () => dashboard.verify(provider.url);

const bookings = async (year = 2020) => {
  const query = { hotel_id: 1, year, period: 'month' } as const;
  return (await dashboard.client.GET('/dashboard', { params: { query } })).data?.totals.bookings;
};

test('finds an event that was posted years after its timestamp', async () => {
  await post(newEvent({ id: 1, timestamp: '2020-06-01T00:00:00Z' }));
  await sync();
  await post(newEvent({ id: 2, timestamp: '2015-06-01T00:00:00Z' }));
  await sync();
  expect(await bookings()).toBe(1);
  expect(await verify()).toEqual({ days: 2, differing: 1, added: 1 });
  expect(await bookings()).toBe(2);
  expect(await verify()).toEqual({ days: 2, differing: 0, added: 0 });
});

test('leaves to the sync what it has not read yet', async () => {
  await post(newEvent({ id: 1 }));
  expect(await verify()).toEqual({ days: 0, differing: 0, added: 0 });
  await sync();
  await post(newEvent({ id: 2, timestamp: '2999-01-01T00:00:00Z' }));
  expect(await verify()).toEqual({ days: 1, differing: 0, added: 0 });
});

test('reads a long gap in few requests', async () => {
  await post(newEvent({ id: 1, timestamp: '2025-06-01T00:00:00Z' }));
  await sync();
  const day = (index: number) => new Date(Date.UTC(2019, 0, 1 + index)).toISOString();
  await post(...Array.from({ length: 400 }, (_, index) => newEvent({ id: index + 2, timestamp: day(index) })));
  expect(await verify()).toEqual({ days: 401, differing: 400, added: 400 });
  expect(await bookings()).toBe(401);
});

test('both sides calculate the same digest of anything that the contract allows', async () => {
  const time = fc.date({ min: new Date('0001-01-02'), max: new Date('2020-12-31T23:59:59.999Z'), noInvalidDate: true });
  const events = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 2 ** 53 - 1 }),
      hotel_id: fc.constantFrom(1, 2, 2 ** 31 - 1),
      timestamp: time.map((date) => date.toISOString()),
      rpg_status: fc.constantFrom(1 as const, 2 as const),
      room_id: fc.oneof(
        fc.integer({ min: 1, max: 2 ** 53 - 1 }),
        fc.uuid(),
        fc.uuid().map((id) => id.toUpperCase()),
      ),
      night_of_stay: time.map((date) => date.toISOString().slice(0, 10)),
    }),
    { selector: ({ hotel_id, id }) => `${String(hotel_id)}/${String(id)}`, minLength: 1, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(events, async (batch) => {
      await post(...batch);
      await sync();
      await verify();
      expect(await verify()).toMatchObject({ differing: 0, added: 0 });
    }),
    { numRuns: 15 },
  );
});

test('digests come in pages, and each is of a day of a hotel within the window', async () => {
  const at = (id: number, hotel_id: number, timestamp: string) => newEvent({ id, hotel_id, timestamp });
  await post(
    at(1, 1, '2020-01-01T00:00:00Z'),
    at(2, 1, '2020-01-01T23:59:59.999Z'),
    at(1, 2, '2020-01-01T12:00:00Z'),
    at(3, 1, '2020-01-02T00:00:00Z'),
    at(4, 1, '2020-01-03T00:00:00Z'),
  );
  const pages: (string | number)[][] = [];
  let next: string | undefined = '/events/digest?updated__gte=2020-01-01T00:00:00.001Z&updated__lte=2020-01-02&limit=1';
  while (next !== undefined) {
    const response: Response = await fetch(new URL(next, provider.url));
    const digests = (await response.json()) as { date: string; hotel_id: number; events: number }[];
    pages.push(...digests.map(({ date, hotel_id, events }) => [date, hotel_id, events]));
    next = /<(.*)>/.exec(response.headers.get('link') ?? '')?.[1];
  }
  expect(pages).toEqual([
    ['2020-01-01', 1, 1],
    ['2020-01-01', 2, 1],
    ['2020-01-02', 1, 1],
  ]);
});

test('the checksum is what the contract says', async () => {
  await post(newEvent());
  const { data } = await provider.client.GET('/events/digest');
  expect(data).toEqual([{ hotel_id: 1, date: '2020-01-01', events: 1, checksum: CHECKSUM }]);
});
