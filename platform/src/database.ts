import pRetry from 'p-retry';
import type { Client } from 'pg';
import { ConnectionAcquireTimeoutError, ConnectionError, DatabaseError, QueryTypes, type Transaction } from 'sequelize';
import { Sequelize, type ModelCtor } from 'sequelize-typescript';
import { codeOf, describeError } from './errors.js';
import type { Logger } from './logger.js';

export { QueryTypes, type Sequelize, type Transaction };

/** The longest that one statement may take, in milliseconds. */
const STATEMENT_TIMEOUT = 30_000;

/**
 * How long a transaction may wait for its process, in milliseconds. One that stands still, or whose machine is gone, must not
 * hold locks for longer than others wait for them.
 */
const IDLE_TIMEOUT = 10_000;

const PREPARED = /^\/\* prepared: (\w+) \*\//;

/**
 * Has a statement parsed and planned once a connection, and not each time. For statements that are asked often, and whose
 * plan doesn't depend on the values: after some times, Postgres stops looking at them.
 *
 * @param name - another one for each text
 */
export const prepared = (name: string, sql: string): string => `/* prepared: ${name} */ ${sql}`;

type Query = (text: string | object, values?: unknown, callback?: unknown) => Promise<unknown>;

// Sequelize hands over a text and its values. What a text says of itself becomes the name that prepares it:
// https://node-postgres.com/features/queries#prepared-statements
const prepareConnection = async (connection: Client): Promise<void> => {
  // Statements write dates and times into JSON.
  await connection.query("SET DateStyle = ISO; SET TimeZone = 'UTC'");
  const query = connection.query.bind(connection) as Query;
  const queryPrepared: Query = (text, values, callback) => {
    const name = typeof text === 'string' ? PREPARED.exec(text)?.[1] : undefined;
    return query(name === undefined ? text : { name, text }, values, callback);
  };
  Object.assign(connection, { query: queryPrepared });
};

interface DatabaseOptions {
  readonly url: string;
  readonly models: ModelCtor[];
  /** The most connections that are open at a time. */
  readonly connections?: number;
}

/** Opens a pool of connections. The first one is made when it is needed; see {@link untilAvailable}. */
export const openDatabase = ({ url, models, connections = 10 }: DatabaseOptions): Sequelize => {
  const database = new Sequelize(url, {
    dialect: 'postgres',
    models,
    repositoryMode: true,
    logging: false,
    pool: { max: connections, min: 0, acquire: 5_000, idle: 10_000 },
    define: { timestamps: false, underscored: true, freezeTableName: true },
    dialectOptions: {
      application_name: 'pickup',
      statement_timeout: STATEMENT_TIMEOUT,
      idle_in_transaction_session_timeout: IDLE_TIMEOUT,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
  });
  database.addHook('afterConnect', (connection) => prepareConnection(connection as Client));
  return database;
};

// https://www.postgresql.org/docs/current/errcodes-appendix.html: connection exceptions, too many connections, shutdown,
// crash, not yet started, a server that has become a standby, a transaction that was idle for too long, a deadlock, and a
// statement that was cancelled for taking too long.
const UNAVAILABLE = /^(08...|25006|25P03|40P01|53300|57P0[1-3]|57014)$/;

/** Whether an error says that the database can't be reached at the moment, so that it's worth trying again. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof ConnectionError || error instanceof ConnectionAcquireTimeoutError) return true;
  const cause = error instanceof DatabaseError ? error.original : error;
  const code = codeOf(cause);
  if (code !== undefined)
    return UNAVAILABLE.test(code) || /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code);
  return /^(Connection terminated|Client has encountered a connection error)/.test(describeError(cause));
};

/**
 * Does something that needs the database, again and again with backoff until the database can be reached. For the start
 * of a process; a request is answered with 503 instead.
 *
 * @throws whatever else the work throws; the signal's reason when it was aborted
 */
export const untilAvailable = async (work: () => Promise<void>, logger: Logger, signal: AbortSignal): Promise<void> =>
  pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 200,
    maxTimeout: 5_000,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => isUnavailable(error),
    onFailedAttempt: ({ error, attemptNumber }) => {
      logger.warn({ reason: error.message, attempt: attemptNumber }, "the database can't be reached yet");
    },
  });

const noTimeout = 'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0';

const lockKey = `SELECT pg_advisory_xact_lock(hashtextextended($name, 0))`;

/**
 * Does something while holding an advisory lock of the database: of all processes that ask for the same name, one at a
 * time. The lock is held by a connection of its own, and is gone when that is.
 */
export const withAdvisoryLock = async <T>(database: Sequelize, name: string, work: () => Promise<T>): Promise<T> =>
  database.transaction(async (transaction) => {
    // Whoever has the lock may need longer than any statement of a request.
    await database.query(noTimeout, { transaction });
    await database.query(lockKey, { bind: { name }, transaction, type: QueryTypes.SELECT });
    return work();
  });
