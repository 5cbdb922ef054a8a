import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { operations } from '@pickup/contracts/generated/dashboard';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  mockPages([
    // Nights over the end of a year. One is cancelled, at noon of a leap day.
    event({ id: 1, timestamp: '2020-02-28T23:59:59.999Z', night_of_stay: '2020-12-31' }),
    event({ id: 2, timestamp: '2020-02-28T23:59:59.999Z', night_of_stay: '2021-01-01' }),
    event({ id: 3, timestamp: '2020-02-29T12:00:00.000Z', night_of_stay: '2020-12-31', rpg_status: 2 }),
    event({ id: 4, timestamp: '2020-02-29T12:00:00.001Z', night_of_stay: '2020-12-31' }),
    event({ id: 5, timestamp: '2020-03-01T00:00:00.000Z', night_of_stay: '2020-12-31' }),
  ]);
  await dashboard.sync({ now: '2020-03-02T00:00:00.000Z' });
});

afterAll(() => dashboard.stop());

type Query = Partial<operations['getDashboard']['parameters']['query']>;

const getDashboard = async (query: Query) => {
  const { data } = await dashboard.client.GET('/dashboard', {
    params: { query: { hotel_id: 1, year: 2020, period: 'day', ...query } },
  });
  if (!data) throw new Error('no counts');
  return data;
};

const nonZero = ({ items }: Awaited<ReturnType<typeof getDashboard>>) =>
  items.flatMap((item) =>
    'date' in item && item.bookings + item.cancellations > 0 ? [[item.date, item.bookings, item.cancellations]] : [],
  );

test.each([
  ['2020-02-28T23:59:59.998Z', 0, 0],
  ['2020-02-28T23:59:59.999Z', 1, 0],
  ['2020-02-28', 1, 0],
  ['2020-02-29T11:59:59.999Z', 1, 0],
  ['2020-02-29T13:00:00+01:00', 1, 1],
  ['2020-02-29', 2, 1],
  ['2020-03-01', 3, 1],
  ['0001-01-01', 0, 0],
  ['9999-12-31', 3, 1],
])('as of %s, %i nights were booked and %i cancelled', async (as_of, bookings, cancellations) => {
  const totals = { bookings, cancellations, net: bookings - cancellations };
  const byDay = await getDashboard({ as_of });
  expect(byDay.totals).toEqual(totals);
  expect(nonZero(byDay)).toEqual(bookings > 0 ? [['2020-12-31', bookings, cancellations]] : []);
  expect((await getDashboard({ as_of, period: 'month' })).items[11]).toEqual({ month: '2020-12', ...totals });
});

test('by timestamp, the day of the moment counts up to it, and no day after it', async () => {
  const as_of = '2020-02-29T12:00:00Z';
  const found = await getDashboard({ as_of, basis: 'timestamp' });
  expect(nonZero(found)).toEqual([
    ['2020-02-28', 2, 0],
    ['2020-02-29', 0, 1],
  ]);
  expect(found.totals).toEqual({ bookings: 2, cancellations: 1, net: 1 });
  expect((await getDashboard({ as_of, basis: 'timestamp', year: 2019 })).totals.bookings).toBe(0);
});

test('the moment is told, in UTC; null where all counts', async () => {
  expect((await getDashboard({ as_of: '2020-02-29' })).as_of).toBe('2020-02-29T23:59:59.999Z');
  expect((await getDashboard({ as_of: '2020-02-29T13:00:00+01:00' })).as_of).toBe('2020-02-29T12:00:00.000Z');
  expect((await getDashboard({})).as_of).toBeNull();
});

test('a moment that is none is refused', async () => {
  const response = await fetch(`${dashboard.url}/dashboard?hotel_id=1&year=2020&period=day&as_of=2021-02-29`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ parameter: 'as_of' }] });
});
