import { createProviderClient } from '@pickup/contracts/client';
import type { Sequelize } from '@pickup/platform/database';
import type { Logger } from '@pickup/platform/logger';
import type { PeriodicJob } from '@pickup/platform/scheduler';
import { createReader } from './reader.js';
import { createSyncStore } from './sync-store.js';
import { createSync } from './sync.js';
import { createVerify } from './verify.js';

interface SyncJobsOptions {
  readonly database: Sequelize;
  /** The provider's address. */
  readonly providerUrl: string;
  /** Milliseconds from one run of the sync to the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/**
 * A verification looks at everything: for each second that one takes, this many pass before the next. One that found
 * something is followed by the next at once: where there was one late event, there may be more.
 */
const REST = 3;

/** The periodic jobs that fill the dashboard's database from the provider, and verify it. */
export const syncJobs = ({ database, providerUrl, interval, logger }: SyncJobsOptions): PeriodicJob[] => {
  const reader = createReader(createProviderClient({ url: providerUrl }), logger);
  const store = createSyncStore(database);
  const sync = createSync({ reader, store, clock: Date.now, logger });
  const verify = createVerify({ reader, store, logger });
  let restUntil = 0;
  return [
    {
      name: 'sync',
      interval,
      work: async (signal) => {
        await sync(signal);
      },
    },
    {
      name: 'verify',
      interval,
      work: async (signal) => {
        const began = Date.now();
        if (began < restUntil) return;
        const { added } = await verify(signal);
        const ended = Date.now();
        restUntil = added > 0 ? ended : ended + REST * (ended - began);
      },
    },
  ];
};
