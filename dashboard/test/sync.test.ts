import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { link, mockPages, nights, PROVIDER, reply } from '../../test/support/mock-provider.js';
import { until } from '../../test/support/until.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

beforeEach(() => dashboard.reset());

afterEach(() => {
  const unasked = nock.pendingMocks();
  nock.cleanAll();
  expect(unasked).toEqual([]);
});

afterAll(async () => {
  nock.restore();
  await dashboard.stop();
});

// What a run that begins at a moment asks for: up to a day ahead.
const asks = (from: string, now = '2026-01-01T00:00:00Z') =>
  nock(PROVIDER)
    .get('/events')
    .query({
      limit: 10_000,
      updated__gte: from,
      updated__lte: new Date(Date.parse(now) + 86_400_000).toISOString(),
    });

describe('reading', () => {
  test('follows the pages to the end', async () => {
    mockPages(nights([1, 2]), nights([3]), nights([4, 5, 6]));
    expect(await dashboard.sync()).toEqual({ pages: 3, read: 6, added: 6, complete: true });
    expect(await dashboard.totals()).toEqual({ bookings: 6, cancellations: 0, net: 6 });
  });

  test('takes an empty answer for the end', async () => {
    mockPages([]);
    expect(await dashboard.sync()).toEqual({ pages: 1, read: 0, added: 0, complete: true });
  });

  test('counts an event once, however often it is read', async () => {
    mockPages(nights([1, 2]), [...nights([3, 3]), event({ id: 1, hotel_id: 2 })]);
    await dashboard.sync();
    mockPages(nights([1, 2, 3, 4]));
    expect(await dashboard.sync()).toMatchObject({ read: 4, added: 1 });
    expect(await dashboard.totals()).toMatchObject({ bookings: 4 });
    expect(await dashboard.totals(2)).toMatchObject({ bookings: 1 });
  });

  test('counts an event once that comes again with another timestamp, and keeps it as it was', async () => {
    mockPages([event({ id: 1, timestamp: '2020-01-01T12:00:00.000Z' })]);
    await dashboard.sync();
    const changed = event({ id: 1, timestamp: '2020-01-01T15:00:00.000Z', night_of_stay: '2020-07-01' });
    mockPages([changed, event({ id: 2, timestamp: '2020-01-01T16:00:00.000Z' })]);
    await dashboard.sync();
    expect(await dashboard.totals()).toMatchObject({ bookings: 2 });
    const [kept] = await dashboard.database.query('SELECT night_of_stay::text FROM events WHERE id = 1');
    expect(kept).toEqual([{ night_of_stay: event({}).night_of_stay }]);
  });

  test('copies a page of which it has nothing yet', async () => {
    // INSERT … ON CONFLICT is refused where there is a rule; COPY does not look at rules.
    await dashboard.database.query('CREATE RULE no_inserts AS ON INSERT TO events DO INSTEAD NOTHING');
    mockPages(nights([1, 2, 3]), nights([4]));
    expect(await dashboard.sync()).toMatchObject({ added: 4, complete: true });
    await dashboard.database.query('DROP RULE no_inserts ON events');
    expect(await dashboard.totals()).toMatchObject({ bookings: 4 });
  });

  test('counts what is new in the largest page when its first event is there already', async () => {
    mockPages([event({ id: 1, timestamp: '2020-01-01T12:00:00.000Z' })]);
    await dashboard.sync();
    const ids = Array.from({ length: 10_000 }, (_, index) => index + 1);
    mockPages(nights(ids, { timestamp: '2020-02-01T12:00:00.000Z' }));
    expect(await dashboard.sync()).toMatchObject({ read: 10_000, added: 9_999 });
    expect(await dashboard.totals()).toMatchObject({ bookings: 10_000 });
  });

  test('counts an event once that a page has twice', async () => {
    mockPages([event(), event(), event({ id: 2, rpg_status: 2 })]);
    await dashboard.sync();
    expect(await dashboard.totals()).toEqual({ bookings: 1, cancellations: 1, net: 0 });
  });

  test('asks from the last timestamp, less an overlap', async () => {
    mockPages([event({ id: 1, timestamp: '2020-05-01T12:00:00.000Z' })]);
    await dashboard.sync();
    const asked = asks('2020-05-01T11:50:00.000Z').reply(200, []);
    await dashboard.sync();
    expect(asked.isDone()).toBe(true);
  });

  test('does not read on from a timestamp in the future, which would hide what comes before it', async () => {
    mockPages([event({ id: 1, timestamp: '2026-01-01T23:00:00.000Z' })]);
    await dashboard.sync({ now: '2026-01-01T00:00:00Z' });
    const asked = asks('2025-12-31T23:50:00.000Z', '2026-01-02T00:00:00Z').reply(200, []);
    await dashboard.sync({ now: '2026-01-02T00:00:00Z' });
    expect(asked.isDone()).toBe(true);
  });

  test('reads events of the first moment that there is', async () => {
    mockPages([event({ timestamp: '0001-01-01T00:00:00.000Z', night_of_stay: '0001-01-01' })]);
    await dashboard.sync();
    const asked = asks('0001-01-01T00:00:00.000Z').reply(200, []);
    await dashboard.sync();
    expect(asked.isDone()).toBe(true);
    expect(await dashboard.totals(1, 1)).toMatchObject({ bookings: 1 });
  });

  test('counts an event that arrives late, within the overlap', async () => {
    mockPages([event({ id: 1, timestamp: '2020-01-01T12:00:00.000Z' })]);
    await dashboard.sync();
    mockPages([event({ id: 2, timestamp: '2020-01-01T11:55:00.000Z' })]);
    await dashboard.sync();
    expect(await dashboard.totals()).toMatchObject({ bookings: 2 });
  });

  test('states how far it has read only when it has got to the end', async () => {
    const syncedThrough = async () => {
      const query = { hotel_id: 1, year: 2020, period: 'month' } as const;
      return (await dashboard.client.GET('/dashboard', { params: { query } })).data?.synced_through;
    };
    reply([event({ timestamp: '2020-05-01T00:00:00.000Z' })], link('/events?cursor=page-1'));
    reply('gone', {}, 400);
    await expect(dashboard.sync({ now: '2020-06-01T00:00:00Z' })).rejects.toThrow('400');
    expect(await syncedThrough()).toBe('2020-05-01T00:00:00.000Z');
    mockPages([]);
    await dashboard.sync({ now: '2020-06-01T00:00:00Z' });
    expect(await syncedThrough()).toBe('2020-06-01T00:00:00.000Z');
  });
});

describe('several workers', () => {
  test('count each event once, whoever stores it', async () => {
    const pages = [nights([1, 2]), nights([3, 4]), nights([5])];
    mockPages(...pages);
    mockPages(...pages);
    const reports = await Promise.all([dashboard.sync(), dashboard.sync()]);
    expect(reports.filter(({ complete }) => complete).length).toBeGreaterThanOrEqual(1);
    expect(await dashboard.totals()).toMatchObject({ bookings: 5 });
    nock.cleanAll();
  });

  test('one that another has overtaken stores nothing more', async () => {
    const slow = reply(nights([1]), link('/events?limit=10000&cursor=page-1'));
    expect(slow.isDone()).toBe(false);
    nock(PROVIDER)
      .get('/events')
      .query(({ cursor }) => cursor === 'page-1')
      .reply(200, async () => {
        // The next page is read while this one is being stored.
        await until('the first page is stored', async () => (await dashboard.totals())?.bookings === 1);
        mockPages(nights([1, 2]));
        await dashboard.sync();
        return nights([2, 3]);
      });
    expect(await dashboard.sync()).toMatchObject({ complete: false, added: 1 });
    expect(await dashboard.totals()).toMatchObject({ bookings: 2 });
  });
});
