import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import type { Scope } from '@pickup/dashboard/sync/verify';
import fc from 'fast-check';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { newEvent, startProvider, type TestProvider } from '../../test/support/provider.js';

// The real provider: what is verified is that both sides calculate the same.
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

// The first 64 bits of the MD5 of `1,1,1577836800000,1,1,18262`, calculated elsewhere.
const CHECKSUM = '1996909370417807979';

const post = (...events: NewEvent[]) => provider.client.POST('/events/batch', { body: events });
const sync = (now?: string) => dashboard.sync({ provider: provider.url, ...(now !== undefined && { now }) });
const verify = (scope: Scope = 'full') => dashboard.verify({ scope, provider: provider.url });

const bookings = async (year = 2020) => {
  const query = { hotel_id: 1, year, period: 'month' } as const;
  return (await dashboard.client.GET('/dashboard', { params: { query } })).data?.totals.bookings;
};

const status = async () => {
  const { data } = await dashboard.client.GET('/sync');
  if (!data) throw new Error('no status');
  return data;
};

describe('a full verification', () => {
  test('finds an event that was posted years after its timestamp', async () => {
    await post(newEvent({ id: 1, timestamp: '2020-06-01T00:00:00Z' }));
    await sync();
    await post(newEvent({ id: 2, timestamp: '2015-06-01T00:00:00Z' }));
    await sync();
    expect(await bookings()).toBe(1);
    expect(await verify()).toMatchObject({ days: 2, repaired: 1, added: 1, unmendable: 0 });
    expect(await bookings()).toBe(2);
    expect(await verify()).toMatchObject({ days: 2, repaired: 0, added: 0 });
    const { repairs, verification } = await status();
    expect(repairs).toMatchObject({ days: 1, events: 1, latest: [{ hotel_id: 1, date: '2015-06-01', events: 1 }] });
    expect(verification).toMatchObject({ verified_through: '2025-12-31T23:50:00.000Z', differing_days: 0 });
    expect(verification.fully_verified_at).not.toBeNull();
  });

  test('has nothing to look at before the sync has once got to the end', async () => {
    await post(newEvent({ id: 1 }));
    expect(await verify()).toMatchObject({ days: 0, through: undefined });
    expect((await status()).verification.verified_through).toBeNull();
  });

  test('leaves to the sync what is not older than the overlap, and what lies ahead by up to a day', async () => {
    await post(newEvent({ id: 1 }));
    await sync();
    await post(
      newEvent({ id: 2, timestamp: '2025-12-31T23:50:00.001Z' }),
      newEvent({ id: 3, timestamp: '2026-01-02T00:00:00Z' }),
    );
    expect(await verify()).toMatchObject({ days: 1, added: 0 });
    expect(await sync()).toMatchObject({ added: 2 });
  });

  test('finds what lies further ahead than the sync reads', async () => {
    await post(newEvent({ id: 1 }), newEvent({ id: 2, timestamp: '2999-01-01T00:00:00Z' }));
    expect(await sync()).toMatchObject({ read: 1 });
    expect(await verify()).toMatchObject({ days: 2, added: 1 });
    expect(await bookings()).toBe(2);
  });

  test('reads a long gap in few requests', async () => {
    await post(newEvent({ id: 1, timestamp: '2025-06-01T00:00:00Z' }));
    await sync();
    const day = (index: number) => new Date(Date.UTC(2019, 0, 1 + index)).toISOString();
    await post(...Array.from({ length: 400 }, (_, index) => newEvent({ id: index + 2, timestamp: day(index) })));
    expect(await verify()).toMatchObject({ days: 401, repaired: 400, added: 400 });
    expect(await bookings()).toBe(401);
  });

  test('compares more days than a page of digests has', async () => {
    const hotels = Array.from({ length: 2_500 }, (_, index) => newEvent({ hotel_id: index + 1 }));
    await post(...hotels.filter(({ hotel_id }) => hotel_id % 1_000 !== 0));
    await sync();
    await post(...hotels);
    expect(await verify()).toMatchObject({ days: 2_500, repaired: 2, added: 2 });
    expect(await verify()).toMatchObject({ days: 2_500, repaired: 0 });
  });

  test.each([
    ['has an event that the provider does not have', 'DELETE FROM events WHERE id = 2'],
    ['has another content', "UPDATE events SET night_of_stay = '2020-02-02' WHERE id = 2"],
    ['has an event on another day', 'UPDATE events SET "timestamp" = \'2019-12-31Z\' WHERE id = 2'],
  ])('says so when the copy %s', async (_what, change) => {
    await post(newEvent({ id: 1 }), newEvent({ id: 2 }));
    await sync();
    await verify();
    await provider.database.query(change);
    const { verification: before } = await status();
    for (const scope of ['full', 'full', 'hot'] as const) await verify(scope);
    const { verification, last_error } = await status();
    expect(verification.differing_days).toBeGreaterThan(0);
    expect(verification.differing).toContainEqual({ hotel_id: 1, date: '2020-01-01' });
    expect(verification.fully_verified_at).toBe(before.fully_verified_at);
    expect(last_error).toMatchObject({ job: 'verify', detail: expect.stringContaining('hotel 1 on 2020-01-01') });
  });
});

describe('a verification of the hot days', () => {
  test('looks at the last two days, and back to where it is verified', async () => {
    await post(newEvent({ id: 1, timestamp: '2025-12-30T23:59:59.999Z' }));
    await sync();
    await verify();
    await post(
      newEvent({ id: 2, timestamp: '2025-12-29T12:00:00Z' }),
      newEvent({ id: 3, timestamp: '2025-12-30T00:00:00Z' }),
    );
    expect(await verify('hot')).toMatchObject({ days: 1, repaired: 1, added: 1 });

    // After a pause of days, it goes back to where it left off.
    await sync('2026-02-01T00:00:00Z');
    await post(newEvent({ id: 4, timestamp: '2026-01-15T00:00:00Z' }));
    expect(await verify('hot')).toMatchObject({ repaired: 1, added: 1, through: new Date('2026-01-31T23:50:00Z') });
    expect((await status()).verification.verified_through).toBe('2026-01-31T23:50:00.000Z');
  });

  test('states nothing before everything was verified once', async () => {
    await post(newEvent({ id: 1, timestamp: '2025-12-31T00:00:00Z' }));
    await sync();
    expect(await verify('hot')).toMatchObject({ days: 1 });
    expect((await status()).verification).toMatchObject({
      verified_through: null,
      age_seconds: null,
      verified_at: null,
    });
  });
});

test('a verification beside a stream of late events states only what holds', async () => {
  await post(newEvent({ id: 1 }));
  await sync();
  let id = 1;
  const stream = { on: true };
  const posting = (async () => {
    while (stream.on) await post(newEvent({ id: (id += 1), timestamp: '2020-01-01T12:00:00Z' }));
  })();
  for (let run = 0; run < 5; run += 1) expect(await verify()).toMatchObject({ unmendable: 0 });
  stream.on = false;
  await posting;
  const { through } = await verify();
  expect(through).toEqual(new Date('2025-12-31T23:50:00Z'));
  expect(await bookings()).toBe(id);
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
  const checksumOf = ({ hotel_id, id, timestamp, rpg_status, room_id, night_of_stay }: NewEvent): bigint => {
    const values = [hotel_id, id, Date.parse(timestamp), rpg_status, room_id, Date.parse(night_of_stay) / 86_400_000];
    const hash = createHash('md5').update(values.join(',')).digest();
    return hash.readBigInt64BE();
  };
  await fc.assert(
    fc.asyncProperty(events, async (batch) => {
      await provider.database.query('TRUNCATE events');
      await dashboard.database.query('TRUNCATE events');
      await post(...batch);
      await sync();
      expect(await verify()).toMatchObject({ unmendable: 0 });
      expect(await verify()).toMatchObject({ repaired: 0, added: 0, through: expect.any(Date) });

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

test('the checksum is what the contract says', async () => {
  await post(newEvent());
  const { data } = await provider.client.GET('/events/digest');
  expect(data).toEqual([{ hotel_id: 1, date: '2020-01-01', events: 1, checksum: CHECKSUM }]);
});
