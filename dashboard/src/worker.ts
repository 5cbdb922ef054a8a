import { httpHost, httpUrl, interval, jobsUrl, postgresUrl, tcpPort } from '@pickup/platform/config';
import { openDatabase, untilAvailable } from '@pickup/platform/database';
import { createHttpApp } from '@pickup/platform/http-app';
import { runProcess, serve } from '@pickup/platform/lifecycle';
import { createMetrics } from '@pickup/platform/metrics';
import { migrate } from '@pickup/platform/migrations';
import { startScheduler } from '@pickup/platform/scheduler';
import { MIGRATIONS } from './migrations.js';
import { addStatusMetrics } from './status/status-metrics.js';
import { createStatusRepository } from './status/status-repository.js';
import { CheckpointModel } from './sync/checkpoint-model.js';
import { syncJobs } from './sync/schedule.js';

const SETTINGS = {
  HOST: httpHost,
  DASHBOARD_WORKER_PORT: tcpPort({ default: 0 }),
  DASHBOARD_DATABASE_URL: postgresUrl(),
  JOBS_URL: jobsUrl(),
  PROVIDER_URL: httpUrl({ default: 'http://127.0.0.1:3001' }),
  SYNC_INTERVAL: interval({ default: 5_000 }),
};

await runProcess('dashboard-worker', SETTINGS, async (context) => {
  const { settings, logger, signal, onStop } = context;
  const database = openDatabase({ url: settings.DASHBOARD_DATABASE_URL, models: [CheckpointModel], connections: 4 });
  onStop('database', () => database.close());
  await untilAvailable(() => migrate(database, MIGRATIONS, logger), logger, signal);

  const jobs = syncJobs({ database, providerUrl: settings.PROVIDER_URL, interval: settings.SYNC_INTERVAL, logger });
  const scheduler = await startScheduler({
    url: settings.JOBS_URL,
    name: 'dashboard-worker',
    jobs,
    logger,
    signal,
  });
  onStop('scheduler', scheduler.stop);

  const checks = { database: () => database.authenticate(), jobs: scheduler.check };
  const health = { checks, stopping: () => signal.aborted };
  const metrics = createMetrics();
  addStatusMetrics(metrics, createStatusRepository(database));
  const app = createHttpApp({ logger, metrics, health });
  await serve(app, { host: settings.HOST, port: settings.DASHBOARD_WORKER_PORT }, context);
});
