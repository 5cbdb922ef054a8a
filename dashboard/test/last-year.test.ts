import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { operations } from '@pickup/contracts/generated/dashboard';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

beforeEach(() => dashboard.reset());

afterAll(() => dashboard.stop());

type Query = Partial<operations['getDashboard']['parameters']['query']>;

const getDashboard = async (query: Query) => {
  const { data } = await dashboard.client.GET('/dashboard', {
    params: { query: { hotel_id: 1, year: 2016, period: 'day', ...query } },
  });
  if (!data) throw new Error('no counts');
  return data;
};

/** What stood on the books last year, then and now, of the days or months where there was something. */
const lastYears = ({ items }: Awaited<ReturnType<typeof getDashboard>>) =>
  Object.fromEntries(
    items
      .filter(({ last_year }) => last_year && last_year.bookings > 0)
      .map((item) => [
        'date' in item ? item.date : item.month,
        [item.same_time_last_year?.bookings, item.last_year?.bookings],
      ]),
  );

/** Hotel 1's bookings: night of stay, and when it was booked. */
const load = async (now: string, ...bookings: readonly (readonly [night: string, timestamp: string])[]) => {
  const events = bookings.map(([night_of_stay, timestamp], id) => event({ id: id + 1, night_of_stay, timestamp }));
  mockPages(events.sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1)));
  await dashboard.sync({ now });
};

test('the same time last year is a year before what has been read', async () => {
  const night = '2015-05-01';
  await load('2016-03-01T12:00:00Z', [night, '2015-03-01T12:00:00.000Z'], [night, '2015-03-01T12:00:00.001Z']);
  const byDate = await getDashboard({ last_year_by: 'date' });
  expect(byDate).toMatchObject({
    last_year_by: 'date',
    last_year_as_of: '2015-03-01T12:00:00.000Z',
    totals: { bookings: 0, same_time_last_year: { bookings: 1 }, last_year: { bookings: 2 } },
  });
  expect(lastYears(byDate)).toEqual({ '2016-05-01': [1, 2] });
  // 364 days before, it was the 3rd of March: 2016 has a leap day.
  const byWeekday = await getDashboard({ last_year_by: 'weekday' });
  expect(byWeekday.last_year_as_of).toBe('2015-03-03T12:00:00.000Z');
  expect(lastYears(byWeekday)).toEqual({ '2016-04-29': [2, 2] });
});

test('as of a moment, both are what was known then, and a year before', async () => {
  const night = '2015-05-01';
  await load(
    '2016-12-01T00:00:00Z',
    [night, '2015-02-28T12:00:00Z'],
    [night, '2015-03-01T00:00:00Z'],
    [night, '2016-03-01T00:00:00Z'],
  );
  const found = await getDashboard({ last_year_by: 'date', as_of: '2016-02-29' });
  // A leap day's year before is the day before.
  expect(found.last_year_as_of).toBe('2015-02-28T23:59:59.999Z');
  expect(lastYears(found)).toEqual({ '2016-05-01': [1, 2] });
  expect(lastYears(await getDashboard({ last_year_by: 'date' }))).toEqual({ '2016-05-01': [2, 3] });
});

test('by date, a leap day counts for its month, and beside no day', async () => {
  await load('2020-01-01T00:00:00Z', ['2016-02-28', '2016-01-01T00:00:00Z'], ['2016-02-29', '2016-01-01T00:00:00Z']);
  expect(lastYears(await getDashboard({ year: 2017, last_year_by: 'date' }))).toEqual({ '2017-02-28': [1, 1] });
  const byMonth = await getDashboard({ year: 2017, period: 'month', last_year_by: 'date' });
  expect(lastYears(byMonth)).toEqual({ '2017-02': [2, 2] });
  expect(byMonth.totals.last_year?.bookings).toBe(2);
});

test('by weekday, a day is 364 days before, which may be in the same year', async () => {
  await load(
    '2020-01-01T00:00:00Z',
    ['2015-01-02', '2014-01-01T00:00:00Z'],
    ['2015-01-03', '2014-01-01T00:00:00Z'],
    ['2016-01-02', '2014-01-01T00:00:00Z'],
    ['2016-01-03', '2014-01-01T00:00:00Z'],
  );
  const byDay = await getDashboard({ last_year_by: 'weekday' });
  expect(lastYears(byDay)).toEqual({ '2016-01-01': [1, 1], '2016-01-02': [1, 1], '2016-12-31': [1, 1] });
  expect(byDay.totals).toMatchObject({ bookings: 2, last_year: { bookings: 3 } });
  const byMonth = await getDashboard({ period: 'month', last_year_by: 'weekday' });
  expect(lastYears(byMonth)).toEqual({ '2016-01': [2, 2], '2016-12': [1, 1] });
});

test('by timestamp, the day of the same time counts up to it', async () => {
  await load(
    '2016-03-01T12:00:00Z',
    ['2018-01-01', '2015-03-01T12:00:00.000Z'],
    ['2018-01-01', '2015-03-01T12:00:00.001Z'],
  );
  const found = await getDashboard({ basis: 'timestamp', last_year_by: 'date' });
  expect(lastYears(found)).toEqual({ '2016-03-01': [1, 2] });
});

describe('where there is nothing to set beside', () => {
  test.each(['date', 'weekday'] as const)(
    'by %s, the first year has zeros, and the last one has its last year',
    async (last_year_by) => {
      await load(
        '2020-01-01T00:00:00Z',
        ['0001-06-01', '0001-01-01T00:00:00Z'],
        ['9998-06-01', '2019-01-01T00:00:00Z'],
      );
      const first = await getDashboard({ year: 1, last_year_by, as_of: '0001-02-01' });
      expect(first).toMatchObject({ last_year_as_of: null, totals: { bookings: 1, last_year: { bookings: 0 } } });
      expect(first.items).toHaveLength(365);
      expect((await getDashboard({ year: 2, last_year_by })).totals.last_year?.bookings).toBe(1);
      expect((await getDashboard({ year: 9999, last_year_by })).totals.last_year?.bookings).toBe(1);
    },
  );

  test('before anything has been read, nothing was known a year before', async () => {
    await load('2020-01-01T00:00:00Z', ['2015-06-01', '2015-01-01T00:00:00Z']);
    await dashboard.database.query('UPDATE checkpoints SET synced_through = NULL');
    const found = await getDashboard({ last_year_by: 'date' });
    expect(found).toMatchObject({ synced_through: null, last_year_as_of: null });
    expect(found.totals).toMatchObject({ same_time_last_year: { bookings: 0 }, last_year: { bookings: 1 } });
  });

  test('what was not asked for is not there', async () => {
    await load('2020-01-01T00:00:00Z', ['2015-06-01', '2015-01-01T00:00:00Z']);
    const { totals, ...rest } = await getDashboard({});
    expect(totals).toEqual({ bookings: 0, cancellations: 0, net: 0 });
    expect(Object.keys(rest)).not.toContain('last_year_as_of');
  });
});
