import { lastMoment } from '@pickup/contracts/formats';
import type { components, operations } from '@pickup/contracts/generated/dashboard';
import { weakEtag } from '@pickup/contracts/server/etag';
import { JsonText, type Handlers } from '@pickup/contracts/server/handlers';
import { csvAnswer, momentInName } from '../csv.js';
import { unknownHotel } from '../unknown-hotel.js';
import { countsOf, daysOf, monthsOf, totalsOf, type DayRow } from './calendar.js';
import { remember } from './remember.js';
import type { StatsRepository, Year } from './stats-repository.js';

type Schemas = components['schemas'];
type Query = operations['getDashboard']['parameters']['query'];

/** Counts some days, and last year's beside them where they were asked for. */
const countWith =
  ({ days, lastYear }: Year) =>
  (count: (rows: readonly DayRow[]) => Schemas['Counts'][]): Schemas['YearCounts'][] => {
    const [counts, thenKnown, known] = [days, lastYear?.thenKnown, lastYear?.known].map((rows) => rows && count(rows));
    return (counts ?? []).map((each, index) => ({
      ...each,
      ...(thenKnown?.[index] && { same_time_last_year: thenKnown[index] }),
      ...(known?.[index] && { last_year: known[index] }),
    }));
  };

const itemsOf = (period: Schemas['Period'], year: number, found: Year): Schemas['Dashboard']['items'] => {
  const labels = period === 'month' ? monthsOf(year) : daysOf(year);
  const counts = countWith(found)((rows) => countsOf(labels, rows));
  return period === 'month'
    ? counts.map((each, index) => ({ month: labels[index] ?? '', ...each }))
    : counts.map((each, index) => ({ date: labels[index] ?? '', ...each }));
};

const readDashboard = async (stats: StatsRepository, query: Query): Promise<Schemas['Dashboard']> => {
  const { hotel_id, period, year, basis, last_year_by } = query;
  if (basis === undefined) throw new Error('the contract has lost its default for basis');
  const asOf = lastMoment(query.as_of);
  const found = await stats.readYear({ hotelId: hotel_id, year, basis, asOf, lastYearBy: last_year_by });
  if (!found) throw unknownHotel(hotel_id);
  const [totals] = countWith(found)((rows) => [totalsOf(rows)]);
  if (!totals) throw new Error('a year without totals');
  return {
    hotel_id,
    year,
    period,
    basis,
    as_of: asOf?.toISOString() ?? null,
    synced_through: found.syncedThrough?.toISOString() ?? null,
    ...(last_year_by && { last_year_by, last_year_as_of: found.lastYear?.asOf?.toISOString() ?? null }),
    totals,
    items: itemsOf(period, year, found),
  };
};

const fileNameOf = ({ hotel_id, year, period, basis, as_of }: Schemas['Dashboard']): string =>
  [
    `pickup-hotel-${String(hotel_id)}-${String(year).padStart(4, '0')}-by-${period}`,
    ...(basis === 'timestamp' ? ['of-timestamp'] : []),
    ...(as_of === null ? [] : [`as-of-${momentInName(new Date(as_of))}`]),
  ].join('-');

const COUNTS = ['bookings', 'cancellations', 'net'] as const;
const LAST_YEARS = ['same_time_last_year', 'last_year'] as const;

/** The work of the operations that tell the counts. */
export const createStatsHandlers = (
  stats: StatsRepository,
): Pick<Handlers<operations>, 'getDashboard' | 'getDashboardCsv' | 'listHotels'> => {
  const answerDashboard = remember(stats.readRevision, async (query: Query) => {
    const body = await readDashboard(stats, query);
    // The two move on by themselves.
    const { synced_through: _synced_through, last_year_as_of: _last_year_as_of, ...numbers } = body;
    const json = new JsonText<Schemas['Dashboard']>(JSON.stringify(body));
    return { status: 200 as const, body: json, headers: { ETag: weakEtag(numbers) } };
  });

  return {
    getDashboard: ({ query }) => answerDashboard(query),

    getDashboardCsv: async ({ query }) => {
      const dashboard = await readDashboard(stats, query);
      const lastYears = dashboard.last_year_by ? LAST_YEARS : [];
      const label = dashboard.period === 'month' ? 'month' : 'date';
      const columns = [label, ...COUNTS, ...lastYears.flatMap((which) => COUNTS.map((count) => `${which}_${count}`))];
      const rows = dashboard.items.map((item) => [
        'month' in item ? item.month : item.date,
        ...[item, ...lastYears.map((which) => item[which])].flatMap((counts) =>
          COUNTS.map((count) => counts?.[count] ?? null),
        ),
      ]);
      return csvAnswer(fileNameOf(dashboard), columns, rows);
    },

    listHotels: async () => ({ status: 200, body: new JsonText(await stats.listHotels()) }),
  };
};
