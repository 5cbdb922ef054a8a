import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeCsv } from '@pickup/dashboard/csv';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard({ now: '2016-03-01T12:00:00Z' });
  mockPages([
    event({ id: 1, timestamp: '2015-02-10T00:00:00.000Z', night_of_stay: '2015-03-01' }),
    event({ id: 2, timestamp: '2015-04-10T00:00:00.000Z', night_of_stay: '2015-03-02' }),
    event({ id: 3, timestamp: '2016-02-25T00:00:00.000Z', night_of_stay: '2016-03-01', rpg_status: 2 }),
  ]);
  await dashboard.sync({ now: '2016-03-01T12:00:00.000Z' });
});

afterAll(() => dashboard.stop());

const getCsv = async (path: string) => {
  const response = await fetch(`${dashboard.url}${path}`);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  const name = /^attachment; filename="([\w.-]+)"$/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const text = await response.text();
  expect(text).toMatch(/^([^\r\n]+\r\n)+$/);
  const [header = [], ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return { name, rows: rows.map((row) => Object.fromEntries(row.map((field, index) => [header[index] ?? '', field]))) };
};

type Value = number | string | null | { readonly [key: string]: Value };

/** An item as a line has it: `{ last_year: { net: 1 } }` becomes `{ last_year_net: '1' }`. */
const flatten = (item: Readonly<Record<string, Value>>, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flatten(value, `${prefix}${key}_`))
        : [[prefix + key, String(value ?? '')]],
    ),
  );

test.each([
  ['/dashboard', '?hotel_id=1&year=2016&period=month', 'pickup-hotel-1-2016-by-month.csv'],
  ['/dashboard', '?hotel_id=1&year=2016&period=day&basis=timestamp', 'pickup-hotel-1-2016-by-day-of-timestamp.csv'],
  [
    '/dashboard',
    '?hotel_id=1&year=2016&period=month&last_year_by=date&as_of=2016-03-01',
    'pickup-hotel-1-2016-by-month-as-of-2016-03-01.csv',
  ],
  ['/pickup', '?hotel_id=1', 'pickup-hotel-1-since-2016-02-24.csv'],
  [
    '/pickup',
    '?hotel_id=1&period=day&updated__gte=2015-02-01&updated__lte=2015-03-01T12:30:00%2B01:00',
    'pickup-hotel-1-since-2015-02-01-until-2015-03-01T113000.000Z-by-night.csv',
  ],
  ['/pace', '?hotel_id=1&year=2016', 'pace-hotel-1-2016.csv'],
  ['/pace', '?hotel_id=1&year=2016&month=3&last_year_by=weekday', 'pace-hotel-1-2016-03.csv'],
])('%s.csv%s has the items of the JSON, and the name %s', async (path, query, name) => {
  const csv = await getCsv(`${path}.csv${query}`);
  const { items } = (await (await fetch(`${dashboard.url}${path}${query}`)).json()) as {
    items: Record<string, Value>[];
  };
  expect(items.length).toBeGreaterThan(0);
  expect(csv).toEqual({ name, rows: items.map((item) => flatten(item)) });
});

test('a file of nothing has its first line', async () => {
  const response = await fetch(`${dashboard.url}/pickup.csv?hotel_id=1&updated__gte=2016-03-01`);
  expect(await response.text()).toBe('month,bookings,cancellations,net\r\n');
});

test('fields are quoted where they must be, text is no formula, and null is empty', () => {
  const text = writeCsv(
    ['a', '=b'],
    [
      ['x,"y"', -1],
      ['-1', null],
      ['two\r\nlines', 1.5],
      ['\t', '@x'],
      ['+1', 'a=b'],
    ],
  );
  expect(text).toBe(`a,'=b\r\n"x,""y""",-1\r\n'-1,\r\n"two\r\nlines",1.5\r\n'\t,'@x\r\n'+1,a=b\r\n`);
});

describe('an ETag', () => {
  const URLS = [
    '/dashboard?hotel_id=1&year=2016&period=month',
    '/dashboard?hotel_id=1&year=2016&period=day&last_year_by=date',
    '/dashboard.csv?hotel_id=1&year=2016&period=month',
    '/pickup?hotel_id=1&updated__gte=2016-01-01',
    '/pickup.csv?hotel_id=1&updated__gte=2016-01-01',
    '/pace?hotel_id=1&year=2016&month=3',
    '/pace.csv?hotel_id=1&year=2016&month=3',
  ];
  const etagsOf = () =>
    Promise.all(URLS.map(async (path) => (await fetch(dashboard.url + path)).headers.get('etag') ?? ''));
  const statusesOf = (etags: readonly string[]) =>
    Promise.all(
      URLS.map(async (path, index) => {
        // Without this, fetch would send no-cache along.
        const headers = { 'If-None-Match': etags[index] ?? '', 'Cache-Control': '' };
        return (await fetch(dashboard.url + path, { headers })).status;
      }),
    );

  test('holds while only the time of what was read moves on, and changes with an event', async () => {
    const etags = await etagsOf();
    expect(etags.every((etag) => etag.startsWith('W/"'))).toBe(true);
    mockPages([]);
    await dashboard.sync({ now: '2016-03-01T13:00:00.000Z' });
    expect(await statusesOf(etags)).toEqual(URLS.map(() => 304));

    mockPages([event({ id: 4, timestamp: '2016-03-01T13:30:00.000Z', night_of_stay: '2016-03-05' })]);
    await dashboard.sync({ now: '2016-03-01T14:00:00.000Z' });
    expect(await statusesOf(etags)).toEqual(URLS.map(() => 200));
  });

  test('is another one for other parameters', async () => {
    const [one, other] = await Promise.all(
      ['', '&as_of=2016-04-01'].map(async (more) =>
        (await fetch(`${dashboard.url}/dashboard?hotel_id=1&year=2016&period=month${more}`)).headers.get('etag'),
      ),
    );
    expect(one).not.toBe(other);
  });
});
