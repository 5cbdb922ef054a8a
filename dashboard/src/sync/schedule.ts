import { createProviderClient } from '@pickup/contracts/client';
import type { Sequelize } from '@pickup/platform/database';
import { describeError } from '@pickup/platform/errors';
import type { Logger } from '@pickup/platform/logger';
import type { PeriodicJob, Work } from '@pickup/platform/scheduler';
import { createReader, type Reader } from './reader.js';
import { createSyncStore, type SyncJob } from './sync-store.js';
import { createSync } from './sync.js';
import { createVerify } from './verify.js';
import { createVerifyStore } from './verify-store.js';

interface SyncJobsOptions {
  readonly database: Sequelize;
  /** The provider's address. */
  readonly providerUrl: string;
  /** Milliseconds from one run of a job to the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/** The periodic jobs that fill the dashboard's database from the provider, and verify it. */
export const syncJobs = ({ database, providerUrl, interval, logger }: SyncJobsOptions): PeriodicJob[] => {
  const store = createSyncStore(database);
  const client = createProviderClient({ url: providerUrl });
  const clock = Date.now;

  // A job that fails says why where people look, and fails: its next run is the next attempt.
  const job = (name: SyncJob, workWith: (reader: Reader) => Work): PeriodicJob => {
    const onRetry = async (reason: string, attempt: number) => {
      logger.warn({ job: name, reason, attempt }, 'the provider did not answer well');
      await store.noteFault(name, reason, true);
    };
    const work = workWith(createReader({ client, onRetry }));
    return {
      name,
      interval,
      work: async (signal) => {
        try {
          await work(signal);
        } catch (error) {
          if (!signal.aborted) await store.noteFault(name, describeError(error), false);
          throw error;
        }
      },
    };
  };

  return [
    job('sync', (reader) => {
      const sync = createSync({ reader, store, clock, logger });
      return async (signal) => {
        await sync(signal);
      };
    }),
    job('verify', (reader) => {
      const verify = createVerify({ reader, store, digests: createVerifyStore(database), clock, logger });
      return async (signal) => {
        // The hot days need not wait for everything.
        await verify('hot', signal);
        const { fullDueAt } = await store.readCheckpoint();
        if (!fullDueAt || clock() >= +fullDueAt) await verify('full', signal);
      };
    }),
  ];
};
