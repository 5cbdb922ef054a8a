import { once } from 'node:events';
import { createServer } from 'node:net';
import { startEmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { StartError } from '@pickup/platform/config';
import { keepRunning, spawnProgram, stopProcess } from './child.js';
import { takeDataFolder } from './data-folder.js';
import { DATABASES, type StackSettings } from './settings.js';

/** What is running, in the order in which it was started. */
export interface Stack {
  /** The provider's and the dashboard's address. */
  readonly provider: string;
  readonly dashboard: string;
}

interface StackOptions {
  readonly settings: StackSettings;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when the stack is to stop. */
  readonly signal: AbortSignal;
  /** Registers what has to be closed; the last one is closed first. */
  readonly onStop: (close: () => Promise<unknown>) => void;
  readonly report: (message: string) => void;
  readonly giveUp: (error: Error) => void;
}

/** How long a process may take to stop, in milliseconds, before it is ended. */
const PATIENCE = 4_500;

const checkPort = async (name: string, port: number): Promise<void> => {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is taken' : `can't be used (${code ?? 'unknown'})`;
    throw new StartError(`Port ${String(port)} ${reason}: set ${name} to another one.`);
  }
  server.close();
  await once(server, 'close');
};

// The addresses of the databases: those that are set, and those of an embedded server for the rest.
const openDatabases = async ({ settings, onStop }: StackOptions, folder: string): Promise<NodeJS.ProcessEnv> => {
  const missing = Object.entries(DATABASES).filter(([name]) => settings[name as keyof typeof DATABASES] === undefined);
  if (missing.length === 0) return {};
  const postgres = await startEmbeddedPostgres({ folder, settings: { shared_buffers: '256MB', max_wal_size: '2GB' } });
  onStop(postgres.stop);
  for (const [, database] of missing) await postgres.ensureDatabase(database);
  return Object.fromEntries(missing.map(([name, database]) => [name, postgres.url(database)]));
};

const fillHistory = async (env: NodeJS.ProcessEnv, { signal, onStop }: StackOptions): Promise<void> => {
  const child = spawnProgram({ program: 'provider/dist/simulation/history.js', env }, [
    'ignore',
    'inherit',
    'inherit',
    'ipc',
  ]);
  onStop(() => stopProcess(child, PATIENCE));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 && !signal.aborted)
    throw new StartError('The history of the simulated hotels could not be filled in.');
};

/**
 * Starts everything: the databases where none are given, the provider, the dashboard, their workers, and the history of
 * the simulated hotels.
 *
 * @throws StartError when something can't be started, saying what to do
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { settings, onStop, signal } = options;
  await checkPort('PROVIDER_PORT', settings.PROVIDER_PORT);
  await checkPort('DASHBOARD_PORT', settings.DASHBOARD_PORT);
  const folder = takeDataFolder(settings.dataDir);
  onStop(folder.release);

  const env: NodeJS.ProcessEnv = { ...options.env, ...(await openDatabases(options, folder.postgres)) };
  const start = (name: string, program: string): Promise<number> => {
    signal.throwIfAborted();
    const child = keepRunning({ name, program, env }, { logs: folder.logs, ...options });
    onStop(() => child.stop(PATIENCE));
    return child.port;
  };

  const [provider, dashboard] = await Promise.all([
    start('provider', 'provider/dist/main.js'),
    start('dashboard', 'dashboard/dist/main.js'),
  ]);
  const address = (port: number) => `http://127.0.0.1:${String(port)}`;
  env['PROVIDER_URL'] = settings.PROVIDER_URL ?? address(provider);

  const simulate = async () => {
    await fillHistory(env, options);
    await start('provider worker', 'provider/dist/worker.js');
  };
  await Promise.all([start('dashboard worker', 'dashboard/dist/worker.js'), settings.SIMULATION && simulate()]);
  return { provider: address(provider), dashboard: address(dashboard) };
};
