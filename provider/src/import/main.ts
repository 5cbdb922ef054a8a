import path from 'node:path';
import { findAddress } from '@pickup/platform/addresses';
import { interruption, runCommand } from '@pickup/platform/command';
import { httpUrl, readConfig, tcpPort, text } from '@pickup/platform/config';
import { HELP, readArguments } from './arguments.js';
import { EXIT_STATUS } from './exit-status.js';
import { runImport } from './run-import.js';

const SETTINGS = {
  PROVIDER_PORT: tcpPort({ default: undefined }),
  PROVIDER_URL: httpUrl({ default: undefined }),
  DATA_DIR: text({ default: '.data' }),
};

const run = async (files: readonly string[]): Promise<number> => {
  const { PROVIDER_PORT, PROVIDER_URL, DATA_DIR } = readConfig(SETTINGS);
  const providerUrl = await findAddress({
    name: 'provider',
    url: PROVIDER_URL,
    port: PROVIDER_PORT,
    folder: path.resolve(DATA_DIR),
    usual: 'http://127.0.0.1:3001',
  });
  const stateFolder = path.resolve(DATA_DIR, 'import');
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  // npm runs its scripts at the root of the project, wherever the files were named from.
  if (script === 'import' && calledFrom) process.chdir(calledFrom);

  const { stdout, stderr } = process;
  return runImport({ files, providerUrl, stateFolder, stdout, stderr, signal: interruption() });
};

const usage = { help: HELP, usageStatus: EXIT_STATUS.usage };
await runCommand(readArguments(process.argv.slice(2)), usage, ({ files }) => run(files));
