import { execFile } from 'node:child_process';
import { access, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const REQUIREMENT = 'dlt[postgres]==1.31.0';
const SCRIPT = fileURLToPath(new URL('../../peers/dlt_sync.py', import.meta.url));

/** Fills a database from a provider; resolves with the seconds that it took. */
export type RunDlt = (provider: string, database: string) => Promise<number>;

/**
 * Finds dlt, or installs it from PyPI, into a folder of its own that stays.
 *
 * @returns undefined where there is no Python 3 that could
 */
export const findDlt = async (folder: string, say: (message: string) => void): Promise<RunDlt | undefined> => {
  const python = path.join(folder, 'bin', 'python');
  try {
    await access(path.join(folder, 'bin', 'dlt'));
  } catch {
    say('Installing dlt from PyPI, which is what the sync is compared with…');
    try {
      await execute('python3', ['-m', 'venv', folder]);
      await execute(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REQUIREMENT]);
    } catch (error) {
      say(`dlt can't be installed, and is left out: ${String(error).split('\n')[0] ?? ''}`);
      return undefined;
    }
  }
  return async (provider, database) => {
    const working = await mkdtemp(path.join(folder, 'run-'));
    const { stdout } = await execute(python, [SCRIPT, provider, database, working], {
      env: { PATH: process.env['PATH'], RUNTIME__DLTHUB_TELEMETRY: 'false', HOME: working },
      cwd: working,
    });
    return Number(stdout.trim().split('\n').at(-1));
  };
};
