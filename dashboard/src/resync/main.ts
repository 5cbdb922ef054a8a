import path from 'node:path';
import { findAddresses } from '@pickup/platform/addresses';
import { httpUrl, postgresUrl, readConfig, StartError, tcpPort, text } from '@pickup/platform/config';
import { openDatabase } from '@pickup/platform/database';
import { findEmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { CheckpointModel } from '../sync/checkpoint-model.js';
import type { Window } from '../sync/pages.js';
import { HELP, readArguments } from './arguments.js';
import { EXIT_STATUS, runResync } from './run-resync.js';

const SETTINGS = {
  DASHBOARD_DATABASE_URL: postgresUrl({ default: undefined }),
  DATA_DIR: text({ default: '.data' }),
  PROVIDER_PORT: tcpPort({ default: undefined }),
  PROVIDER_URL: httpUrl({ default: undefined }),
};

const findDatabase = async (dataDir: string): Promise<string> => {
  const running = await findEmbeddedPostgres(path.join(dataDir, 'postgres'));
  if (running) return running.url('dashboard');
  throw new StartError(
    `No dashboard runs from the data folder ${dataDir}: start it with make start, or set DASHBOARD_DATABASE_URL.`,
  );
};

const run = async (window: Window): Promise<number> => {
  const { DASHBOARD_DATABASE_URL, DATA_DIR, PROVIDER_PORT, PROVIDER_URL } = readConfig(SETTINGS);
  const dataDir = path.resolve(DATA_DIR);
  const databaseUrl = DASHBOARD_DATABASE_URL ?? (await findDatabase(dataDir));
  const here = PROVIDER_PORT === undefined ? undefined : `http://127.0.0.1:${String(PROVIDER_PORT)}`;
  const { provider: running = 'http://127.0.0.1:3001' } = await findAddresses(dataDir);
  const providerUrl = PROVIDER_URL ?? here ?? running;
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(name, () => {
      abort.abort(new Error(name));
    });
  }
  const database = openDatabase({ url: databaseUrl, models: [CheckpointModel], connections: 2 });
  const { stdout, stderr } = process;
  try {
    return await runResync({ window, database, providerUrl, stdout, stderr, signal: abort.signal });
  } finally {
    await database.close();
  }
};

const command = readArguments(process.argv.slice(2));
if ('help' in command) {
  process.stdout.write(HELP);
} else if ('usageFault' in command) {
  process.stderr.write(`${command.usageFault}\n\n${HELP}`);
  process.exitCode = EXIT_STATUS.usage;
} else {
  try {
    process.exitCode = await run(command.window);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_STATUS.usage;
  }
}
