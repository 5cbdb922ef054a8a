import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** How often it is looked, in milliseconds. */
const EVERY = 200;

/** What a process takes up in memory, while it is watched. */
export interface MemoryWatch {
  /** The most that was resident, in MB. */
  readonly most: () => number;
  readonly stop: () => void;
}

/** Watches the resident memory of a process. */
export const watchMemory = (pid: number): MemoryWatch => {
  let most = 0;
  const timer = setInterval(() => {
    // In kB: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ps.html. One that has ended has none.
    void execute('ps', ['-o', 'rss=', '-p', String(pid)]).then(
      ({ stdout }) => {
        most = Math.max(most, Number(stdout) / 1_024);
      },
      () => undefined,
    );
  }, EVERY);
  return {
    most: () => Math.round(most),
    stop: () => {
      clearInterval(timer);
    },
  };
};
