import type { components } from '@pickup/contracts/generated/dashboard';
import { QueryTypes, type Sequelize } from '@pickup/platform/database';
import { READ_ARRIVALS, READ_CHECKPOINT, READ_REPAIRS } from './sql.js';

type Schemas = components['schemas'];

/** What is known of the copy as a whole. Durations are seconds. */
export interface CheckpointRow {
  readonly watermark: Date | null;
  readonly synced_through: Date | null;
  readonly caught_up: boolean;
  readonly overlap_seconds: number;
  readonly verified_through: Date | null;
  readonly verified_at: Date | null;
  readonly fully_verified_at: Date | null;
  readonly differing_days: number;
  readonly differing: Schemas['HotelDay'][];
  /** Counted since the copy was begun. */
  readonly pages: number;
  readonly events_read: number;
  readonly events_added: number;
  readonly retries: number;
  readonly repaired_days: number;
  readonly repaired_events: number;
  /** The run that is going on, or the last one. */
  readonly run_started_at: Date | null;
  readonly run_complete: boolean;
  readonly run_pages: number;
  readonly run_events: number;
  readonly run_seconds: number | null;
  readonly error_at: Date | null;
  readonly error_job: Schemas['SyncError']['job'] | null;
  readonly error_detail: string | null;
  readonly lag_seconds: number | null;
  readonly verified_age_seconds: number | null;
  /** 0 to 1. */
  readonly progress: number;
}

/** The late arrivals as the contract writes them; `all` is null where nothing was measured. */
interface ArrivalsRow {
  readonly all: Schemas['Arrivals'] | null;
  readonly hotels: Schemas['HotelArrivals'][];
}

/** The state of the copy, as people and monitoring read it. */
export interface StatusRepository {
  readonly readCheckpoint: () => Promise<CheckpointRow>;
  /** Of one hotel, or of all. */
  readonly readArrivals: (hotelId: number | undefined) => Promise<ArrivalsRow>;
  readonly readRepairs: (hotelId: number | undefined) => Promise<Schemas['SyncStatus']['repairs']>;
}

/** Opens the repository over a database that has been migrated. */
export const createStatusRepository = (database: Sequelize): StatusRepository => {
  const readRow = async <Row extends object>(sql: string, bind: Record<string, unknown> = {}): Promise<Row> => {
    const [row] = await database.query<Row>(sql, { bind, type: QueryTypes.SELECT });
    if (!row) throw new Error('a query that has always a row has none');
    return row;
  };
  return {
    readCheckpoint: () => readRow(READ_CHECKPOINT),
    readArrivals: (hotelId) => readRow(READ_ARRIVALS, { hotelId: hotelId ?? null }),
    readRepairs: (hotelId) => readRow(READ_REPAIRS, { hotelId: hotelId ?? null }),
  };
};
