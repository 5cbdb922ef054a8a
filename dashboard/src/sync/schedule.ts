import { createProviderClient } from '@pickup/contracts/client';
import type { Sequelize } from '@pickup/platform/database';
import type { Logger } from '@pickup/platform/logger';
import type { PeriodicJob } from '@pickup/platform/scheduler';
import { createPageReader } from './read-page.js';
import { createSyncStore } from './sync-store.js';
import { createSync } from './sync.js';

interface SyncJobOptions {
  readonly database: Sequelize;
  /** The provider's address. */
  readonly providerUrl: string;
  /** Milliseconds from one run to the next. */
  readonly interval: number;
  readonly logger: Logger;
}

/** The periodic job that fills the dashboard's database from the provider. */
export const syncJob = ({ database, providerUrl, interval, logger }: SyncJobOptions): PeriodicJob => {
  const readPage = createPageReader(createProviderClient({ url: providerUrl }), logger);
  const sync = createSync({ readPage, store: createSyncStore(database), clock: Date.now, logger });
  return {
    name: 'sync',
    interval,
    work: async (signal) => {
      await sync(signal);
    },
  };
};
