import path from 'node:path';
import { findAddress } from '@pickup/platform/addresses';
import { interruption, runCommand } from '@pickup/platform/command';
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
  const providerUrl = await findAddress({
    name: 'provider',
    url: PROVIDER_URL,
    port: PROVIDER_PORT,
    folder: dataDir,
    usual: 'http://127.0.0.1:3001',
  });
  const database = openDatabase({ url: databaseUrl, models: [CheckpointModel], connections: 2 });
  const { stdout, stderr } = process;
  try {
    return await runResync({ window, database, providerUrl, stdout, stderr, signal: interruption() });
  } finally {
    await database.close();
  }
};

const usage = { help: HELP, usageStatus: EXIT_STATUS.usage };
await runCommand(readArguments(process.argv.slice(2)), usage, ({ window }) => run(window));
