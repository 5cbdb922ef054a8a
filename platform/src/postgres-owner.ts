import { execFile, execFileSync } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartError } from './config.js';

const execute = promisify(execFile);

/** The user as whom Postgres runs, since it refuses to run as root. */
export interface PostgresOwner {
  /** Runs one of its programs to the end. */
  readonly run: (program: string, args: readonly string[]) => Promise<unknown>;
  /** Makes it the owner of a file or folder. */
  readonly own: (path: string) => Promise<void>;
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

// From a folder that everyone may enter: the current one may be closed to the other user.
const cwd = '/';

const self: PostgresOwner = {
  run: (program, args) => execute(program, args, { cwd }),
  own: () => Promise.resolve(),
};

const findUser = (): Ids => {
  const idOf = (flag: string, user: string) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' }).toString());
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: idOf('-u', user), gid: idOf('-g', user) };
    } catch {
      // This machine has no such user: the next one may be there.
    }
  }
  throw new StartError(
    'Postgres refuses to run as root, and there is no user "postgres" or "nobody" to run it: start as another user.',
  );
};

const mayEnter = async (ids: Ids, paths: readonly string[]): Promise<boolean> =>
  Promise.all(paths.map((path) => execute('test', ['-x', path], { ...ids, cwd }))).then(
    () => true,
    () => false,
  );

// Another user can't enter root's home, or a folder that `mktemp -d` has made. With this capability it can. The kernel
// leaves capabilities out when it answers access(2), which Postgres asks about its own programs, unless the bit is set.
const withAccess = ({ uid, gid }: Ids): PostgresOwner['run'] => {
  const capability = '+dac_override';
  const flags = [`--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups'];
  const options = [
    ...flags,
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    '--securebits=+no_setuid_fixup',
    '--',
  ];
  return async (program, args) => {
    try {
      return await execute('setpriv', [...options, program, ...args], { cwd });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new StartError(
        "As root, Postgres runs as another user, who can't enter this checkout or its data folder: move them to folders that others may enter, or start as another user.",
        { cause: error },
      );
    }
  };
};

/**
 * Finds out who runs Postgres: whoever started this process, or, for root, the user `postgres` or `nobody`.
 *
 * @param paths - the files and folders that it must be able to reach
 * @throws StartError when there is nobody to run it
 */
export const findPostgresOwner = async (paths: readonly string[]): Promise<PostgresOwner> => {
  if (process.getuid?.() !== 0) return self;
  const ids = findUser();
  const own = (path: string) => chown(path, ids.uid, ids.gid);
  if (await mayEnter(ids, paths)) return { run: (program, args) => execute(program, args, { ...ids, cwd }), own };
  return { run: withAccess(ids), own };
};
