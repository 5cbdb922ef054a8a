import type { components } from '@pickup/contracts/generated/dashboard';
import { QueryTypes, type Sequelize } from '@pickup/platform/database';
import type { DayRow } from './calendar.js';
import { LIST_HOTELS, READ_YEAR } from './sql.js';

/** What is known of a hotel's year. */
export interface Year {
  /** How far the copy had read when this was read; undefined before anything was. */
  readonly syncedThrough: Date | undefined;
  /** The days that have counts, in order. */
  readonly days: readonly DayRow[];
}

/** The counts, as the dashboard reads them. */
export interface StatsRepository {
  /** Reads the counts of a hotel's year; undefined for a hotel that has never had an event. */
  readonly readYear: (
    hotelId: number,
    year: number,
    basis: components['schemas']['Basis'],
  ) => Promise<Year | undefined>;
  /** The JSON text of an array of hotels. */
  readonly listHotels: () => Promise<string>;
}

/** Opens the repository over a database that has been migrated. */
export const createStatsRepository = (database: Sequelize): StatsRepository => ({
  readYear: async (hotelId, year, basis) => {
    const [row] = await database.query<{ synced_through: Date | null; known: boolean; days: DayRow[] }>(READ_YEAR, {
      bind: { hotelId, year, basis },
      type: QueryTypes.SELECT,
    });
    return row?.known ? { syncedThrough: row.synced_through ?? undefined, days: row.days } : undefined;
  },

  listHotels: async () => {
    const [row] = await database.query<{ hotels: string }>(LIST_HOTELS, { type: QueryTypes.SELECT });
    if (!row) throw new Error('an aggregate without a row');
    return row.hotels;
  },
});
