import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@pickup/platform/database';
import { startEmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { createLogger } from '@pickup/platform/logger';
import { migrate } from '@pickup/platform/migrations';
import { freePort } from '@pickup/platform/ports';
import { spawnProgram, stopProcess } from '@pickup/stack/child';
import { POSTGRES_SETTINGS } from '@pickup/stack/stack';
import type pg from 'pg';
import { withClient } from './clients.js';

/** A program that runs. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** What a bench stands on: the Postgres server of `make start`, and the programs, as they run there. */
export interface Arena {
  /** For files; removed in the end. */
  readonly folder: string;
  /** For what is installed to compare with; it stays. */
  readonly dltFolder: string;
  /** Tells what is going on. */
  readonly say: (message: string) => void;
  /** Creates a database where it isn't there, with a service's tables if one is given. Its address. */
  readonly database: (name: string, service?: 'provider' | 'dashboard') => Promise<string>;
  /** Removes a database. */
  readonly drop: (name: string) => Promise<void>;
  /** Runs a statement in a database. */
  readonly query: <Row extends pg.QueryResultRow>(url: string, sql: string) => Promise<Row[]>;
  /** Runs a statement again and again, until its first row is as it should be; that row. */
  readonly until: <Row extends pg.QueryResultRow>(
    url: string,
    sql: string,
    condition: (row: Row) => boolean,
  ) => Promise<Row>;
  /** Starts a program; resolves when it listens. Its port is given to it under the name of that setting. */
  readonly start: (program: string, portSetting: string, env: Readonly<Record<string, string>>) => Promise<Program>;
  /** Starts a command, which ends by itself. */
  readonly run: (
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ) => { readonly pid: number; readonly ended: Promise<void> };
  /** Stops the programs and the server. */
  readonly close: () => Promise<void>;
}

type ArenaOptions = Pick<Arena, 'folder' | 'dltFolder' | 'say'>;

/** The longest that anything may take, in milliseconds. */
const LONGEST = 1_800_000;

/** How often it is looked whether something has ended, in milliseconds. */
const LOOK_EVERY = 100;

/** Makes an arena in a folder of its own. */
export const openArena = async ({ folder, dltFolder, say }: ArenaOptions): Promise<Arena> => {
  const postgres = await startEmbeddedPostgres({ folder: `${folder}/postgres`, settings: POSTGRES_SETTINGS });
  const running = new Set<Program>();

  const query: Arena['query'] = <Row extends pg.QueryResultRow>(url: string, sql: string) =>
    withClient(url, async (client) => (await client.query<Row>(sql)).rows);

  return {
    folder,
    dltFolder,
    say,
    query,

    until: <Row extends pg.QueryResultRow>(url: string, sql: string, condition: (row: Row) => boolean) =>
      withClient(url, async (client) => {
        const deadline = Date.now() + LONGEST;
        while (Date.now() < deadline) {
          const [row] = (await client.query<Row>(sql)).rows;
          if (row && condition(row)) return row;
          await pause(LOOK_EVERY);
        }
        throw new Error(`it has come to no end: ${sql}`);
      }),

    database: async (name, service) => {
      await postgres.ensureDatabase(name);
      const url = postgres.url(name);
      if (service) {
        const database = openDatabase({ url, models: [] });
        const migrations = fileURLToPath(new URL(`../../${service}/migrations`, import.meta.url));
        await migrate(database, migrations, createLogger('bench', 'warn'));
        await database.close();
      }
      return url;
    },

    drop: async (name) => {
      await query(postgres.url('postgres'), `DROP DATABASE ${name} WITH (FORCE)`);
    },

    start: async (program, portSetting, env) => {
      const port = await freePort();
      const settings = { ...env, LOG_LEVEL: 'warn', [portSetting]: String(port) };
      const child = spawnProgram({ program, env: { PATH: process.env['PATH'], ...settings } }, [
        'ignore',
        'ignore',
        'inherit',
        'ipc',
      ]);
      await Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() => {
          throw new Error(`${program} has ended`);
        }),
      ]);
      const started: Program = {
        url: `http://127.0.0.1:${String(port)}`,
        pid: child.pid ?? 0,
        stop: async () => {
          running.delete(started);
          await stopProcess(child);
        },
      };
      running.add(started);
      return started;
    },

    run: (program, args, env) => {
      const child = spawnProgram({ program, args, env: { PATH: process.env['PATH'], ...env } }, 'ignore');
      const ended = once(child, 'exit').then(([status]) => {
        if (status !== 0) throw new Error(`${program} has ended with status ${String(status)}`);
      });
      return { pid: child.pid ?? 0, ended };
    },

    close: async () => {
      await Promise.all([...running].map(({ stop }) => stop()));
      await postgres.stop();
    },
  };
};
