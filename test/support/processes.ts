import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  createDashboardClient,
  createProviderClient,
  type DashboardClient,
  type ProviderClient,
} from '@pickup/contracts/client';
import { freePort } from '@pickup/platform/ports';
import { spawnProgram, stopProcess } from '@pickup/stack/child';
import { createEmptyDatabase } from './database.js';
import { until } from './until.js';

/** A process of the system, as it was built, which can be stopped and started again where it was. */
export interface TestProcess {
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** The provider, the dashboard and its worker as processes of their own, each service on a database of its own. */
export interface TestSystem {
  readonly provider: TestProcess & { readonly url: string; readonly client: ProviderClient };
  readonly dashboard: TestProcess & { readonly url: string; readonly client: DashboardClient };
  /** Waits until the dashboard has read this many events. */
  readonly untilRead: (events: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const processOf = (program: string, env: NodeJS.ProcessEnv): TestProcess => {
  let child: ChildProcess | undefined;
  return {
    start: async () => {
      child = spawnProgram({ program, env }, ['ignore', 'ignore', 'inherit', 'ipc']);
      await once(child, 'message');
    },
    stop: async () => {
      if (child) await stopProcess(child);
    },
  };
};

/** Starts the system. The worker reads several times a second. */
export const startSystem = async (): Promise<TestSystem> => {
  const databases = await Promise.all([createEmptyDatabase(), createEmptyDatabase(), createEmptyDatabase()]);
  const [PROVIDER_DATABASE_URL, DASHBOARD_DATABASE_URL, JOBS_URL] = databases.map(({ url }) => url);
  const ports = [await freePort(), await freePort()];
  const [providerUrl = '', dashboardUrl = ''] = ports.map((port) => `http://127.0.0.1:${String(port)}`);
  const env = {
    PATH: process.env['PATH'],
    PROVIDER_PORT: String(ports[0]),
    DASHBOARD_PORT: String(ports[1]),
    PROVIDER_URL: providerUrl,
    PROVIDER_PUBLIC_URL: providerUrl,
    PROVIDER_DATABASE_URL,
    DASHBOARD_DATABASE_URL,
    JOBS_URL,
    SYNC_INTERVAL: '300ms',
  };
  const provider = processOf('provider/dist/main.js', env);
  const dashboard = processOf('dashboard/dist/main.js', env);
  const worker = processOf('dashboard/dist/worker.js', env);
  await Promise.all([provider.start(), dashboard.start(), worker.start()]);
  const client = createDashboardClient({ url: dashboardUrl });
  return {
    provider: { ...provider, url: providerUrl, client: createProviderClient({ url: providerUrl }) },
    dashboard: { ...dashboard, url: dashboardUrl, client },
    untilRead: (events) =>
      until('the dashboard has read the events', async () => {
        const { data } = await client.GET('/sync');
        return data !== undefined && data.totals.events_added >= events;
      }),
    stop: async () => {
      await Promise.all([worker.stop(), dashboard.stop(), provider.stop()]);
      await Promise.all(databases.map(({ drop }) => drop()));
    },
  };
};
