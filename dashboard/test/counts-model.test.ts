import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Event } from '@pickup/contracts/client';
import type { components } from '@pickup/contracts/generated/dashboard';
import fc from 'fast-check';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

// What the dashboard answers is compared with what a simple model finds in a list of events. All that is tried is around
// the turns of three years, one of them a leap year, where last year's days are another number of days away.

type Counts = components['schemas']['Counts'];

const NOW = '2017-02-03T04:05:06.007Z';
const DAY = 86_400_000;

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const timeOf = (date: string) => Date.parse(`${date}T00:00:00Z`);

const dates = (first: string, last: string) =>
  fc.integer({ min: timeOf(first) / DAY, max: timeOf(last) / DAY }).map((day) => dayOf(day * DAY));
const times = (first: string, last: string) =>
  fc.tuple(
    dates(first, last),
    fc.constantFrom('00:00:00.000Z', '23:59:59.999Z', '04:05:06.007Z', '04:05:06.008Z', '12:00:00.000Z'),
  );
const moments = (first: string, last: string) => times(first, last).map(([date, time]) => `${date}T${time}`);

const someEvents = fc.array(
  fc.record({
    hotel_id: fc.constantFrom(1, 1, 1, 2),
    night_of_stay: fc.oneof(
      dates('2014-12-20', '2017-12-31'),
      dates('2015-12-25', '2016-01-05'),
      dates('2016-02-26', '2016-03-02'),
    ),
    timestamp: fc.oneof(moments('2013-12-25', '2017-02-03'), moments('2016-02-01', '2016-03-05')),
    rpg_status: fc.constantFrom(1 as const, 1 as const, 2 as const),
  }),
  { minLength: 1000, maxLength: 1000 },
);

let dashboard: TestDashboard;
let events: Event[];

beforeAll(async () => {
  dashboard = await startDashboard({ now: NOW });
  const [sample = []] = fc.sample(someEvents, { numRuns: 1, seed: 1789 });
  events = sample
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp) || a.hotel_id - b.hotel_id)
    .map((fields, index) => event({ ...fields, id: index + 1 }));
  mockPages(events);
  await dashboard.sync({ now: NOW });
});

afterAll(() => dashboard.stop());

const bound = (moment: string | undefined, edge = '23:59:59.999Z') =>
  moment === undefined ? '9999' : moment.length === 10 ? `${moment}T${edge}` : moment;

const count = (matches: (each: Event) => boolean, until = '9999'): Counts => {
  const found = events.filter((each) => each.hotel_id === 1 && each.timestamp <= until && matches(each));
  const bookings = found.filter(({ rpg_status }) => rpg_status === 1).length;
  return { bookings, cancellations: found.length - bookings, net: 2 * bookings - found.length };
};

type Alignment = components['schemas']['Alignment'];

/** The same date of the year before, which may not exist; or that of the same day of the week. */
const before = (date: string, by: Alignment) =>
  by === 'date' ? `${String(Number(date.slice(0, 4)) - 1)}${date.slice(4)}` : dayOf(timeOf(date) - 364 * DAY);

const momentBefore = (moment: string, by: Alignment) => {
  const date = before(moment.slice(0, 10), by);
  return `${by === 'date' && date.endsWith('02-29') ? date.replace(/29$/, '28') : date}${moment.slice(10)}`;
};

/** Omits what is undefined. */
const given = <T extends object>(query: T) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };

const asOfs = fc.option(
  fc.oneof(moments('2014-06-01', '2017-03-01'), dates('2014-06-01', '2017-03-01'), fc.constant('2016-02-29')),
  {
    nil: undefined,
  },
);
const alignments = fc.constantFrom(undefined, 'date' as const, 'weekday' as const);
const years = fc.constantFrom(2015, 2016, 2017);
const RUNS = { numRuns: 30 };

test('counts, as of a moment and with last year, are those of the model', async () => {
  const queries = fc.record({
    year: years,
    period: fc.constantFrom('month' as const, 'day' as const),
    basis: fc.constantFrom('night_of_stay' as const, 'timestamp' as const),
    as_of: asOfs,
    last_year_by: alignments,
  });
  await fc.assert(
    fc.asyncProperty(queries, async ({ year, period, basis, as_of, last_year_by: by }) => {
      const query = given({ hotel_id: 1, year, period, basis, as_of, last_year_by: by });
      const { data } = await dashboard.client.GET('/dashboard', { params: { query } });
      const until = bound(as_of);
      const keyOf = (each: Event) => (basis === 'timestamp' ? each.timestamp : each.night_of_stay).slice(0, 10);
      const expected = (label: string, days: (date: string) => boolean, daysBefore: (date: string) => boolean) => ({
        ...(label && { [period === 'month' ? 'month' : 'date']: label }),
        ...count((each) => days(keyOf(each)), until),
        ...(by && {
          same_time_last_year: count((each) => daysBefore(keyOf(each)), momentBefore(as_of ? until : NOW, by)),
          last_year: count((each) => daysBefore(keyOf(each)), until),
        }),
      });
      // A month by date is the month before; all else is the days that are set beside its days.
      const whole = (prefix: string, label: string) => {
        const beside = new Set<string>();
        for (let time = timeOf(`${prefix}-01-01`.slice(0, 10)); by && dayOf(time).startsWith(prefix); time += DAY) {
          beside.add(before(dayOf(time), by));
        }
        const isLabelled = by === 'date' && prefix.length < 10;
        return expected(
          label,
          (date) => date.startsWith(prefix),
          (date) => (isLabelled ? date.startsWith(before(prefix, 'date')) : beside.has(date)),
        );
      };
      expect(data?.totals).toEqual(whole(String(year), ''));
      const labels = data?.items.map((item) => ('date' in item ? item.date : item.month)) ?? [];
      // All months; of the days, those around what is special, and some others.
      const looked =
        period === 'month'
          ? labels
          : labels.filter((_, index) => index < 4 || index > 360 || (index > 56 && index < 62) || index % 37 === 0);
      for (const label of looked) expect(data?.items[labels.indexOf(label)]).toEqual(whole(label, label));
    }),
    RUNS,
  );
});

test('pickup is that of the model, and what the counts have gained since just before', async () => {
  const windows = fc.record({
    from: fc.oneof(dates('2014-01-01', '2017-02-05'), moments('2014-01-01', '2017-02-05')),
    to: fc.option(fc.oneof(dates('2014-01-01', '2017-02-05'), moments('2014-01-01', '2017-02-05')), { nil: undefined }),
    period: fc.constantFrom('month' as const, 'day' as const),
    year: years,
  });
  await fc.assert(
    fc.asyncProperty(windows, async ({ from, to, period, year }) => {
      const first = bound(from, '00:00:00.000Z');
      fc.pre(first <= bound(to));
      const query = given({ hotel_id: 1, updated__gte: from, updated__lte: to, period });
      const { data } = await dashboard.client.GET('/pickup', { params: { query } });
      const within = (each: Event) => each.hotel_id === 1 && each.timestamp >= first && each.timestamp <= bound(to);
      const labelOf = ({ night_of_stay }: Event) => night_of_stay.slice(0, period === 'month' ? 7 : 10);
      const labels = [...new Set(events.filter(within).map(labelOf))].sort();
      expect(data?.totals).toEqual(count(within));
      expect(data?.items).toEqual(
        labels.map((label) => ({
          [period === 'month' ? 'month' : 'night_of_stay']: label,
          ...count((each) => within(each) && labelOf(each) === label),
        })),
      );

      const totalsAsOf = async (as_of: string | undefined) => {
        const { data: counts } = await dashboard.client.GET('/dashboard', {
          params: { query: given({ hotel_id: 1, year, period: 'month' as const, as_of }) },
        });
        return counts?.totals.net ?? Number.NaN;
      };
      const gained = (data?.items ?? [])
        .filter((item) => ('month' in item ? item.month : item.night_of_stay).startsWith(String(year)))
        .reduce((sum, { net }) => sum + net, 0);
      const justBefore = new Date(Date.parse(first) - 1).toISOString();
      expect((await totalsAsOf(to)) - (await totalsAsOf(justBefore))).toBe(gained);
    }),
    RUNS,
  );
});

test('pace is that of the model, and ends with what the counts have', async () => {
  const queries = fc.record({
    year: years,
    month: fc.option(fc.constantFrom(1, 2, 2, 12), { nil: undefined }),
    as_of: asOfs,
    last_year_by: alignments,
  });
  const endOf = (year: number, month: number | undefined) => dayOf(Date.UTC(year, month ?? 12, 0));
  await fc.assert(
    fc.asyncProperty(queries, async ({ year, month, as_of, last_year_by: by }) => {
      const query = given({ hotel_id: 1, year, month, as_of, last_year_by: by });
      const { data } = await dashboard.client.GET('/pace', { params: { query } });
      const first = dayOf(Date.UTC(year, (month ?? 1) - 1, 1));
      const last = endOf(year, month);
      const lastLine = (timeOf(first) - timeOf(last)) / DAY;
      const today = (as_of ? bound(as_of) : NOW).slice(0, 10);
      const curve = (firstNight: string, lastNight: string, daysBefore: number) => {
        const day = dayOf(timeOf(firstNight) - daysBefore * DAY);
        if (day > today) return null;
        const matches = ({ night_of_stay, timestamp }: Event) =>
          night_of_stay >= firstNight &&
          night_of_stay <= lastNight &&
          (daysBefore === lastLine || timestamp.slice(0, 10) <= day);
        return count(matches, bound(as_of)).net;
      };
      const lastYearLast = by === 'date' ? endOf(year - 1, month) : dayOf(timeOf(last) - 364 * DAY);
      const items = data?.items ?? [];
      expect(items.map(({ days_before }) => days_before)).toEqual(
        Array.from({ length: 366 - lastLine }, (_, index) => 365 - index),
      );
      const looked = items.filter(({ days_before: n }) => n === 365 || n % 23 === 0 || n < lastLine + 3);
      expect(looked).toEqual(
        looked.map(({ days_before }) => ({
          days_before,
          on_the_books: curve(first, last, days_before),
          ...(by && { last_year: curve(before(first, by), lastYearLast, days_before) }),
        })),
      );
    }),
    RUNS,
  );
});
