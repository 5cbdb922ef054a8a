import { createDashboardClient, createProviderClient, type DashboardClient } from '@pickup/contracts/client';
import type { components } from '@pickup/contracts/generated/dashboard';
import { createApp } from '@pickup/dashboard/app';
import { MIGRATIONS } from '@pickup/dashboard/migrations';
import { CheckpointModel } from '@pickup/dashboard/sync/checkpoint-model';
import { createReader } from '@pickup/dashboard/sync/reader';
import { createSync, type SyncReport } from '@pickup/dashboard/sync/sync';
import { createSyncStore } from '@pickup/dashboard/sync/sync-store';
import { createVerify, type Scope, type VerifyReport } from '@pickup/dashboard/sync/verify';
import { createVerifyStore } from '@pickup/dashboard/sync/verify-store';
import type { Sequelize } from '@pickup/platform/database';
import { createTestDatabase, silent } from './database.js';
import { PROVIDER } from './mock-provider.js';
import { listen } from './server.js';

type Dashboard = components['schemas']['Dashboard'];

/** The real dashboard, over HTTP, on a database of its own. Its answers are checked against the contract. */
export interface TestDashboard {
  readonly url: string;
  readonly client: DashboardClient;
  readonly database: Sequelize;
  /** What `GET /dashboard` tells of a year as a whole, of hotel 1 in 2020 unless another one is given. */
  readonly totals: (hotelId?: number, year?: number) => Promise<Dashboard['totals'] | undefined>;
  /** Runs the sync once, against the given address or the mocked provider. */
  readonly sync: (options?: {
    now?: string;
    provider?: string;
    timeout?: number;
    signal?: AbortSignal;
  }) => Promise<SyncReport>;
  /** Compares the copy with the provider at the given address or the mocked one, and mends it. */
  readonly verify: (options?: {
    scope?: Scope;
    now?: string;
    clock?: () => number;
    provider?: string;
  }) => Promise<VerifyReport>;
  /** Makes the copy empty again, as it was at the start. */
  readonly reset: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const RESET = `
  TRUNCATE events, daily_counts, hotels, arrivals, repairs, checkpoints;
  INSERT INTO checkpoints (name) VALUES ('events')`;

interface DashboardOptions {
  /** What day it is to the dashboard, as a date-time. */
  readonly now?: string;
  readonly providerUrl?: string;
}

/** Starts a dashboard. */
export const startDashboard = async ({ now, providerUrl }: DashboardOptions = {}): Promise<TestDashboard> => {
  const { database, drop } = await createTestDatabase(MIGRATIONS, [CheckpointModel]);
  const clock = () => (now === undefined ? Date.now() : Date.parse(now));
  const app = createApp({
    database,
    logger: silent,
    stopping: () => false,
    providerUrl,
    clock,
    validateResponses: true,
  });
  const server = await listen(app);
  const store = createSyncStore(database);
  const digests = createVerifyStore(database);
  const readerOf = (url: string, timeout: number) =>
    createReader({
      client: createProviderClient({ url, timeout }),
      onRetry: (reason) => store.noteFault('sync', reason, true),
      firstPause: 1,
    });
  const client = createDashboardClient({ url: server.url });
  return {
    url: server.url,
    client,
    database,
    totals: async (hotel_id = 1, year = 2020) => {
      const query = { hotel_id, year, period: 'month' } as const;
      return (await client.GET('/dashboard', { params: { query } })).data?.totals;
    },
    sync: ({
      now = '2026-01-01T00:00:00Z',
      provider = PROVIDER,
      timeout = 10_000,
      signal = new AbortController().signal,
    } = {}) => {
      const reader = readerOf(provider, timeout);
      return createSync({ reader, store, clock: () => Date.parse(now), logger: silent })(signal);
    },
    verify: ({
      scope = 'full',
      now = '2026-01-01T00:00:00Z',
      clock = () => Date.parse(now),
      provider = PROVIDER,
    } = {}) => {
      const reader = readerOf(provider, 10_000);
      const verify = createVerify({ reader, store, digests, clock, logger: silent });
      return verify(scope, new AbortController().signal);
    },
    reset: async () => {
      await database.query(RESET);
    },
    stop: async () => {
      await server.close();
      await drop();
    },
  };
};
