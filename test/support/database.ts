import { randomBytes } from 'node:crypto';
import { openDatabase, type Sequelize } from '@pickup/platform/database';
import { migrate } from '@pickup/platform/migrations';
import { Client } from 'pg';
import { pino } from 'pino';
import type { ModelCtor } from 'sequelize-typescript';

/** A logger that says nothing. */
export const silent = pino({ level: 'silent' });

/** A database of one test file's own. */
export interface TestDatabase {
  readonly url: string;
  readonly database: Sequelize;
  /** Closes the pool, and removes the database. */
  readonly drop: () => Promise<void>;
}

const serverUrl = (): string => {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('the server for the tests is not there');
  return url;
};

const onServer = async (sql: string): Promise<void> => {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

/** Creates an empty database. */
export const createEmptyDatabase = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
};

/** Creates a database with the schema of a service. */
export const createTestDatabase = async (migrations: string, models: ModelCtor[]): Promise<TestDatabase> => {
  const { url, drop } = await createEmptyDatabase();
  const database = openDatabase({ url, models });
  await migrate(database, migrations, silent);
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await drop();
    },
  };
};
