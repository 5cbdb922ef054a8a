import { httpHost, httpUrl, interval, jobsUrl, onOff, tcpPort, text } from '@pickup/platform/config';
import { createHttpApp } from '@pickup/platform/http-app';
import { runProcess, serve } from '@pickup/platform/lifecycle';
import { createMetrics } from '@pickup/platform/metrics';
import { startScheduler } from '@pickup/platform/scheduler';
import { simulationJob } from './simulation/schedule.js';

const SETTINGS = {
  HOST: httpHost,
  PROVIDER_WORKER_PORT: tcpPort({ default: 0 }),
  PROVIDER_URL: httpUrl({ default: 'http://127.0.0.1:3001' }),
  JOBS_URL: jobsUrl(),
  SIMULATION: onOff({ default: true }),
  SIMULATION_INTERVAL: interval({ default: 5_000 }),
  SIMULATION_SEED: text({ default: 'pickup' }),
};

await runProcess('provider-worker', SETTINGS, async (context) => {
  const { settings, logger, signal, onStop } = context;
  const job = simulationJob({
    providerUrl: settings.PROVIDER_URL,
    seed: settings.SIMULATION_SEED,
    interval: settings.SIMULATION_INTERVAL,
    logger,
  });
  const jobs = settings.SIMULATION ? [job] : [];
  const scheduler = await startScheduler({ url: settings.JOBS_URL, name: 'provider-worker', jobs, logger, signal });
  onStop('scheduler', scheduler.stop);

  const health = { checks: { jobs: scheduler.check }, stopping: () => signal.aborted };
  const app = createHttpApp({ logger, metrics: createMetrics(), health });
  await serve(app, { host: settings.HOST, port: settings.PROVIDER_WORKER_PORT }, context);
});
