import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { link, mockPages, nights, PROVIDER, reply } from '../../test/support/mock-provider.js';

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
  reply([event({ id: 2 })], link('/events?cursor=x')).persist();
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
  reply(page).persist();
  await expect(dashboard.sync()).rejects.toThrow();
  expect((await dashboard.client.GET('/hotels')).data).toEqual([]);
  nock.cleanAll();
});

test('stores nothing of a page that comes before the one before it', async () => {
  reply([event({ timestamp: '2020-06-01T00:00:00.000Z' })], link('/events?cursor=x'));
  reply([event({ id: 2 })]).persist();
  await expect(dashboard.sync()).rejects.toThrow('does not come after the one before');
  expect(await dashboard.totals()).toMatchObject({ bookings: 1 });
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
  expect(await dashboard.totals()).toMatchObject({ bookings: 2 });

  // From the last timestamp, less an overlap.
  nock(PROVIDER)
    .get('/events')
    .query(({ updated__gte }) => updated__gte === '2020-02-29T23:50:00.000Z')
    .reply(200, nights([1, 2, 3], { timestamp: '2020-03-01T00:00:00.000Z' }));
  expect(await dashboard.sync()).toMatchObject({ read: 3, added: 1, complete: true });
  expect(await dashboard.totals()).toMatchObject({ bookings: 3 });
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
  expect(await dashboard.totals()).toMatchObject({ bookings: 1 });

  await dashboard.database.query('ALTER TABLE daily_counts DROP CONSTRAINT not_more');
  mockPages(...pages);
  expect(await dashboard.sync({ now: '2026-02-01T00:00:00Z' })).toMatchObject({ added: 2 });
  expect(await dashboard.totals()).toMatchObject({ bookings: 3 });
});

test('ends soon when it is told to', async () => {
  const abort = new AbortController();
  nock(PROVIDER).get('/events').query(true).delay(400).reply(200, []);
  const run = dashboard.sync({ signal: abort.signal });
  abort.abort(new Error('stop'));
  await expect(run).rejects.toThrow();
  nock.cleanAll();
});
