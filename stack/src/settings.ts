import path from 'node:path';
import {
  httpUrl,
  interval,
  jobsUrl,
  logLevel,
  onOff,
  postgresUrl,
  readConfig,
  tcpPort,
  text,
} from '@pickup/platform/config';

/** The databases that the stack needs, by the setting that gives the address of each. */
export const DATABASES = {
  PROVIDER_DATABASE_URL: 'provider',
  DASHBOARD_DATABASE_URL: 'dashboard',
  JOBS_URL: 'jobs',
} as const;

const SPECS = {
  PROVIDER_PORT: tcpPort({ default: 3001 }),
  DASHBOARD_PORT: tcpPort({ default: 3002 }),
  DATA_DIR: text({ default: '.data' }),
  SIMULATION: onOff({ default: true }),
  SIMULATION_INTERVAL: interval({ default: 5_000 }),
  SYNC_INTERVAL: interval({ default: 5_000 }),
  PROVIDER_DATABASE_URL: postgresUrl({ default: undefined }),
  DASHBOARD_DATABASE_URL: postgresUrl({ default: undefined }),
  JOBS_URL: jobsUrl({ default: undefined }),
  PROVIDER_URL: httpUrl({ default: undefined }),
  PROVIDER_PUBLIC_URL: httpUrl({ default: undefined }),
  LOG_LEVEL: logLevel,
};

/**
 * The settings of the whole stack. They are read here to find what is wrong before anything starts; each process reads
 * its own again from the environment.
 *
 * @throws StartError naming every setting that is wrong
 */
export const readSettings = (env: NodeJS.ProcessEnv) => {
  const settings = readConfig(SPECS, env);
  return { ...settings, dataDir: path.resolve(settings.DATA_DIR) };
};

/** See {@link readSettings}. */
export type StackSettings = ReturnType<typeof readSettings>;
