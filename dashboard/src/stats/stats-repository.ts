import type { components } from '@pickup/contracts/generated/dashboard';
import { QueryTypes, type Sequelize } from '@pickup/platform/database';
import { BACK } from '../last-year.js';
import { spanOf } from '../moments.js';
import { besideThisYear, type DayRow } from './calendar.js';
import { LIST_HOTELS, READ_REVISION, readYear } from './sql.js';

type Schemas = components['schemas'];

/** What is asked of a hotel's year. */
export interface YearQuery {
  readonly hotelId: number;
  readonly year: number;
  readonly basis: Schemas['Basis'];
  /** The moment up to which events count; undefined for all that is known. */
  readonly asOf: Date | undefined;
  /** How last year is set beside it; undefined where it is not asked for. */
  readonly lastYearBy: Schemas['Alignment'] | undefined;
}

/** Last year's days, under the dates of this year that they are set beside; one of a leap day is none. */
export interface LastYear {
  /** The same time last year; undefined where nothing was known then. */
  readonly asOf: Date | undefined;
  /** The days as they were known then. */
  readonly thenKnown: readonly DayRow[];
  /** The days as they are known. */
  readonly known: readonly DayRow[];
}

/** What is known of a hotel's year. */
export interface Year {
  /** How far the copy had read when this was read; undefined before anything was. */
  readonly syncedThrough: Date | undefined;
  /** The days that have counts, in order. */
  readonly days: readonly DayRow[];
  readonly lastYear: LastYear | undefined;
}

interface YearRow {
  readonly synced_through: Date | null;
  readonly known: boolean;
  readonly days: DayRow[];
  readonly last_year_as_of?: Date | null;
  readonly last_year?: DayRow[];
  readonly same_time_last_year?: DayRow[];
}

/** The counts, as the dashboard reads them. */
export interface StatsRepository {
  /** Reads the counts of a hotel's year; undefined for a hotel that has never had an event. */
  readonly readYear: (query: YearQuery) => Promise<Year | undefined>;
  /** Tells the state of the copy: whenever an answer of {@link readYear} would be another one, this is another text. */
  readonly readRevision: () => Promise<string>;
  /** The JSON text of an array of hotels. */
  readonly listHotels: () => Promise<string>;
}

// A moment before the year 1 is none of the contract's, and nothing was known then.
const withinContract = (moment: Date | null | undefined): Date | undefined =>
  moment && moment.getUTCFullYear() >= 1 ? moment : undefined;

/** Opens the repository over a database that has been migrated. */
export const createStatsRepository = (database: Sequelize): StatsRepository => ({
  readYear: async ({ hotelId, year, basis, asOf, lastYearBy }) => {
    const sql = readYear({ basis, asOf: asOf !== undefined, lastYear: lastYearBy !== undefined });
    const back = lastYearBy && BACK[lastYearBy];
    const [row] = await database.query<YearRow>(sql, {
      bind: { hotelId, ...spanOf(year), basis, asOf: asOf?.toISOString(), back },
      type: QueryTypes.SELECT,
    });
    if (!row?.known) return undefined;
    return {
      syncedThrough: row.synced_through ?? undefined,
      days: row.days,
      lastYear: lastYearBy && {
        asOf: withinContract(row.last_year_as_of),
        thenKnown: besideThisYear(row.same_time_last_year ?? [], lastYearBy),
        known: besideThisYear(row.last_year ?? [], lastYearBy),
      },
    };
  },

  readRevision: async () => {
    const [row] = await database.query<{ revision: string }>(READ_REVISION, { type: QueryTypes.SELECT });
    if (!row) throw new Error('the checkpoint is gone');
    return row.revision;
  },

  listHotels: async () => {
    const [row] = await database.query<{ hotels: string }>(LIST_HOTELS, { type: QueryTypes.SELECT });
    if (!row) throw new Error('an aggregate without a row');
    return row.hotels;
  },
});
