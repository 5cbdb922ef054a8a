import { once } from 'node:events';
import { createServer } from 'node:net';
import { leaveAddresses, removeAddresses } from '@pickup/platform/addresses';
import { StartError } from '@pickup/platform/config';
import { keepRunning, spawnProgram, stopProcess } from './child.js';
import { takeDataFolder } from './data-folder.js';
import { keepPostgres } from './postgres.js';
import { DATABASES, type StackSettings } from './settings.js';

/** The settings of the embedded Postgres server, beside the usual ones. */
export const POSTGRES_SETTINGS = { shared_buffers: '256MB', max_wal_size: '2GB' } as const;

/** The addresses of what is running. */
export interface Stack {
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

type Stop = () => Promise<unknown>;

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
const openDatabases = async (
  { settings, onStop, report }: StackOptions,
  folder: string,
): Promise<NodeJS.ProcessEnv> => {
  const missing = Object.entries(DATABASES).filter(([name]) => settings[name as keyof typeof DATABASES] === undefined);
  if (missing.length === 0) return {};
  const starting = keepPostgres({ folder, settings: POSTGRES_SETTINGS, report });
  // Registered before it is there: a Ctrl-C may come in between.
  onStop(() =>
    starting.then(
      ({ stop }) => stop(),
      () => undefined,
    ),
  );
  const postgres = await starting;
  for (const [, database] of missing) await postgres.ensureDatabase(database);
  return Object.fromEntries(missing.map(([name, database]) => [name, postgres.url(database)]));
};

const fillHistory = async (
  env: NodeJS.ProcessEnv,
  children: Stop[],
  { signal, report }: StackOptions,
): Promise<void> => {
  signal.throwIfAborted();
  const program = 'provider/dist/simulation/history.js';
  const child = spawnProgram({ program, env }, ['ignore', 'inherit', 'inherit', 'ipc']);
  children.push(() => stopProcess(child));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 && !signal.aborted) report('The history is not complete: the provider worker goes on with it.');
};

/**
 * Starts everything: the databases where none are given, the provider, the dashboard, their workers, and the history of
 * the simulated hotels.
 *
 * @throws StartError when something can't be started, saying what to do
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { settings, onStop, signal } = options;
  const folder = takeDataFolder(settings.dataDir);
  onStop(folder.release);
  await checkPort('PROVIDER_PORT', settings.PROVIDER_PORT);
  await checkPort('DASHBOARD_PORT', settings.DASHBOARD_PORT);

  const env: NodeJS.ProcessEnv = { ...options.env, ...(await openDatabases(options, folder.postgres)) };
  const children: Stop[] = [];
  onStop(() => Promise.all(children.map((stop) => stop())));
  const start = (name: string, program: string): Promise<number> => {
    signal.throwIfAborted();
    const child = keepRunning({ name, program, env }, { logs: folder.logs, ...options });
    children.push(child.stop);
    return child.port;
  };

  const address = (port: number) => `http://127.0.0.1:${String(port)}`;
  const provider = await start('provider', 'provider/dist/main.js');
  // One that is started again has to come back where it was.
  env['PROVIDER_PORT'] = String(provider);
  env['PROVIDER_URL'] = settings.PROVIDER_URL ?? address(provider);
  env['PROVIDER_PUBLIC_URL'] = settings.PROVIDER_PUBLIC_URL ?? env['PROVIDER_URL'];
  const dashboard = await start('dashboard', 'dashboard/dist/main.js');
  env['DASHBOARD_PORT'] = String(dashboard);

  const simulate = async () => {
    await fillHistory(env, children, options);
    await start('provider worker', 'provider/dist/worker.js');
  };
  await leaveAddresses(settings.dataDir, { provider: env['PROVIDER_URL'], dashboard: address(dashboard) });
  onStop(() => removeAddresses(settings.dataDir));
  await Promise.all([start('dashboard worker', 'dashboard/dist/worker.js'), settings.SIMULATION && simulate()]);
  return { provider: address(provider), dashboard: address(dashboard) };
};
