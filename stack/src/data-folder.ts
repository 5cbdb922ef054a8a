import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '@pickup/platform/alive';
import { StartError } from '@pickup/platform/config';

/** The folder in which a stack keeps its data, held by one process at a time. */
export interface DataFolder {
  readonly postgres: string;
  readonly logs: string;
  /** Lets another process have it. */
  readonly release: () => Promise<void>;
}

// Level by level: Node's recursive mkdir never returns where the system says "not found" for what can't be made (/proc).
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
};

const take = (pidFile: string): void => {
  try {
    writeFileSync(pidFile, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(pidFile, 'utf8'));
    if (isAlive(holder)) {
      throw new StartError(
        `Pickup runs from this data folder already, as process ${String(holder)}: stop it, or set DATA_DIR to another folder. (If that is another program, remove ${pidFile}.)`,
      );
    }
    rmSync(pidFile, { force: true });
    take(pidFile);
  }
};

/**
 * Makes the data folder where it's not there, and takes hold of it.
 *
 * @throws StartError when it can't be written, or another process holds it
 */
export const takeDataFolder = (folder: string): DataFolder => {
  const pidFile = path.join(folder, 'pid');
  const logs = path.join(folder, 'logs');
  try {
    makeFolder(logs);
    take(pidFile);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new StartError(`The data folder ${folder} can't be written (${code}): set DATA_DIR to another one.`);
  }
  return {
    postgres: path.join(folder, 'postgres'),
    logs,
    release: () => rm(pidFile, { force: true }),
  };
};
