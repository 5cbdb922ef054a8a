import { constants } from 'node:os';
import { createProviderClient } from '@pickup/contracts/client';
import { httpUrl, logLevel, readConfig, StartError, text } from '@pickup/platform/config';
import { createLogger } from '@pickup/platform/logger';
import { createProgressBar, isWorthShowing } from './history-progress.js';
import { HOTELS } from './hotels.js';
import { createSimulation } from './simulation.js';

const SETTINGS = {
  PROVIDER_URL: httpUrl({ default: 'http://127.0.0.1:3001' }),
  SIMULATION_SEED: text({ default: 'pickup' }),
  LOG_LEVEL: logLevel,
};

const fillIn = async (signal: AbortSignal): Promise<void> => {
  const { PROVIDER_URL, SIMULATION_SEED, LOG_LEVEL } = readConfig(SETTINGS);
  const client = createProviderClient({ url: PROVIDER_URL });
  const logger = createLogger('history', LOG_LEVEL);
  const bar = createProgressBar(process.stderr);
  const started = Date.now();
  const done = await createSimulation({ client, seed: SIMULATION_SEED, logger })
    .run({ signal, onProgress: bar.update })
    .finally(bar.stop);
  if (!isWorthShowing(done)) return;
  const hotels = new Intl.ListFormat('en-GB').format(HOTELS.map(({ id }) => String(id)));
  const seconds = ((Date.now() - started) / 1_000).toFixed(1);
  process.stdout.write(`History of hotels ${hotels}: ${done.events.toLocaleString('en')} events in ${seconds} s\n`);
};

const abort = new AbortController();
const stopOn = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
  process.exitCode = 128 + constants.signals[name];
  abort.abort(new Error(name));
};
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stopOn);
process.once('disconnect', () => {
  stopOn('SIGHUP');
});
// The channel to a parent process tells when that is gone; it is no reason to go on.
process.channel?.unref();

try {
  await fillIn(abort.signal);
} catch (error) {
  if (abort.signal.aborted) {
    process.stderr.write('The history is not complete yet: the next start goes on with it.\n');
  } else {
    process.exitCode = 1;
    const reason = error instanceof StartError ? error.message : `The history could not be filled in: ${String(error)}`;
    process.stderr.write(`${reason}\n`);
  }
}
