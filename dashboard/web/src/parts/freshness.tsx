import type { components } from '@pickup/contracts/generated/dashboard';
import { formatDuration, formatMoment, formatNumberOf, formatShare } from '../format.js';
import type { Resource } from '../use-resource.js';
import { Notice } from './notice.js';

type SyncStatus = components['schemas']['SyncStatus'];

/** From this lag on, in seconds, numbers are called stale; sooner, if the last thing that is known is an error. */
const [STALE, STALE_BY_ERROR] = [60, 10];

const isStale = ({ lag_seconds: lag, last_error: error, synced_through: through }: SyncStatus): boolean => {
  const isFailing = error !== null && through !== null && error.at > through;
  return (lag ?? 0) > (isFailing ? STALE_BY_ERROR : STALE);
};

/** How fresh the numbers are: their state, for all that shows it. */
export type Freshness = 'loading' | 'offline' | 'empty' | 'filling' | 'stale' | 'adding' | 'live';

/** For so long after the last one, in seconds, late events are expected to go on coming: a history is being imported. */
const ADDING = 60;

const isAdding = ({ repairs, synced_through: through }: SyncStatus): boolean => {
  const [latest] = repairs.latest;
  return (
    latest !== undefined && through !== null && Date.parse(through) - Date.parse(latest.repaired_at) < ADDING * 1000
  );
};

/** How fresh the numbers are. */
export const freshnessOf = ({ data, failure }: Resource<SyncStatus>): Freshness => {
  if (failure) return 'offline';
  if (!data) return 'loading';
  if (data.state === 'empty') return 'empty';
  if (data.state === 'catching_up') return 'filling';
  return isStale(data) ? 'stale' : isAdding(data) ? 'adding' : 'live';
};

const BADGES: Record<Freshness, string> = {
  loading: 'Loading',
  offline: 'Not connected',
  empty: 'Empty',
  filling: 'Filling',
  stale: 'Stale',
  adding: 'Adding',
  live: 'Live',
};

const verifiedText = ({ verification }: SyncStatus): string => {
  const { verified_through: through, fully_verified_at: checked, differing_days: differing } = verification;
  if (differing > 0) return `${formatNumberOf(differing, 'day')} of hotels not as the provider has them`;
  if (through === null || checked === null) return 'Not verified yet';
  return `Verified complete up to ${formatMoment(through)}, checked at ${formatMoment(checked)}`;
};

const Badge = ({ freshness }: { freshness: Freshness }) => (
  <span class={`badge ${freshness}`}>
    <svg width="10" height="10" aria-hidden="true">
      {freshness === 'live' ? (
        <circle cx="5" cy="5" r="5" />
      ) : freshness === 'stale' || freshness === 'offline' ? (
        <path d="M5 0 10 10H0Z" />
      ) : (
        <rect width="10" height="10" />
      )}
    </svg>
    {BADGES[freshness]}
  </span>
);

/** Up to when the numbers are known, how far they lag behind, and up to when they are verified. */
export const FreshnessLine = ({ sync }: { sync: Resource<SyncStatus> }) => {
  const freshness = freshnessOf(sync);
  const { data } = sync;
  return (
    <div class="freshness">
      <Badge freshness={freshness} />
      {data?.synced_through != null && <span>As of {formatMoment(data.synced_through)}</span>}
      {data?.lag_seconds != null && freshness !== 'offline' && <span>{formatDuration(data.lag_seconds)} behind</span>}
      {data && (
        <span class={data.verification.differing_days > 0 ? 'verified wrong' : 'verified'}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d={data.verification.verified_through === null ? 'M2 6h8' : 'M1.5 6.5 4.5 9.5 10.5 2.5'} />
          </svg>
          {verifiedText(data)}
        </span>
      )}
    </div>
  );
};

/** What is the matter with the numbers as a whole, if anything, and what to do about it. */
export const FreshnessNotice = ({ sync }: { sync: Resource<SyncStatus> }) => {
  const { data, failure, retry } = sync;
  const error = data?.last_error;
  switch (freshnessOf(sync)) {
    case 'offline':
      return (
        <Notice kind="error" retry={retry}>
          {failure?.detail} {data?.synced_through && `The numbers are those of ${formatMoment(data.synced_through)}.`}{' '}
          Trying again…
        </Notice>
      );
    case 'filling':
      return (
        <Notice kind="info">
          The history is being read: {formatShare(data?.progress ?? 0)}. The numbers grow until it is complete.
          <progress value={data?.progress ?? 0} aria-label="How much of the history has been read" />
        </Notice>
      );
    case 'adding':
      return (
        <Notice kind="info">
          Events of earlier days have arrived late and are being added, as when a history is imported. The numbers
          change until that is done.
        </Notice>
      );
    case 'stale':
      return (
        <Notice kind="warning">
          Nothing new has been read from the provider for {formatDuration(data?.lag_seconds ?? 0)}
          {error ? `: ${error.detail}` : ''}. These numbers may be out of date. They catch up by themselves once the
          provider answers and the worker of the dashboard runs.
        </Notice>
      );
    default:
      return null;
  }
};
