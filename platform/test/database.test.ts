import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  openDatabase,
  prepared,
  QueryTypes,
  withAdvisoryLock,
  type Sequelize,
  type Transaction,
} from '@pickup/platform/database';
import { createEmptyDatabase } from '../../test/support/database.js';

let database: Sequelize;
let drop: () => Promise<void>;

beforeAll(async () => {
  const empty = await createEmptyDatabase();
  drop = empty.drop;
  database = openDatabase({ url: empty.url, models: [] });
});

afterAll(async () => {
  await database.close();
  await drop();
});

const limits = async (transaction: Transaction) => {
  const sql = `
    SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`;
  const [row] = await database.query(sql, { type: QueryTypes.SELECT, transaction });
  return row;
};

test('a process that stands still in a transaction holds its locks for no longer than others wait for them', async () => {
  expect(await database.transaction(limits)).toEqual({ statement: '30s', idle: '10s' });
});

test('an advisory lock is held while the work goes on', async () => {
  await withAdvisoryLock(database, 'test', async () => {
    const [row] = await database.query(
      "SELECT count(*)::integer AS held FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      { type: QueryTypes.SELECT },
    );
    expect(row).toEqual({ held: 1 });
  });
});

test('a statement is prepared under its name, once a connection', async () => {
  const sql = prepared('sum', 'SELECT $a::integer + $b::integer AS sum');
  await database.transaction(async (transaction) => {
    for (const b of [1, 2, 3]) {
      const bind = { a: 1, b };
      expect(await database.query(sql, { bind, type: QueryTypes.SELECT, transaction })).toEqual([{ sum: 1 + b }]);
    }
    const known = "SELECT name FROM pg_prepared_statements WHERE name <> ''";
    expect(await database.query(known, { type: QueryTypes.SELECT, transaction })).toEqual([{ name: 'sum' }]);
  });
});
