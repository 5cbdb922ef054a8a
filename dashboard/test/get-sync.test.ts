import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSyncStore } from '@pickup/dashboard/sync/sync-store';
import { chooseOverlap } from '@pickup/dashboard/sync/overlap';
import nock from 'nock';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages, PROVIDER } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

beforeEach(() => dashboard.reset());

afterEach(() => {
  nock.cleanAll();
});

afterAll(async () => {
  nock.restore();
  await dashboard.stop();
});

const status = async (hotel_id?: number) => {
  const { data } = await dashboard.client.GET('/sync', {
    params: { query: hotel_id === undefined ? {} : { hotel_id } },
  });
  if (!data) throw new Error('no status');
  return data;
};

// A provider that has nothing for the verification; which then plans all the same.
const nothingToVerify = () => {
  const provider = nock(PROVIDER).persist();
  provider.get('/events/digest').query(true).reply(200, []);
  provider
    .get('/events')
    .query(({ hotel_id }) => hotel_id !== undefined)
    .reply(200, []);
};

// Events that the next run of the sync finds, so many seconds late; the one before ended at 12:00.
const late = (hotel_id: number, ...seconds: number[]) =>
  seconds.map((each, index) =>
    event({
      hotel_id,
      id: index + 1,
      timestamp: new Date(Date.parse('2026-01-01T12:00:00Z') - each * 1_000).toISOString(),
    }),
  );

const inOrder = (...events: ReturnType<typeof late>) =>
  [...events].sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));

const NOON = '2026-01-01T12:00:00Z';

test('before anything was read, it says so', async () => {
  expect(await status()).toEqual({
    state: 'empty',
    provider_url: null,
    watermark: null,
    synced_through: null,
    lag_seconds: null,
    overlap_seconds: 600,
    progress: 0,
    run: null,
    totals: { pages: 0, events_read: 0, events_added: 0, retries: 0 },
    verification: {
      verified_through: null,
      age_seconds: null,
      verified_at: null,
      fully_verified_at: null,
      differing_days: 0,
      differing: [],
    },
    late_arrivals: {
      all: { events: 0, late: 0, p50_seconds: null, p90_seconds: null, p99_seconds: null, longest_seconds: null },
      hotels: [],
    },
    repairs: { days: 0, events: 0, latest: [] },
    last_error: null,
  });
});

test('while the copy is filled for the first time, it tells how far that is', async () => {
  nock(PROVIDER)
    .get('/events')
    .query(true)
    .reply(
      200,
      [event({ timestamp: '2020-01-01T00:00:00.000Z' }), event({ id: 2, timestamp: '2021-01-01T00:00:00.000Z' })],
      {
        Link: '</events?cursor=more>; rel="next"',
      },
    );
  nock(PROVIDER).get('/events').query(true).reply(400, { detail: 'go away' });
  await expect(dashboard.sync()).rejects.toThrow('go away');
  const { progress, ...rest } = await status();
  expect(rest).toMatchObject({
    state: 'catching_up',
    watermark: '2021-01-01T00:00:00.000Z',
    synced_through: '2021-01-01T00:00:00.000Z',
    run: { started_at: '2026-01-01T00:00:00.000Z', complete: false, pages: 1, events: 2 },
    totals: { pages: 1, events_read: 2, events_added: 2, retries: 0 },
  });
  // One year of those from the first event to now.
  const span = Date.now() - Date.parse('2020-01-01T00:00:00Z');
  expect(progress).toBeCloseTo((366 * 86_400_000) / span, 4);
});

test('once it follows, it tells when it read last, and how much', async () => {
  mockPages([event()], [event({ id: 2 })]);
  await dashboard.sync();
  mockPages([event({ id: 2 }), event({ id: 3 })]);
  await dashboard.sync({ now: '2026-01-02T00:00:00Z' });
  const found = await status();
  expect(found).toMatchObject({
    state: 'following',
    progress: 1,
    synced_through: '2026-01-02T00:00:00.000Z',
    run: { started_at: '2026-01-02T00:00:00.000Z', complete: true, pages: 1, events: 2 },
    totals: { pages: 3, events_read: 4, events_added: 3 },
  });
  expect(found.lag_seconds).toBeCloseTo((Date.now() - Date.parse('2026-01-02T00:00:00Z')) / 1000, -1);
});

describe('late arrivals', () => {
  beforeEach(async () => {
    mockPages([event({ timestamp: '2026-01-01T11:59:59.000Z', hotel_id: 9 })]);
    await dashboard.sync({ now: NOON });
  });

  test('are measured by hotel, from what the run before has not seen', async () => {
    mockPages(inOrder(...late(1, ...Array.from({ length: 98 }, (_, index) => -index), 3, 500), ...late(2, 60, 61)));
    await dashboard.sync({ now: '2026-01-01T12:05:00Z' });
    const { late_arrivals } = await status();
    const first = {
      hotel_id: 1,
      events: 100,
      late: 2,
      p50_seconds: 1,
      p90_seconds: 1,
      p99_seconds: 4,
      longest_seconds: 512,
    };
    const second = {
      hotel_id: 2,
      events: 2,
      late: 2,
      p50_seconds: 64,
      p90_seconds: 64,
      p99_seconds: 64,
      longest_seconds: 64,
    };
    expect(late_arrivals.hotels).toEqual([second, first]);
    expect(late_arrivals.all).toMatchObject({
      events: 102,
      late: 4,
      p50_seconds: 1,
      p99_seconds: 64,
      longest_seconds: 512,
    });
    expect((await status(1)).late_arrivals.hotels).toEqual([first]);
    expect((await status(3)).late_arrivals).toMatchObject({ all: { events: 0 }, hotels: [] });
  });

  test('are not measured while the copy is filled for the first time', async () => {
    await dashboard.reset();
    mockPages(inOrder(...late(1, 10, 1_000, 100_000)));
    await dashboard.sync({ now: NOON });
    expect((await status()).late_arrivals.all.events).toBe(0);
  });

  test('widen the overlap, up to its bound, and narrow it again when it is known that they are few', async () => {
    nothingToVerify();
    mockPages(inOrder(...late(1, 500, 590)));
    await dashboard.sync({ now: '2026-01-01T12:05:00Z' });
    await dashboard.verify({ now: '2026-01-01T12:05:00Z' });
    expect((await status()).overlap_seconds).toBe(900);
    mockPages([event({ id: 77, timestamp: '2026-01-01T12:06:00.000Z' })]);
    await dashboard.sync({ now: '2026-01-01T12:07:00Z' });

    const asked = nock(PROVIDER)
      .get('/events')
      .query(({ updated__gte }) => updated__gte === '2026-01-01T11:51:00.000Z')
      .reply(200, []);
    await dashboard.sync({ now: '2026-01-01T12:10:00Z' });
    expect(asked.isDone()).toBe(true);

    mockPages(
      Array.from({ length: 3_000 }, (_, index) => event({ id: 1_000 + index, timestamp: '2026-01-01T12:11:00.000Z' })),
    );
    await dashboard.sync({ now: '2026-01-01T12:15:00Z' });
    await dashboard.verify({ now: '2026-01-01T12:15:00Z' });
    expect((await status()).overlap_seconds).toBe(120);
  });
});

test.each([
  [{ events: 0, seconds: undefined }, 600],
  [{ events: 999, seconds: 1 }, 600],
  [{ events: 1_000, seconds: 1 }, 120],
  [{ events: 100_000, seconds: 128 }, 256],
  [{ events: 10, seconds: 512 }, 900],
])('of %j, the overlap is %d seconds', (arrivals, overlap) => {
  expect(chooseOverlap(arrivals)).toBe(overlap);
});

test('an error is told with its time and job, and retries are counted', async () => {
  const store = createSyncStore(dashboard.database);
  await store.noteFault('sync', 'the answer was 503', true);
  await store.noteFault('verify', 'x'.repeat(5_000), false);
  const { last_error, totals } = await status();
  expect(totals.retries).toBe(1);
  expect(last_error).toMatchObject({ job: 'verify', detail: 'x'.repeat(1_000) });
  expect(Date.now() - Date.parse(last_error?.at ?? '')).toBeLessThan(60_000);
});

test('/metrics has the same', async () => {
  mockPages([event()], [event({ id: 2 })]);
  await dashboard.sync();
  await createSyncStore(dashboard.database).noteFault('sync', 'the answer was 503', true);
  const metrics = async () => {
    const text = await (await fetch(`${dashboard.url}/metrics`)).text();
    return Object.fromEntries(
      [...text.matchAll(/^(pickup_sync_\w+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]),
    );
  };
  const { lag_seconds } = await status();
  const found = await metrics();
  expect(found).toEqual({
    pickup_sync_lag_seconds: expect.any(Number),
    pickup_sync_overlap_seconds: 600,
    pickup_sync_differing_days: 0,
    pickup_sync_pages_total: 2,
    pickup_sync_events_read_total: 2,
    pickup_sync_events_added_total: 2,
    pickup_sync_retries_total: 1,
    pickup_sync_repaired_days_total: 0,
    pickup_sync_repaired_events_total: 0,
  });
  expect(found['pickup_sync_lag_seconds']).toBeCloseTo(lag_seconds ?? 0, -1);
  // A second scrape doesn't add to the first.
  expect((await metrics())['pickup_sync_pages_total']).toBe(2);
});

test('nothing is stated as verified while the provider has more of a day than it lists', async () => {
  mockPages([event()]);
  await dashboard.sync();
  const digest = { hotel_id: 1, date: '2020-01-01', events: 2, checksum: '1' };
  const [now, ahead] = ['2025-12-31T23:50:00.000Z', '2026-01-02T00:00:00.001Z'];
  const digests = nock(PROVIDER).persist();
  digests
    .get('/events/digest')
    .query(({ updated__gte }) => updated__gte === ahead)
    .reply(200, []);
  digests
    .get('/events/digest')
    .query(({ updated__lte }) => updated__lte === now || updated__lte === '2020-01-01T23:59:59.999Z')
    .reply(200, [digest]);
  nock(PROVIDER).persist().get('/events').query(true).reply(200, [event()]);
  expect(await dashboard.verify()).toMatchObject({ unmendable: 0, through: undefined });
  expect((await status()).verification).toMatchObject({
    verified_through: null,
    fully_verified_at: null,
    differing_days: 0,
  });
});

test('time lost by a provider that is away does not put off the next full verification', async () => {
  mockPages([event()]);
  await dashboard.sync();
  nock(PROVIDER).get('/events/digest').query(true).reply(503, '', { 'Retry-After': '1' });
  nock(PROVIDER).persist().get('/events/digest').query(true).reply(200, []);
  nock(PROVIDER).persist().get('/events').query(true).reply(200, []);
  const began = Date.now();
  await dashboard.verify({ clock: Date.now });
  const { fullDueAt } = await createSyncStore(dashboard.database).readCheckpoint();
  expect(Date.now() - began).toBeGreaterThan(1_000);
  expect(Number(fullDueAt) - Date.now()).toBeLessThan(9_000);
});

test('a hotel that is none is refused', async () => {
  const { response, error } = await dashboard.client.GET('/sync', { params: { query: { hotel_id: 0 } } });
  expect(response.status).toBe(400);
  expect(error).toMatchObject({ errors: [{ parameter: 'hotel_id' }] });
});

test('where the provider is for those who read, is told as it was set', async () => {
  const told = await startDashboard({ providerUrl: 'http://127.0.0.1:4001' });
  expect((await told.client.GET('/sync')).data?.provider_url).toBe('http://127.0.0.1:4001');
  await told.stop();
});
