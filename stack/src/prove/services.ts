import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '@pickup/platform/ports';
import { keepAlive, startPostgres, type Victim } from './processes.js';
import { openProxy, type Proxy } from './proxy.js';

/** All that is tried, as it runs. */
export interface Services {
  readonly postgres: Victim;
  readonly provider: Victim;
  /** Between the provider and everyone else. */
  readonly proxy: Proxy;
  /** Starts the dashboard and two workers. */
  readonly startDashboard: () => { readonly dashboard: Victim; readonly workers: readonly Victim[] };
  /** Where the provider and the dashboard are, with nothing in between. */
  readonly urls: { readonly provider: string; readonly dashboard: string };
}

interface ServicesOptions {
  /** For the database and the logs. */
  readonly folder: string;
  readonly seed: string;
  /** Whether there is time for faults that last half a minute. */
  readonly patient: boolean;
  /** Is told, in words, what happens. */
  readonly report: (message: string) => void;
  /** Registers what has to be stopped; the last one is stopped first. */
  readonly onStop: (stop: () => Promise<void>) => void;
}

const address = (port: number): string => `http://127.0.0.1:${String(port)}`;

/** Starts Postgres, the provider and the proxy. */
export const startServices = async ({ folder, seed, patient, report, onStop }: ServicesOptions): Promise<Services> => {
  const logs = path.join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  const postgres = await startPostgres(path.join(folder, 'postgres'), report);
  onStop(postgres.stop);
  for (const name of ['provider', 'dashboard', 'jobs']) await postgres.ensureDatabase(name);

  const [providerPort, dashboardPort] = [await freePort(), await freePort()];
  const proxy = await openProxy({ target: address(providerPort), seed, patient });
  onStop(proxy.close);

  const env = {
    ...process.env,
    PROVIDER_PORT: String(providerPort),
    DASHBOARD_PORT: String(dashboardPort),
    PROVIDER_DATABASE_URL: postgres.url('provider'),
    DASHBOARD_DATABASE_URL: postgres.url('dashboard'),
    JOBS_URL: postgres.url('jobs'),
    PROVIDER_URL: proxy.url,
    SYNC_INTERVAL: '500ms',
    LOG_LEVEL: 'info',
  };
  const start = (name: string, program: string): Victim => {
    const victim = keepAlive(name, program, env, logs);
    onStop(victim.stop);
    return victim;
  };
  return {
    postgres,
    proxy,
    provider: start('provider', 'provider/dist/main.js'),
    startDashboard: () => ({
      dashboard: start('dashboard', 'dashboard/dist/main.js'),
      workers: ['first', 'second'].map((which) => start(`${which} worker`, 'dashboard/dist/worker.js')),
    }),
    urls: { provider: address(providerPort), dashboard: address(dashboardPort) },
  };
};
