import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import { loadContract } from '@pickup/contracts/contract';
import fc from 'fast-check';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

// The real provider: what is shown is that both sides calculate the same, and what the contract says.
let provider: TestProvider;
let dashboard: TestDashboard;

beforeAll(async () => {
  provider = await startProvider();
  dashboard = await startDashboard();
});

afterAll(async () => {
  await dashboard.stop();
  await provider.stop();
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  await dashboard.reset();
});

const post = (...events: NewEvent[]) => provider.client.POST('/events/batch', { body: events });

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
  const checksumOf = ({ hotel_id, id, timestamp, rpg_status, room_id, night_of_stay }: NewEvent): bigint => {
    const values = [hotel_id, id, Date.parse(timestamp), rpg_status, room_id, Date.parse(night_of_stay) / 86_400_000];
    const hash = createHash('md5').update(values.join(',')).digest();
    return hash.readBigInt64BE();
  };
  await fc.assert(
    fc.asyncProperty(events, async (batch) => {
      await provider.database.query('TRUNCATE events');
      await dashboard.reset();
      await post(...batch);
      await dashboard.sync({ provider: provider.url });
      expect(await dashboard.verify({ provider: provider.url })).toMatchObject({ unmendable: 0 });
      expect(await dashboard.verify({ provider: provider.url })).toMatchObject({
        repaired: 0,
        added: 0,
        through: expect.any(Date),
      });

      // And both what the contract says.
      const expected = new Map<string, bigint>();
      for (const event of batch) {
        const key = `${event.timestamp.slice(0, 10)}/${String(event.hotel_id)}`;
        expected.set(key, BigInt.asUintN(64, (expected.get(key) ?? 0n) + checksumOf(event)));
      }
      const { data = [] } = await provider.client.GET('/events/digest');
      expect(
        new Map(data.map(({ date, hotel_id, checksum }) => [`${date}/${String(hotel_id)}`, BigInt(checksum)])),
      ).toEqual(expected);
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

test('the example in the contract is what the provider answers', async () => {
  await post(newEvent());
  const { data } = await provider.client.GET('/events/digest');
  // The first 64 bits of the MD5 of `1,1,1577836800000,1,1,18262`, calculated elsewhere.
  expect(data).toEqual([{ hotel_id: 1, date: '2020-01-01', events: 1, checksum: '1996909370417807979' }]);
  expect(loadContract('provider').text).toContain("events: 1, checksum: '1996909370417807979' }");
});
