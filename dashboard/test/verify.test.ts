import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import { syncJobs } from '@pickup/dashboard/sync/schedule';
import type { Scope } from '@pickup/dashboard/sync/verify';
import { createVerifyStore } from '@pickup/dashboard/sync/verify-store';
import { silent } from '../../test/support/database.js';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

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

const post = (...events: NewEvent[]) => provider.client.POST('/events/batch', { body: events });
const sync = (now?: string) => dashboard.sync({ provider: provider.url, ...(now !== undefined && { now }) });
const verify = (scope: Scope = 'full', now?: string) =>
  dashboard.verify({ scope, provider: provider.url, ...(now !== undefined && { now }) });

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
    for (const scope of ['full', 'full', 'hot'] as const) await verify(scope, '2026-01-01T01:00:00Z');
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
    await sync('2026-01-06T00:00:00Z');
    await post(newEvent({ id: 4, timestamp: '2026-01-02T00:00:00Z' }));
    expect(await verify('hot')).toMatchObject({ repaired: 1, added: 1, through: new Date('2026-01-05T23:50:00Z') });
    expect((await status()).verification.verified_through).toBe('2026-01-05T23:50:00.000Z');
  });

  test('after a pause of more than a week, only a full one states something again', async () => {
    await post(newEvent({ id: 1, timestamp: '2025-12-31T00:00:00Z' }));
    await sync();
    await verify();
    await sync('2026-02-01T00:00:00Z');
    expect(await verify('hot')).toMatchObject({ through: undefined });
    expect((await status()).verification.verified_through).toBe('2025-12-31T23:50:00.000Z');
    expect(await verify('full')).toMatchObject({ through: new Date('2026-01-31T23:50:00Z') });
  });

  test('a longer overlap takes nothing back', async () => {
    await post(newEvent({ id: 1 }));
    await sync();
    await verify();
    await dashboard.database.query('UPDATE checkpoints SET overlap_seconds = 900');
    await post(newEvent({ id: 2, timestamp: '2025-12-31T23:49:00Z' }));
    expect(await verify('hot')).toMatchObject({ added: 1, through: new Date('2025-12-31T23:50:00Z') });
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

test('a verification that another one has overtaken states nothing', async () => {
  await post(newEvent({ id: 1 }));
  await sync();
  const digests = createVerifyStore(dashboard.database);
  const [through, at] = [new Date('2025-12-31T00:00:00Z'), new Date('2026-01-01T00:00:00Z')];
  const stalled = await digests.begin();
  await provider.database.query('TRUNCATE events');
  await verify();
  const { verification } = await status();
  expect(verification).toMatchObject({ differing_days: 1, verified_through: null });
  expect(await digests.noteVerified(stalled, through, at, undefined)).toBe(false);
  await digests.noteDiffering(stalled, 7, [], true);
  await digests.plan(stalled, at, 120);
  expect((await status()).verification).toEqual(verification);
});

test('a provider that has lost everything is noticed, however much the copy has', async () => {
  for (const part of [0, 1]) {
    const events = Array.from({ length: 6_000 }, (_, index) => newEvent({ hotel_id: 1 + part * 6_000 + index }));
    await post(...events);
  }
  await sync();
  await provider.database.query('TRUNCATE events');
  expect(await verify()).toMatchObject({ days: 0, unmendable: 12_000, through: undefined });
  const { verification } = await status();
  expect(verification.differing_days).toBe(12_000);
  expect(verification.differing).toHaveLength(100);
});

test('late events of many hotels are read together', async () => {
  await post(newEvent({ id: 1, timestamp: '2025-06-01T00:00:00Z' }));
  await sync();
  const late = (date: string) =>
    Array.from({ length: 300 }, (_, index) => newEvent({ id: 9, hotel_id: 1 + index, timestamp: date }));
  await post(...late('2019-01-01T10:00:00Z'));
  let requests = 0;
  const count = () => (requests += 1);
  provider.server.on('request', count);
  expect(await verify()).toMatchObject({ repaired: 300, added: 300, unmendable: 0 });
  provider.server.off('request', count);
  expect(requests).toBeLessThan(10);
});

test('the job looks at the hot days each time, and at everything when that is due', async () => {
  await post(newEvent({ id: 1 }));
  const jobs = syncJobs({
    database: dashboard.database,
    providerUrl: provider.url,
    interval: 1_000,
    logger: silent,
  });
  const run = async (name: string) => jobs.find((job) => job.name === name)?.work(new AbortController().signal);
  await run('sync');
  await run('verify');
  const first = (await status()).verification;
  expect(first.verified_through).not.toBeNull();
  await post(newEvent({ id: 2, timestamp: '2015-01-01T00:00:00Z' }));

  await dashboard.database.query("UPDATE checkpoints SET full_due_at = now() + interval '1 day'");
  await run('verify');
  const second = (await status()).verification;
  expect(second.fully_verified_at).toBe(first.fully_verified_at);
  expect(second.verified_at).not.toBe(first.verified_at);
  expect(await bookings()).toBe(1);

  await dashboard.database.query('UPDATE checkpoints SET full_due_at = now()');
  await run('verify');
  expect((await status()).verification.fully_verified_at).not.toBe(first.fully_verified_at);
  expect(await bookings()).toBe(2);
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
