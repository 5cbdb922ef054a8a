import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
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

type Query = Partial<operations['getPace']['parameters']['query']>;

const getPace = async (query: Query) => {
  const { data } = await dashboard.client.GET('/pace', {
    params: { query: { hotel_id: 1, year: 2024, month: 2, ...query } },
  });
  if (!data) throw new Error('no pace');
  return data;
};

/** Hotel 1's events, in the order of time: when, which night, and whether it is a cancellation. */
const load = async (
  now: string,
  ...events: readonly (readonly [timestamp: string, night: string, rpg_status?: 2])[]
) => {
  mockPages(
    events.map(([timestamp, night_of_stay, rpg_status = 1 as const], id) =>
      event({ id: id + 1, timestamp: `${timestamp}.000Z`, night_of_stay, rpg_status }),
    ),
  );
  await dashboard.sync({ now });
};

/** The curve as runs of equal values: how many days before each begins. */
const steps = ({ items }: Awaited<ReturnType<typeof getPace>>, which: 'on_the_books' | 'last_year' = 'on_the_books') =>
  items
    .filter((item, index) => index === 0 || items[index - 1]?.[which] !== item[which])
    .map((item) => [item.days_before, item[which]]);

test('adds up day by day what is on the books, from a year before the first night to the last one', async () => {
  await load(
    '2024-12-01T00:00:00Z',
    ['2022-01-01T00:00:00', '2024-02-01'],
    ['2023-02-01T23:59:59', '2024-02-29'],
    ['2023-02-02T00:00:00', '2024-02-15'],
    // Other months.
    ['2024-01-20T00:00:00', '2024-01-31'],
    ['2024-01-20T00:00:01', '2024-03-01'],
    ['2024-01-31T23:59:59', '2024-02-15', 2],
    ['2024-02-01T00:00:00', '2024-02-15'],
    ['2024-02-29T23:59:59', '2024-02-29'],
    ['2024-04-01T00:00:00', '2024-02-29', 2],
    ['2024-05-01T00:00:00', '2024-02-29', 2],
  );
  const found = await getPace({});
  expect(found).toMatchObject({
    year: 2024,
    month: 2,
    first_night: '2024-02-01',
    last_night: '2024-02-29',
    as_of: null,
    synced_through: '2024-12-01T00:00:00.000Z',
  });
  expect(found.items).toHaveLength(365 + 29);
  expect(steps(found)).toEqual([
    [365, 2],
    [364, 3],
    [1, 2],
    [0, 3],
    // The last day has all that came after it, too.
    [-28, 2],
  ]);
  expect(found.items.at(-1)?.days_before).toBe(-28);
  const ofYear = await getPace({ year: 2025 });
  expect([ofYear.items.length, steps(ofYear)]).toEqual([
    365 + 28,
    [
      [365, 0],
      [61, null],
    ],
  ]);
});

test('what has not come yet is null: after the moment, or after what has been read', async () => {
  await load('2024-01-30T12:00:00Z', ['2024-01-10T00:00:00', '2024-02-10'], ['2024-01-30T11:00:00', '2024-02-10']);
  expect(steps(await getPace({}))).toEqual([
    [365, 0],
    [22, 1],
    [2, 2],
    [1, null],
  ]);
  expect(steps(await getPace({ as_of: '2024-01-30T10:00:00Z' }))).toEqual([
    [365, 0],
    [22, 1],
    [1, null],
  ]);
  expect(steps(await getPace({ as_of: '2023-01-31' }))).toEqual([[365, null]]);
  await dashboard.database.query('UPDATE checkpoints SET synced_through = NULL');
  expect(steps(await getPace({}))).toEqual([[365, null]]);
});

test('last year is at the same days before its own first night', async () => {
  await load(
    '2024-02-10T12:00:00Z',
    ['2022-12-01T00:00:00', '2023-02-01'],
    ['2023-01-31T00:00:00', '2023-02-28'],
    ['2023-02-28T00:00:00', '2023-02-28'],
    ['2023-03-20T00:00:00', '2023-03-01'],
    ['2023-04-01T00:00:00', '2023-02-28', 2],
  );
  const byDate = await getPace({ last_year_by: 'date' });
  expect(byDate.last_year_by).toBe('date');
  expect(steps(byDate, 'last_year')).toEqual([
    [365, 0],
    [62, 1],
    [1, 2],
    [-27, 3],
    // This year's last day; last year's month has one day less, and what came after it.
    [-28, 2],
  ]);
  expect(steps(byDate)).toEqual([
    [365, 0],
    [-10, null],
  ]);
  // Those of the 2nd of February to the 2nd of March 2023.
  expect(steps(await getPace({ last_year_by: 'weekday' }), 'last_year')).toEqual([
    [365, 0],
    [2, 1],
    [-26, 2],
  ]);
});

test('last year has not come yet where this year is far ahead', async () => {
  await load('2024-06-01T12:00:00Z', ['2024-05-01T00:00:00', '2024-07-01']);
  const found = await getPace({ year: 2025, month: 7, last_year_by: 'date' });
  expect(steps(found, 'last_year')).toEqual([
    [365, 0],
    [61, 1],
    [29, null],
  ]);
});

test.each([
  [2024, undefined, '2024-01-01', '2024-12-31', 731],
  [2023, undefined, '2023-01-01', '2023-12-31', 730],
  [1, 1, '0001-01-01', '0001-01-31', 396],
  [9999, 12, '9999-12-01', '9999-12-31', 396],
])(
  'of the year %i and the month %s, there are the nights from %s to %s',
  async (year, month, first_night, last_night, length) => {
    await load('2024-02-10T12:00:00Z', ['2023-01-01T00:00:00', '2023-02-01']);
    const query = { hotel_id: 1, year, ...(month !== undefined && { month }), last_year_by: 'weekday' as const };
    const { data } = await dashboard.client.GET('/pace', { params: { query } });
    expect(data).toMatchObject({ month: month ?? null, first_night, last_night });
    expect(data?.items).toHaveLength(length);
  },
);

test('a hotel that has never had an event has a 404, and a month that is none a 400', async () => {
  const [unknown, none] = await Promise.all([
    fetch(`${dashboard.url}/pace?hotel_id=99&year=2024`),
    fetch(`${dashboard.url}/pace?hotel_id=99&year=2024&month=13`),
  ]);
  expect([unknown.status, none.status]).toEqual([404, 400]);
});
