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

/** The provider, the dashboard and its worker as processes of their own, each service on a database of its own. */
export interface TestSystem {
  readonly provider: { readonly url: string; readonly client: ProviderClient };
  readonly dashboard: { readonly url: string; readonly client: DashboardClient };
  /** Waits until the dashboard has read this many events. */
  readonly untilRead: (events: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a program of the project, as it was built; resolves when it listens. */
const startProcess = async (program: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> => {
  const child = spawnProgram({ program, env }, ['ignore', 'ignore', 'inherit', 'ipc']);
  await once(child, 'message');
  return child;
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
  const programs = ['provider/dist/main.js', 'dashboard/dist/main.js', 'dashboard/dist/worker.js'];
  const children = await Promise.all(programs.map((program) => startProcess(program, env)));
  const client = createDashboardClient({ url: dashboardUrl });
  return {
    provider: { url: providerUrl, client: createProviderClient({ url: providerUrl }) },
    dashboard: { url: dashboardUrl, client },
    untilRead: (events) =>
      until('the dashboard has read the events', async () => {
        const { data } = await client.GET('/sync');
        return data !== undefined && data.totals.events_added >= events;
      }),
    stop: async () => {
      await Promise.all(children.map(stopProcess));
      await Promise.all(databases.map(({ drop }) => drop()));
    },
  };
};
