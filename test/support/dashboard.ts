import {
  createDashboardClient,
  createProviderClient,
  type DashboardClient,
  type Event,
} from '@pickup/contracts/client';
import { createApp } from '@pickup/dashboard/app';
import { MIGRATIONS } from '@pickup/dashboard/migrations';
import { CheckpointModel } from '@pickup/dashboard/sync/checkpoint-model';
import { createReader } from '@pickup/dashboard/sync/reader';
import { createSync, type SyncReport } from '@pickup/dashboard/sync/sync';
import { createSyncStore } from '@pickup/dashboard/sync/sync-store';
import { createVerify, type Scope, type VerifyReport } from '@pickup/dashboard/sync/verify';
import { createVerifyStore } from '@pickup/dashboard/sync/verify-store';
import type { Sequelize } from '@pickup/platform/database';
import nock from 'nock';
import { createTestDatabase, silent } from './database.js';
import { listen } from './server.js';

/** The address at which nock stands for the provider. */
export const PROVIDER = 'http://provider.test';

/** The real dashboard, over HTTP, on a database of its own. Its answers are checked against the contract. */
export interface TestDashboard {
  readonly url: string;
  readonly client: DashboardClient;
  readonly database: Sequelize;
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
  return {
    url: server.url,
    client: createDashboardClient({ url: server.url }),
    database,
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

/** Has the mocked provider answer the next requests of a sync with these pages, one after the other. */
export const mockPages = (...pages: readonly (readonly Event[])[]): nock.Scope => {
  const scope = nock(PROVIDER);
  pages.forEach((page, index) => {
    const isLast = index === pages.length - 1;
    const link = `</events?limit=10000&cursor=page-${String(index + 1)}>; rel="next"`;
    scope
      .get('/events')
      .query(({ cursor }) => (index === 0 ? cursor === undefined : cursor === `page-${String(index)}`))
      .reply(200, JSON.stringify(page), { 'Content-Type': 'application/json', ...(!isLast && { Link: link }) });
  });
  return scope;
};

/** An event of the provider, with some fields of one's own. */
export const event = (fields: Partial<Event> = {}): Event => ({
  id: 1,
  hotel_id: 1,
  timestamp: '2020-01-01T00:00:00.000Z',
  rpg_status: 1,
  room_id: 1,
  night_of_stay: '2020-01-01',
  ...fields,
});
