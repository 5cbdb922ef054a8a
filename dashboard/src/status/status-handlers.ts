import type { components, operations } from '@pickup/contracts/generated/dashboard';
import type { Handlers } from '@pickup/contracts/server/handlers';
import type { CheckpointRow, StatusRepository } from './status-repository.js';

type Schemas = components['schemas'];

const NOTHING_MEASURED: Schemas['Arrivals'] = {
  events: 0,
  late: 0,
  p50_seconds: null,
  p90_seconds: null,
  p99_seconds: null,
  longest_seconds: null,
};

const text = (moment: Date | null): string | null => moment?.toISOString() ?? null;

const stateOf = ({ caught_up, synced_through }: CheckpointRow): Schemas['SyncStatus']['state'] =>
  caught_up ? 'following' : synced_through ? 'catching_up' : 'empty';

const runOf = (row: CheckpointRow): Schemas['SyncRun'] | null => {
  if (!row.run_started_at) return null;
  const { run_pages: pages, run_events: events, run_seconds: seconds } = row;
  const rate = (count: number) => (seconds ? count / seconds : null);
  return {
    started_at: row.run_started_at.toISOString(),
    complete: row.run_complete,
    pages,
    events,
    pages_per_second: rate(pages),
    events_per_second: rate(events),
  };
};

const errorOf = ({ error_at, error_job, error_detail }: CheckpointRow): Schemas['SyncError'] | null =>
  error_at && error_job && error_detail !== null
    ? { at: error_at.toISOString(), job: error_job, detail: error_detail }
    : null;

/**
 * The work of the operations that tell how far the copy can be trusted.
 *
 * @param providerUrl - the address of the provider for those who read the answers; undefined where none was set
 */
export const createStatusHandlers = (
  status: StatusRepository,
  providerUrl: string | undefined,
): Pick<Handlers<operations>, 'getSyncStatus'> => ({
  getSyncStatus: async ({ query: { hotel_id } }) => {
    const [row, arrivals, repairs] = await Promise.all([
      status.readCheckpoint(),
      status.readArrivals(hotel_id),
      status.readRepairs(hotel_id),
    ]);
    const { pages, events_read, events_added, retries } = row;
    return {
      status: 200,
      body: {
        state: stateOf(row),
        provider_url: providerUrl ?? null,
        watermark: text(row.watermark),
        synced_through: text(row.synced_through),
        lag_seconds: row.lag_seconds,
        overlap_seconds: row.overlap_seconds,
        progress: row.progress,
        run: runOf(row),
        totals: { pages, events_read, events_added, retries },
        verification: {
          verified_through: text(row.verified_through),
          age_seconds: row.verified_age_seconds,
          verified_at: text(row.verified_at),
          fully_verified_at: text(row.fully_verified_at),
          differing_days: row.differing_days,
          differing: row.differing,
        },
        late_arrivals: { all: arrivals.all ?? NOTHING_MEASURED, hotels: arrivals.hotels },
        repairs,
        last_error: errorOf(row),
      },
    };
  },
});
