import path from 'node:path';
import { findAddresses } from '@pickup/platform/addresses';
import { httpUrl, readConfig, StartError, tcpPort, text } from '@pickup/platform/config';
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
  const here = PROVIDER_PORT === undefined ? undefined : `http://127.0.0.1:${String(PROVIDER_PORT)}`;
  const { provider: running = 'http://127.0.0.1:3001' } = await findAddresses(path.resolve(DATA_DIR));
  const providerUrl = PROVIDER_URL ?? here ?? running;
  const stateFolder = path.resolve(DATA_DIR, 'import');
  const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
  // npm runs its scripts at the root of the project, wherever the files were named from.
  if (script === 'import' && calledFrom) process.chdir(calledFrom);

  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(name, () => {
      abort.abort(new Error(name));
    });
  }
  const { stdout, stderr } = process;
  return runImport({ files, providerUrl, stateFolder, stdout, stderr, signal: abort.signal });
};

const command = readArguments(process.argv.slice(2));
if ('help' in command) {
  process.stdout.write(HELP);
} else if ('usageFault' in command) {
  process.stderr.write(`${command.usageFault}\n\n${HELP}`);
  process.exitCode = EXIT_STATUS.usage;
} else {
  try {
    process.exitCode = await run(command.files);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_STATUS.usage;
  }
}
