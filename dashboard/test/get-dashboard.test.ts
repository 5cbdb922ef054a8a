import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { operations } from '@pickup/contracts/generated/dashboard';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  mockPages([
    // A reservation of three nights over the end of a year, of which one night is cancelled the day after.
    event({ id: 1, timestamp: '2020-02-28T23:59:59.999Z', night_of_stay: '2020-12-30' }),
    event({ id: 2, timestamp: '2020-02-28T23:59:59.999Z', night_of_stay: '2020-12-31' }),
    event({ id: 3, timestamp: '2020-02-28T23:59:59.999Z', night_of_stay: '2021-01-01' }),
    event({ id: 4, timestamp: '2020-02-29T00:00:00.000Z', night_of_stay: '2020-12-31', rpg_status: 2 }),
    // Another hotel.
    event({ id: 1, hotel_id: 2, timestamp: '2020-03-01T12:00:00.000Z', night_of_stay: '2020-12-30' }),
  ]);
  await dashboard.sync({ now: '2020-03-02T00:00:00.000Z' });
});

afterAll(() => dashboard.stop());

type Query = NonNullable<operations['getDashboard']['parameters']['query']>;

const getDashboard = async (query: Query) => {
  const { data, error, response } = await dashboard.client.GET('/dashboard', { params: { query } });
  return { data, error, status: response.status };
};

const nonZero = (items: readonly { bookings: number; cancellations: number }[] = []) =>
  items.filter(({ bookings, cancellations }) => bookings + cancellations > 0);

test('counts nights of stay by month', async () => {
  const { data, status } = await getDashboard({ hotel_id: 1, year: 2020, period: 'month' });
  expect(status).toBe(200);
  expect(data).toMatchObject({
    hotel_id: 1,
    year: 2020,
    period: 'month',
    basis: 'night_of_stay',
    synced_through: '2020-03-02T00:00:00.000Z',
    totals: { bookings: 2, cancellations: 1, net: 1 },
  });
  expect(data?.items).toHaveLength(12);
  expect(data?.items[0]).toEqual({ month: '2020-01', bookings: 0, cancellations: 0, net: 0 });
  expect(nonZero(data?.items)).toEqual([{ month: '2020-12', bookings: 2, cancellations: 1, net: 1 }]);
});

test('counts nights of stay by day', async () => {
  const { data } = await getDashboard({ hotel_id: 1, year: 2020, period: 'day' });
  expect(data?.items).toHaveLength(366);
  expect(data?.items[0]).toMatchObject({ date: '2020-01-01' });
  expect(data?.items[59]).toMatchObject({ date: '2020-02-29' });
  expect(data?.items[365]).toEqual({ date: '2020-12-31', bookings: 1, cancellations: 1, net: 0 });
  expect(nonZero(data?.items)).toHaveLength(2);
});

test('counts by the day on which it was booked', async () => {
  const { data } = await getDashboard({ hotel_id: 1, year: 2020, period: 'day', basis: 'timestamp' });
  expect(nonZero(data?.items)).toEqual([
    { date: '2020-02-28', bookings: 3, cancellations: 0, net: 3 },
    { date: '2020-02-29', bookings: 0, cancellations: 1, net: -1 },
  ]);
  expect(data?.totals).toEqual({ bookings: 3, cancellations: 1, net: 2 });
});

test('keeps years and hotels apart', async () => {
  expect((await getDashboard({ hotel_id: 1, year: 2021, period: 'month' })).data?.totals.bookings).toBe(1);
  expect((await getDashboard({ hotel_id: 2, year: 2020, period: 'month' })).data?.totals.bookings).toBe(1);
});

test.each([
  [1, 365],
  [1900, 365],
  [2000, 366],
  [9999, 365],
])('answers with zeros for the year %i', async (year, days) => {
  const byDay = await getDashboard({ hotel_id: 1, year, period: 'day' });
  const byMonth = await getDashboard({ hotel_id: 1, year, period: 'month' });
  expect([byDay.data?.items.length, byMonth.data?.items.length]).toEqual([days, 12]);
  expect(byDay.data?.totals).toEqual({ bookings: 0, cancellations: 0, net: 0 });
});

test('answers 404 for a hotel that has never had an event', async () => {
  const { status, error } = await getDashboard({ hotel_id: 99, year: 2020, period: 'month' });
  expect(status).toBe(404);
  expect(error).toMatchObject({ detail: 'Hotel 99 has never had an event.' });
});

test('answers 304 while nothing has changed', async () => {
  const url = `${dashboard.url}/dashboard?hotel_id=1&year=2020&period=month`;
  const etag = (await fetch(url)).headers.get('etag') ?? '';
  const again = await fetch(url, { headers: { 'If-None-Match': etag, 'Cache-Control': '' } });
  expect(again.status).toBe(304);
});

test.each([
  ['', ['hotel_id', 'period', 'year']],
  ['hotel_id=0&period=week&year=0', ['hotel_id', 'period', 'year']],
  ['hotel_id=1&period=month&year=10000', ['year']],
  ['hotel_id=1e3&period=month&year=2020', ['hotel_id']],
  ['hotel_id=1&period=month&year=2020.5', ['year']],
  ['hotel_id=1&period=month&year=', ['year']],
  ['hotel_id=1&hotel_id=2&period=month&year=2020', ['hotel_id']],
  ['hotel_id=1&period=month&year=2020&basis=arrival', ['basis']],
  ['hotel_id=1&period=month&year=2020&month=1', ['month']],
  ['hotel_id=2147483648&period=MONTH&year=2020', ['hotel_id', 'period']],
])('refuses ?%s, naming what is wrong', async (query, parameters) => {
  const response = await fetch(`${dashboard.url}/dashboard?${query}`);
  const problem = (await response.json()) as { errors: { parameter: string }[] };
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  expect(problem.errors.map(({ parameter }) => parameter).sort()).toEqual(parameters);
});
