import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findEmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { spawnProgram, stopProcess } from '../child.js';
import { keepPostgres, type KeptPostgres } from '../postgres.js';

/** Something that can be killed, and is started again whenever it ends. */
export interface Victim {
  readonly name: string;
  /** Ends it without a warning. */
  readonly kill: () => Promise<void>;
  /** Has it stand still for some milliseconds, as a machine that swaps, or a long garbage collection; where that's possible. */
  readonly freeze?: (milliseconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How long it takes until something that has ended is started again, in milliseconds. */
const RESTART_AFTER = 200;

/** The longest that anything may take to start again, in milliseconds. */
const BACK_WITHIN = 60_000;

const isBack = async (name: string, condition: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + BACK_WITHIN;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${name} does not come back`);
    await pause(RESTART_AFTER);
  }
};

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Starts a program of the project, and starts it again whenever it ends. Its output goes to a file. */
export const keepAlive = (name: string, program: string, env: NodeJS.ProcessEnv, logs: string): Victim => {
  const log = createWriteStream(path.join(logs, `${name.replaceAll(' ', '-')}.log`));
  let stopping = false;
  let child: ChildProcess;
  const start = (): void => {
    if (stopping) return;
    child = spawnProgram({ program, env }, ['ignore', 'pipe', 'pipe', 'ipc']);
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('exit', () => setTimeout(start, RESTART_AFTER));
  };
  start();
  return {
    name,
    kill: async () => {
      // One that has ended just now is about to be started again: it is killed then.
      await isBack(name, () => !hasEnded(child));
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    freeze: async (milliseconds) => {
      const frozen = child;
      frozen.kill('SIGSTOP');
      await pause(milliseconds);
      frozen.kill('SIGCONT');
    },
    stop: async () => {
      stopping = true;
      // One that stands still hears nothing.
      child.kill('SIGCONT');
      await stopProcess(child);
      log.end();
    },
  };
};

/** A Postgres server that can be killed. */
export interface PostgresVictim extends Victim, Pick<KeptPostgres, 'url' | 'ensureDatabase'> {}

/** Starts a Postgres server that can be killed. Unlike that of tests, it waits for the disk, as a real one does. */
export const startPostgres = async (folder: string, report: (message: string) => void): Promise<PostgresVictim> => {
  const server = await keepPostgres({ folder, report });
  return {
    ...server,
    name: 'Postgres',
    kill: async () => {
      // Only one that is there: the process of its file may be long gone.
      await isBack('Postgres', server.isThere);
      const running = await findEmbeddedPostgres(folder);
      if (running) process.kill(running.pid, 'SIGKILL');
    },
  };
};
