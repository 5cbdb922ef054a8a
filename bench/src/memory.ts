import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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

// In kB. Linux remembers the most that it ever was (proc_pid_status(5)); elsewhere, it is what it is at the moment.
const residentOf = async (pid: number): Promise<number> => {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(await readFile(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    const { stdout } = await execute('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout);
  }
};

/** Watches the resident memory of a process. */
export const watchMemory = (pid: number): MemoryWatch => {
  let most = 0;
  const look = () => {
    // One that has ended has none.
    void residentOf(pid).then(
      (resident) => {
        most = Math.max(most, resident / 1_024);
      },
      () => undefined,
    );
  };
  const timer = setInterval(look, EVERY);
  return {
    most: () => Math.round(most),
    stop: () => {
      clearInterval(timer);
    },
  };
};
