import { httpHost, postgresUrl, tcpPort } from '@pickup/platform/config';
import { openDatabase, untilAvailable } from '@pickup/platform/database';
import { runProcess, serve } from '@pickup/platform/lifecycle';
import { migrate } from '@pickup/platform/migrations';
import { createApp } from './app.js';
import { MIGRATIONS } from './migrations.js';

const SETTINGS = { HOST: httpHost, DASHBOARD_PORT: tcpPort({ default: 3002 }), DASHBOARD_DATABASE_URL: postgresUrl() };

await runProcess('dashboard', SETTINGS, async (context) => {
  const { settings, logger, signal, onStop } = context;
  const database = openDatabase({ url: settings.DASHBOARD_DATABASE_URL, models: [] });
  onStop('database', () => database.close());
  await untilAvailable(() => migrate(database, MIGRATIONS, logger), logger, signal);
  const app = createApp({ database, logger, stopping: () => signal.aborted });
  await serve(app, { host: settings.HOST, port: settings.DASHBOARD_PORT }, context);
});
