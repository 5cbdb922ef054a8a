import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { operations } from '@pickup/contracts/generated/dashboard';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard({ now: '2026-03-07T15:00:00Z' });
  mockPages([
    event({ id: 1, timestamp: '2026-02-28T23:59:59.999Z', night_of_stay: '2026-12-31' }),
    event({ id: 2, timestamp: '2026-03-01T00:00:00.000Z', night_of_stay: '2026-12-31' }),
    event({ id: 3, timestamp: '2026-03-02T12:00:00.000Z', night_of_stay: '2027-01-01' }),
    event({ id: 4, timestamp: '2026-03-02T12:00:00.000Z', night_of_stay: '2026-12-30', rpg_status: 2 }),
    event({ id: 5, timestamp: '2026-03-02T12:00:00.001Z', night_of_stay: '2026-12-31', rpg_status: 2 }),
    event({ id: 1, hotel_id: 2, timestamp: '2026-03-03T00:00:00.000Z', night_of_stay: '2026-12-31' }),
  ]);
  await dashboard.sync({ now: '2026-03-07T15:00:00.000Z' });
});

afterAll(() => dashboard.stop());

type Query = Partial<operations['getPickup']['parameters']['query']>;

const getPickup = async (query: Query) => {
  const { data } = await dashboard.client.GET('/pickup', { params: { query: { hotel_id: 1, ...query } } });
  if (!data) throw new Error('no pickup');
  return data;
};

test('without parameters, it is by month what came in on seven days, today among them', async () => {
  expect(await getPickup({})).toEqual({
    hotel_id: 1,
    period: 'month',
    updated__gte: '2026-03-01T00:00:00.000Z',
    updated__lte: null,
    synced_through: '2026-03-07T15:00:00.000Z',
    totals: { bookings: 2, cancellations: 2, net: 0 },
    items: [
      { month: '2026-12', bookings: 1, cancellations: 2, net: -1 },
      { month: '2027-01', bookings: 1, cancellations: 0, net: 1 },
    ],
  });
});

test('by night, it has the nights to which something happened', async () => {
  expect((await getPickup({ period: 'day' })).items).toEqual([
    { night_of_stay: '2026-12-30', bookings: 0, cancellations: 1, net: -1 },
    { night_of_stay: '2026-12-31', bookings: 1, cancellations: 1, net: 0 },
    { night_of_stay: '2027-01-01', bookings: 1, cancellations: 0, net: 1 },
  ]);
});

test.each([
  ['2026-02-28T23:59:59.999Z', '2026-02-28T23:59:59.999Z', [1, 0]],
  ['2026-02-28', '2026-03-01', [2, 0]],
  ['2026-03-01', '2026-03-01', [1, 0]],
  ['2026-03-02', '2026-03-02T13:00:00+01:00', [1, 1]],
  ['2026-03-02T12:00:00.001Z', '2026-03-02', [0, 1]],
  ['2026-03-03', undefined, [0, 0]],
  ['0001-01-01', '9999-12-31', [3, 2]],
])('from %s to %s, both included, there were %j', async (updated__gte, updated__lte, counts) => {
  const { totals } = await getPickup({ updated__gte, ...(updated__lte !== undefined && { updated__lte }) });
  expect([totals.bookings, totals.cancellations]).toEqual(counts);
});

test.each([
  ['2026-03-07', '2026-03-01T00:00:00.000Z'],
  ['2026-03-07T00:00:00Z', '2026-03-01T00:00:00.000Z'],
  ['2026-03-07T01:00:00+02:00', '2026-02-28T00:00:00.000Z'],
  ['0001-01-05', '0001-01-01T00:00:00.000Z'],
])('a window that ends on %s begins at %s where nothing else is said', async (updated__lte, updated__gte) => {
  expect((await getPickup({ updated__lte })).updated__gte).toBe(updated__gte);
});

test('without a pickup, there are no items', async () => {
  const found = await getPickup({ updated__gte: '2026-03-04' });
  expect(found).toMatchObject({ totals: { bookings: 0, cancellations: 0, net: 0 }, items: [] });
});

test('a hotel that has never had an event has a 404', async () => {
  const { response, error } = await dashboard.client.GET('/pickup', { params: { query: { hotel_id: 99 } } });
  expect(response.status).toBe(404);
  expect(error).toMatchObject({ detail: 'Hotel 99 has never had an event.' });
});

test.each([
  ['hotel_id=1&updated__gte=2026-03-02&updated__lte=2026-03-01', [['updated__gte', 'is after updated__lte']]],
  ['hotel_id=1&updated__gte=yesterday&period=week', [['period'], ['updated__gte']]],
  ['', [['hotel_id', 'is required']]],
])('refuses ?%s, naming what is wrong', async (query, faults) => {
  for (const path of ['/pickup', '/pickup.csv']) {
    const response = await fetch(`${dashboard.url}${path}?${query}`);
    const { errors } = (await response.json()) as { errors: { parameter: string; detail: string }[] };
    expect(response.status).toBe(400);
    const named = errors.sort((a, b) => (a.parameter < b.parameter ? -1 : 1));
    expect(named).toEqual(
      faults.map(([parameter, detail]) => ({ parameter, detail: detail ?? (expect.any(String) as unknown) })),
    );
  }
});
