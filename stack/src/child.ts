import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartError } from '@pickup/platform/config';
import { describeError } from '@pickup/platform/errors';

/** A process of the stack. */
export interface ChildSpec {
  /** How it is called, and its log is named. */
  readonly name: string;
  /** The program, from the root of the project. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A process that is kept running until it is stopped. */
export interface Child {
  /** The port that it listens on, as soon as it does; rejects with a StartError when it does not get that far. */
  readonly port: Promise<number>;
  /** Asks it to stop, and ends it when it takes too long. */
  readonly stop: () => Promise<void>;
}

interface Supervision {
  /** The folder for the log of each process. */
  readonly logs: string;
  /** Is told, in words, what happens to the process. */
  readonly report: (message: string) => void;
  /** Is called when it can't be kept running. */
  readonly giveUp: (error: Error) => void;
}

/** A process that has ended this often within the time below is not started again. */
const MOST_ENDS = 5;
const ENDS_WITHIN = 60_000;

/** How long a process may take until it listens, in milliseconds: longer than a migration of a large database. */
const START_TIMEOUT = 900_000;

/** After how long it is said that a process is still starting, in milliseconds. */
const SLOW_START = 15_000;

/** How long a process may take to stop, in milliseconds, before it is ended. */
const PATIENCE = 4_500;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The most that a process keeps in its heap, in MB: far more than any needs. Where there may be several thousand, which is what
 * Node assumes on a large machine, it collects its garbage so seldom that it takes up half as much again.
 */
const HEAP = 1_024;

/** Starts a program of the project in a process group of its own, which a Ctrl-C in the terminal does not reach. */
export const spawnProgram = ({ program, args = [], env }: Omit<ChildSpec, 'name'>, stdio: StdioOptions): ChildProcess =>
  spawn(process.execPath, [`--max-old-space-size=${String(HEAP)}`, path.join(ROOT, program), ...args], {
    env,
    stdio,
    detached: true,
  });

/** Asks a process to stop, and ends it when it takes too long. */
export const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await ended;
  clearTimeout(timer);
};

const listening = async (child: ChildProcess, errors: string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(reject, START_TIMEOUT, new StartError('it did not listen in time, see its log'));
    child.on('message', (message: { listening?: number }) => {
      if (message.listening === undefined) return;
      clearTimeout(timer);
      resolve(message.listening);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new StartError(errors.join('').trim() || `it ended with ${signal ?? `status ${String(code)}`}`));
    });
  });

/** Starts a process and keeps it running: when it ends by itself, it is started again. Its output goes to its log. */
export const keepRunning = (spec: ChildSpec, { logs, report, giveUp }: Supervision): Child => {
  const logFile = path.join(logs, `${spec.name}.log`);
  const log = createWriteStream(logFile);
  const ends: number[] = [];
  const stopping = new AbortController();
  let child: ChildProcess;

  const start = async (): Promise<number> => {
    const errors: string[] = [];
    child = spawnProgram(spec, ['ignore', 'pipe', 'pipe', 'ipc']);
    child.stdout?.pipe(log, { end: false });
    child.stderr?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      errors.push(chunk.toString());
      if (errors.length > 10) errors.shift();
    });
    const started = child;
    const slow = setTimeout(() => {
      report(`The ${spec.name} is still starting, as when it migrates its data: see ${logFile}`);
    }, SLOW_START);
    try {
      const port = await listening(started, errors);
      started.once('exit', (code, signal) => void restart(signal ?? `status ${String(code)}`));
      return port;
    } catch (error) {
      // One that does not listen in time must not be there beside the next one.
      await stopProcess(started);
      throw error;
    } finally {
      clearTimeout(slow);
    }
  };

  const restart = async (reason: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    ends.push(Date.now());
    const recent = ends.filter((time) => time > Date.now() - ENDS_WITHIN).length;
    if (recent > MOST_ENDS) {
      giveUp(new StartError(`The ${spec.name} ends again and again: see ${logFile}`));
      return;
    }
    report(`The ${spec.name} has ended (${reason}), and is started again.`);
    try {
      await pause(500 * recent, undefined, { signal: stopping.signal });
      await start();
    } catch (error) {
      await restart(describeError(error));
    }
  };

  const port = start().catch((error: unknown) => {
    throw new StartError(`The ${spec.name} could not start: ${error instanceof Error ? error.message : String(error)}`);
  });
  return {
    port,
    stop: async () => {
      stopping.abort();
      await stopProcess(child);
      log.end();
    },
  };
};
