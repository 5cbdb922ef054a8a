import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '@pickup/contracts/client';
import nock from 'nock';
import { event, mockPages, PROVIDER, startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
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

const totals = async (hotel_id = 1, year = 2020) => {
  const query = { hotel_id, year, period: 'month' } as const;
  return (await dashboard.client.GET('/dashboard', { params: { query } })).data?.totals;
};

// What a run that begins at a moment asks for: up to a day ahead.
const asks = (from: string, now = '2026-01-01T00:00:00Z') =>
  nock(PROVIDER)
    .get('/events')
    .query({
      limit: 10_000,
      updated__gte: from,
      updated__lte: new Date(Date.parse(now) + 86_400_000).toISOString(),
    });

const nights = (ids: readonly number[], fields: Partial<Event> = {}) => ids.map((id) => event({ id, ...fields }));

const link = (uri: string) => ({ Link: `<${uri}>; rel="next"` });

const reply = (body: unknown, headers: Record<string, string> = {}, status = 200) =>
  nock(PROVIDER)
    .get('/events')
    .query(true)
    .reply(status, typeof body === 'string' ? body : JSON.stringify(body), {
      'Content-Type': 'application/json',
      ...headers,
    });

const replyAlways = (body: unknown, headers: Record<string, string> = {}) =>
  nock(PROVIDER)
    .persist()
    .get('/events')
    .query(true)
    .reply(200, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });

describe('reading', () => {
  test('follows the pages to the end', async () => {
    mockPages(nights([1, 2]), nights([3]), nights([4, 5, 6]));
    expect(await dashboard.sync()).toEqual({ pages: 3, read: 6, added: 6, complete: true });
    expect(await totals()).toEqual({ bookings: 6, cancellations: 0, net: 6 });
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
    expect(await totals()).toMatchObject({ bookings: 4 });
    expect(await totals(2)).toMatchObject({ bookings: 1 });
  });

  test('counts an event once that comes again with another timestamp, and keeps it as it was', async () => {
    mockPages([event({ id: 1, timestamp: '2020-01-01T12:00:00.000Z' })]);
    await dashboard.sync();
    const changed = event({ id: 1, timestamp: '2020-01-01T15:00:00.000Z', night_of_stay: '2020-07-01' });
    mockPages([changed, event({ id: 2, timestamp: '2020-01-01T16:00:00.000Z' })]);
    await dashboard.sync();
    expect(await totals()).toMatchObject({ bookings: 2 });
    const [kept] = await dashboard.database.query('SELECT night_of_stay::text FROM events WHERE id = 1');
    expect(kept).toEqual([{ night_of_stay: event({}).night_of_stay }]);
  });

  test('counts an event once that a page has twice', async () => {
    mockPages([event(), event(), event({ id: 2, rpg_status: 2 })]);
    await dashboard.sync();
    expect(await totals()).toEqual({ bookings: 1, cancellations: 1, net: 0 });
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
    expect(await totals(1, 1)).toMatchObject({ bookings: 1 });
  });

  test('counts an event that arrives late, within the overlap', async () => {
    mockPages([event({ id: 1, timestamp: '2020-01-01T12:00:00.000Z' })]);
    await dashboard.sync();
    mockPages([event({ id: 2, timestamp: '2020-01-01T11:55:00.000Z' })]);
    await dashboard.sync();
    expect(await totals()).toMatchObject({ bookings: 2 });
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

describe('faults', () => {
  test.each([
    ['text that is not JSON', () => reply('<html>')],
    ['JSON that is cut short', () => reply('[{"id":1')],
    ['an object', () => reply({ events: [] })],
    ['an event without a field', () => reply([{ ...event(), room_id: undefined }])],
    ['an event with a field too many', () => reply([{ ...event(), price: 1 }])],
    ['an impossible date', () => reply([event({ night_of_stay: '2026-02-30' })])],
    ['an id beyond 2^53', () => reply([event({ id: 2 ** 53 })])],
    ['one bad event among good ones', () => reply([event(), event({ id: 2, rpg_status: 3 as 1 })])],
    ['an error', () => reply({ detail: 'go away' }, {}, 404)],
    ['a link to another host', () => reply([event()], link('http://elsewhere.test/events?cursor=x'))],
    ['a link to another path', () => reply([event()], link('/hotels?cursor=x'))],
    ['a link without a cursor', () => reply([event()], link('/events?limit=10000'))],
    ['an empty page with a link', () => reply([], link('/events?cursor=x'))],
  ])('stores nothing of a page that is %s', async (_what, mock) => {
    mock();
    await expect(dashboard.sync()).rejects.toThrow();
    expect((await dashboard.client.GET('/hotels')).data).toEqual([]);
    mockPages([event()]);
    expect(await dashboard.sync()).toMatchObject({ added: 1 });
  });

  test('notices a link that leads back to the same page', async () => {
    reply([event()], link('/events?cursor=x'));
    replyAlways([event({ id: 2 })], link('/events?cursor=x'));
    await expect(dashboard.sync()).rejects.toThrow('does not come after the one before');
    nock.cleanAll();
  });

  test('notices links that lead in a circle of other cursors', async () => {
    let page = 0;
    nock(PROVIDER)
      .persist()
      .get('/events')
      .query(true)
      .reply(() => [200, [event({ id: 1 + (page % 3) })], link(`/events?cursor=${String((page += 1))}`)]);
    await expect(dashboard.sync()).rejects.toThrow('does not come after the one before');
    nock.cleanAll();
  });

  test.each([
    ['an order that is not that of timestamps', [event({ timestamp: '2020-01-02T00:00:00.000Z' }), event({ id: 2 })]],
    ['an order that is not that of ids', [event({ id: 2 }), event({ id: 1 })]],
    ['an event that was not asked for', [event({ timestamp: '2026-01-02T00:00:00.001Z' })]],
  ])('stores nothing of a page with %s', async (_what, page) => {
    replyAlways(page);
    await expect(dashboard.sync()).rejects.toThrow();
    expect((await dashboard.client.GET('/hotels')).data).toEqual([]);
    nock.cleanAll();
  });

  test('stores nothing of a page that comes before the one before it', async () => {
    reply([event({ timestamp: '2020-06-01T00:00:00.000Z' })], link('/events?cursor=x'));
    replyAlways([event({ id: 2 })]);
    await expect(dashboard.sync()).rejects.toThrow('does not come after the one before');
    expect(await totals()).toMatchObject({ bookings: 1 });
    nock.cleanAll();
  });

  test('says where a provider that has moved is', async () => {
    reply('', { Location: 'https://elsewhere.test/events' }, 301);
    await expect(dashboard.sync()).rejects.toThrow('the provider answered 301: https://elsewhere.test/events');
  });

  test.each([
    ['503', () => reply('', {}, 503)],
    ['503 that names a time', () => reply('', { 'Retry-After': '1' }, 503)],
    ['429', () => reply('', {}, 429)],
    ['500', () => reply('', {}, 500)],
    ['an answer that is cut short', () => reply('[{"id":1')],
    ['an answer that breaks the contract', () => reply([{ ...event(), price: 1 }])],
    ['a link that leads elsewhere', () => reply([event()], link('http://elsewhere.test/events?cursor=x'))],
    ['an empty page with a link', () => reply([], link('/events?cursor=x'))],
    ['a lost connection', () => nock(PROVIDER).get('/events').query(true).replyWithError('socket hang up')],
  ])('tries again after %s', async (_what, mock) => {
    mock();
    mockPages([event()]);
    expect(await dashboard.sync()).toMatchObject({ added: 1, complete: true });
    const { data } = await dashboard.client.GET('/sync');
    expect(data).toMatchObject({ totals: { retries: 1 }, last_error: { job: 'sync' } });
  });

  test('tries again when there is no answer in time', async () => {
    nock(PROVIDER).get('/events').query(true).delay(5_000).reply(200, []);
    mockPages([event()]);
    expect(await dashboard.sync({ timeout: 1_500 })).toMatchObject({ added: 1, complete: true });
  });

  test('goes on where it was when the provider comes back', async () => {
    reply(nights([1, 2], { timestamp: '2020-03-01T00:00:00.000Z' }), link('/events?limit=10000&cursor=more'));
    for (let attempt = 0; attempt < 5; attempt += 1) reply('', {}, 500);
    await expect(dashboard.sync()).rejects.toThrow('500');
    expect(await totals()).toMatchObject({ bookings: 2 });

    asks('2020-02-29T23:50:00.000Z').reply(200, nights([1, 2, 3], { timestamp: '2020-03-01T00:00:00.000Z' }));
    expect(await dashboard.sync()).toMatchObject({ read: 3, added: 1, complete: true });
    expect(await totals()).toMatchObject({ bookings: 3 });
  });

  test('a page that cannot be stored leaves everything as it was', async () => {
    const state = async () => {
      const { data } = await dashboard.client.GET('/sync');
      return { watermark: data?.watermark, synced_through: data?.synced_through, totals: data?.totals };
    };
    mockPages(nights([1]));
    await dashboard.sync();
    const before = await state();
    // As if the process or the database died in the middle: the last statement of the page fails.
    await dashboard.database.query('ALTER TABLE daily_counts ADD CONSTRAINT not_more CHECK (bookings < 3)');
    const pages = [nights([2, 3], { timestamp: '2020-06-01T00:00:00.000Z', night_of_stay: '2020-01-01' })];
    mockPages(...pages);
    await expect(dashboard.sync({ now: '2026-02-01T00:00:00Z' })).rejects.toThrow('not_more');
    expect(await state()).toEqual(before);
    expect(await totals()).toMatchObject({ bookings: 1 });

    await dashboard.database.query('ALTER TABLE daily_counts DROP CONSTRAINT not_more');
    mockPages(...pages);
    expect(await dashboard.sync({ now: '2026-02-01T00:00:00Z' })).toMatchObject({ added: 2 });
    expect(await totals()).toMatchObject({ bookings: 3 });
  });

  test('ends soon when it is told to', async () => {
    const abort = new AbortController();
    nock(PROVIDER).get('/events').query(true).delay(400).reply(200, []);
    const run = dashboard.sync({ signal: abort.signal });
    abort.abort(new Error('stop'));
    await expect(run).rejects.toThrow();
    nock.cleanAll();
  });
});

describe('several workers', () => {
  test('count each event once, whoever stores it', async () => {
    const pages = [nights([1, 2]), nights([3, 4]), nights([5])];
    mockPages(...pages);
    mockPages(...pages);
    const reports = await Promise.all([dashboard.sync(), dashboard.sync()]);
    expect(reports.filter(({ complete }) => complete).length).toBeGreaterThanOrEqual(1);
    expect(await totals()).toMatchObject({ bookings: 5 });
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
        await until('the first page is stored', async () => (await totals())?.bookings === 1);
        mockPages(nights([1, 2]));
        await dashboard.sync();
        return nights([2, 3]);
      });
    expect(await dashboard.sync()).toMatchObject({ complete: false, added: 1 });
    expect(await totals()).toMatchObject({ bookings: 2 });
  });
});
