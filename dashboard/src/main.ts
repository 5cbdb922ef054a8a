import { httpHost, httpUrl, postgresUrl, tcpPort } from '@pickup/platform/config';
import { openDatabase, untilAvailable } from '@pickup/platform/database';
import { runProcess, serve } from '@pickup/platform/lifecycle';
import { migrate } from '@pickup/platform/migrations';
import { createApp } from './app.js';
import { MIGRATIONS } from './migrations.js';

const SETTINGS = {
  HOST: httpHost,
  DASHBOARD_PORT: tcpPort({ default: 3002 }),
  DASHBOARD_DATABASE_URL: postgresUrl(),
  PROVIDER_PUBLIC_URL: httpUrl({ default: undefined }),
};

await runProcess('dashboard', SETTINGS, async (context) => {
  const { settings, logger, signal, onStop } = context;
  const database = openDatabase({ url: settings.DASHBOARD_DATABASE_URL, models: [] });
  onStop('database', () => database.close());
  await untilAvailable(() => migrate(database, MIGRATIONS, logger), logger, signal);
  const providerUrl = settings.PROVIDER_PUBLIC_URL;
  const app = createApp({ database, logger, stopping: () => signal.aborted, providerUrl });
  await serve(app, { host: settings.HOST, port: settings.DASHBOARD_PORT }, context);
});
