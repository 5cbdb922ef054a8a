import { StartError } from '@pickup/platform/config';
import { readSettings } from './settings.js';
import { startStack } from './stack.js';

/** The longest that stopping may take, in milliseconds. */
const STOP_TIMEOUT = 9_500;

const say = (message: string): void => {
  process.stdout.write(`${message}\n`);
};

const abort = new AbortController();
const closers: (() => Promise<unknown>)[] = [];

const stop = async (exitCode: number): Promise<never> => {
  setTimeout(() => process.exit(1), STOP_TIMEOUT).unref();
  for (const close of closers.reverse()) {
    await close().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      exitCode = 1;
    });
  }
  return process.exit(exitCode);
};

const fail = (error: unknown): void => {
  if (abort.signal.aborted) return;
  abort.abort();
  const text = error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text ?? 'unknown error'}\n`);
  void stop(1);
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) return;
    abort.abort();
    say('\nStopping…');
    void stop(0);
  });
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

try {
  const settings = readSettings(process.env);
  const { provider, dashboard } = await startStack({
    settings,
    env: process.env,
    signal: abort.signal,
    onStop: (close) => closers.push(close),
    report: say,
    giveUp: fail,
  });
  say(`
Pickup is running.

  Dashboard     ${dashboard}/
  Its API       ${dashboard}/docs
  Provider API  ${provider}/docs

Logs and data are in ${settings.dataDir}. Ctrl-C stops everything; the data stay.`);
} catch (error) {
  fail(error);
}
