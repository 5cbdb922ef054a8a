import type { components } from '@pickup/contracts/generated/dashboard';
import { QueryTypes, type Sequelize } from '@pickup/platform/database';
import { BACK } from '../last-year.js';
import { READ_PICKUP, readPace } from './sql.js';

type Schemas = components['schemas'];

/** What is asked of a window of time. */
export interface PickupQuery {
  readonly hotelId: number;
  readonly period: Schemas['Period'];
  readonly from: Date;
  /** Undefined where the window is open. */
  readonly through: Date | undefined;
}

/** A month (`YYYY-MM`) or a night (`YYYY-MM-DD`), and how many of its nights were booked and cancelled. */
export type PickupRow = readonly [label: string, bookings: number, cancellations: number];

/** What is asked of a range of nights. */
export interface PaceQuery {
  readonly hotelId: number;
  /** The first and the last night, as `YYYY-MM-DD`. */
  readonly first: string;
  readonly last: string;
  /** The moment up to which events count; undefined for all that is known. */
  readonly asOf: Date | undefined;
  /** How last year is set beside it; undefined where it is not asked for. */
  readonly lastYearBy: Schemas['Alignment'] | undefined;
}

/** How nights came on the books. */
export interface Curve {
  /** How many days before the first night the last day lies that has come; null where nothing was read yet. */
  readonly reached: number | null;
  /** What a day has added, on the days on which something was: from 365 days before the first night to the last night. */
  readonly changes: readonly (readonly [daysBefore: number, net: number])[];
}

/** What was found of a hotel. */
export type Found<T> = T & {
  /** How far the copy had read when this was read; undefined before anything was. */
  readonly syncedThrough: Date | undefined;
};

/** What has come in, as the dashboard reads it; undefined for a hotel that has never had an event. */
export interface PickupRepository {
  readonly readPickup: (query: PickupQuery) => Promise<Found<{ readonly items: readonly PickupRow[] }> | undefined>;
  readonly readPace: (
    query: PaceQuery,
  ) => Promise<Found<{ readonly curve: Curve; readonly lastYear: Curve | undefined }> | undefined>;
}

interface Row {
  readonly known: boolean;
  readonly synced_through: Date | null;
}

const FORMATS: Readonly<Record<Schemas['Period'], string>> = { month: 'YYYY-MM', day: 'YYYY-MM-DD' };

/** Opens the repository over a database that has been migrated. */
export const createPickupRepository = (database: Sequelize): PickupRepository => {
  const read = async <T extends object>(sql: string, bind: Record<string, unknown>) => {
    const [row] = await database.query<T & Row>(sql, { bind, type: QueryTypes.SELECT });
    return row?.known ? { ...row, syncedThrough: row.synced_through ?? undefined } : undefined;
  };
  return {
    readPickup: ({ hotelId, period, from, through }) =>
      read<{ items: PickupRow[] }>(READ_PICKUP, {
        hotelId,
        label: FORMATS[period],
        from: from.toISOString(),
        through: through?.toISOString() ?? null,
      }),

    readPace: async ({ hotelId, first, last, asOf, lastYearBy }) => {
      const found = await read<{ curve: Curve; last_year?: Curve }>(readPace({ lastYear: lastYearBy !== undefined }), {
        hotelId,
        first,
        last,
        asOf: asOf?.toISOString() ?? null,
        back: lastYearBy && BACK[lastYearBy],
      });
      return found && { ...found, lastYear: found.last_year };
    },
  };
};
