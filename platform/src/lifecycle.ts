import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ValidatorSpec } from 'envalid';
import { logLevel, readConfig, StartError, type Settings } from './config.js';
import { createLogger, type Logger } from './logger.js';

/** The longest that a stopping process may take, in milliseconds. */
const STOP_TIMEOUT = 8_000;

/** The longest that open requests may take to end when the server stops, in milliseconds. */
const DRAIN_TIMEOUT = 4_000;

/** What a process is handed when it starts. */
export interface Context<Specs extends Record<string, ValidatorSpec<unknown>>> extends Lifecycle {
  readonly settings: Settings<Specs>;
}

/** What a process needs in order to end in good order. */
export interface Lifecycle {
  readonly logger: Logger;
  /** Aborts when the process begins to stop. */
  readonly signal: AbortSignal;
  /** Registers what has to be closed. The last one registered is closed first. */
  readonly onStop: (name: string, close: () => Promise<unknown>) => void;
}

const closeAll = async (closers: [string, () => Promise<unknown>][], logger: Logger): Promise<boolean> => {
  let clean = true;
  for (const [name, close] of closers.reverse()) {
    try {
      await close();
    } catch (error) {
      clean = false;
      logger.error({ err: error }, `${name} did not close`);
    }
  }
  return clean;
};

const printStartError = (error: StartError): void => {
  process.stderr.write(`${error.message}\n`);
};

/**
 * Runs a process from its start to its end. SIGINT, SIGTERM and the loss of the parent process stop it: what it has
 * registered is closed, in reverse order and within 8 seconds.
 *
 * @param name - how it is called in the logs
 * @param specs - its settings, read from the environment; `LOG_LEVEL` comes on top
 */
export const runProcess = async <Specs extends Record<string, ValidatorSpec<unknown>>>(
  name: string,
  specs: Specs,
  start: (context: Context<Specs>) => Promise<void>,
): Promise<void> => {
  const read = () => ({ settings: readConfig(specs), level: readConfig({ LOG_LEVEL: logLevel }).LOG_LEVEL });
  let config: ReturnType<typeof read>;
  try {
    config = read();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    printStartError(error);
    process.exit(1);
  }
  const logger = createLogger(name, config.level);
  const abort = new AbortController();
  const closers: [string, () => Promise<unknown>][] = [];

  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (abort.signal.aborted) return;
    abort.abort(new Error(reason));
    setTimeout(() => process.exit(1), STOP_TIMEOUT).unref();
    logger.info(`stopping: ${reason}`);
    const clean = await closeAll(closers, logger);
    logger.info('stopped');
    process.exit(clean ? exitCode : 1);
  };

  const fail = (error: unknown): void => {
    if (abort.signal.aborted) return;
    if (error instanceof StartError) printStartError(error);
    else logger.fatal({ err: error }, 'the process ends, because of an error that nothing has caught');
    void stop('an error', 1);
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal, 0));
  process.on('disconnect', () => void stop('the parent process is gone', 0));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  try {
    const { settings } = config;
    await start({ settings, logger, signal: abort.signal, onStop: (what, close) => closers.push([what, close]) });
  } catch (error) {
    fail(error);
  }
};

const listen = async (server: Server, port: number, host: string): Promise<AddressInfo> => {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartError(`port ${String(port)} is taken: choose another one`);
    if (code === 'EACCES') throw new StartError(`port ${String(port)} needs more rights: choose one above 1023`);
    throw error;
  }
  return server.address() as AddressInfo;
};

const drain = async (server: Server): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_TIMEOUT);
  await closed;
  clearTimeout(timer);
};

/**
 * Serves an app until the process stops; then new connections are refused, and open requests have 4 seconds to end. A
 * parent process that has opened a channel is told the port.
 *
 * @throws StartError when the port can't be had
 */
export const serve = async (
  app: RequestListener,
  { port, host }: { port: number; host: string },
  { onStop, logger }: Lifecycle,
): Promise<void> => {
  const server = createServer(app);
  const address = await listen(server, port, host);
  onStop('server', () => drain(server));
  logger.info({ host, port: address.port }, 'listening');
  process.send?.({ listening: address.port });
};
