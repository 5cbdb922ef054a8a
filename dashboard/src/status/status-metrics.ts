import { addFigures, type Figure, type Metrics } from '@pickup/platform/metrics';
import type { CheckpointRow, StatusRepository } from './status-repository.js';

const FIGURES: readonly Figure<CheckpointRow>[] = [
  {
    name: 'pickup_sync_lag_seconds',
    help: 'Seconds since the moment up to which the provider has been read.',
    kind: 'gauge',
    value: (row) => row.lag_seconds,
  },
  {
    name: 'pickup_sync_verified_age_seconds',
    help: 'Seconds since the moment up to which the copy is verified.',
    kind: 'gauge',
    value: (row) => row.verified_age_seconds,
  },
  {
    name: 'pickup_sync_overlap_seconds',
    help: 'How far before the watermark each run of the sync starts.',
    kind: 'gauge',
    value: (row) => row.overlap_seconds,
  },
  {
    name: 'pickup_sync_differing_days',
    help: 'Days of hotels that differ from what the provider has and that adding what is missing does not mend.',
    kind: 'gauge',
    value: (row) => row.differing_days,
  },
  {
    name: 'pickup_sync_pages_total',
    help: 'Pages that the sync has read.',
    kind: 'counter',
    value: (row) => row.pages,
  },
  {
    name: 'pickup_sync_events_read_total',
    help: 'Events in the pages that the sync has read.',
    kind: 'counter',
    value: (row) => row.events_read,
  },
  {
    name: 'pickup_sync_events_added_total',
    help: 'Events that were new in the copy.',
    kind: 'counter',
    value: (row) => row.events_added,
  },
  {
    name: 'pickup_sync_retries_total',
    help: 'Requests to the provider that were made again.',
    kind: 'counter',
    value: (row) => row.retries,
  },
  {
    name: 'pickup_sync_repaired_days_total',
    help: 'Days of hotels to which the verification has added events.',
    kind: 'counter',
    value: (row) => row.repaired_days,
  },
  {
    name: 'pickup_sync_repaired_events_total',
    help: 'Events that the verification has added.',
    kind: 'counter',
    value: (row) => row.repaired_events,
  },
];

/**
 * Adds what `GET /sync` tells to the metrics of a process. It is read from the database: so it is the same wherever it is
 * read, adds up over all workers, and survives their restarts.
 */
export const addStatusMetrics = (metrics: Metrics, { readCheckpoint }: StatusRepository): void => {
  addFigures(metrics, FIGURES, readCheckpoint);
};
