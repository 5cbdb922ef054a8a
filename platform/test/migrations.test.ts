import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDatabase, QueryTypes, type Sequelize } from '@pickup/platform/database';
import { migrate } from '@pickup/platform/migrations';
import { createEmptyDatabase, silent } from '../../test/support/database.js';

let folder: string;
let store: Awaited<ReturnType<typeof createEmptyDatabase>>;
const databases: Sequelize[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pickup-migrations-'));
  store = await createEmptyDatabase();
  databases.push(...Array.from({ length: 4 }, () => openDatabase({ url: store.url, models: [] })));
});

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.close()));
  await store.drop();
  await rm(folder, { recursive: true });
});

const write = (name: string, sql: string) => writeFile(path.join(folder, name), sql);

const names = async () => {
  const rows = await databases[0]?.query<{ name: string }>('SELECT name FROM things ORDER BY name', {
    type: QueryTypes.SELECT,
  });
  return rows?.map(({ name }) => name);
};

test('runs each file once, in the order of names, however many processes start at once', async () => {
  await write('0002-fill.sql', `INSERT INTO things VALUES ('one'), ('two')`);
  await write('0001-create.sql', 'CREATE TABLE things (name text)');
  await Promise.all(databases.map((database) => migrate(database, folder, silent)));
  expect(await names()).toEqual(['one', 'two']);

  await write('0003-more.sql', `INSERT INTO things VALUES ('three')`);
  await Promise.all(databases.map((database) => migrate(database, folder, silent)));
  expect(await names()).toEqual(['one', 'three', 'two']);
});

test('leaves nothing behind of a file that fails, and tries it again', async () => {
  const [database] = databases;
  if (!database) throw new Error('no database');
  await write('0001-create.sql', `CREATE TABLE things (name text); INSERT INTO nowhere VALUES (1)`);
  await expect(migrate(database, folder, silent)).rejects.toThrow('nowhere');
  await write('0001-create.sql', `CREATE TABLE things (name text); INSERT INTO things VALUES ('good')`);
  await migrate(database, folder, silent);
  expect(await names()).toEqual(['good']);
});
