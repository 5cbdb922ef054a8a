import { MongoBackend } from '@agendajs/mongo-backend';
import { PostgresBackend } from '@agendajs/postgres-backend';
import type { AgendaBackend } from 'agenda';
import { MongoClient, MongoServerError } from 'mongodb';
import pRetry from 'p-retry';
import { Pool } from 'pg';
import { describeError } from './errors.js';
import type { Logger } from './logger.js';

/** Where Agenda keeps its jobs. */
export interface JobStore {
  readonly backend: AgendaBackend;
  /** Rejects when the store can't be reached. */
  readonly check: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The longest wait for a server before an attempt has failed, in milliseconds. */
const CONNECT_TIMEOUT = 5_000;

const COLLECTION = 'agendaJobs';

const openPostgres = async (url: string, logger: Logger): Promise<JobStore> => {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT, max: 5, keepAlive: true });
  pool.on('error', (error) => {
    logger.warn({ reason: error.message }, 'a connection to the job store was lost');
  });
  // Agenda polls: notifications would hold a connection for little, and know no way back when it is lost.
  const backend = new PostgresBackend({ pool, disableNotifications: true });
  try {
    await backend.connect();
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { backend, check: () => pool.query('SELECT 1'), close: () => pool.end() };
};

// The backend looks for a periodic job and then adds it, so that two processes which start together could each add one.
// A server that knows no partial indexes (an emulation of MongoDB) gets one over all jobs: they are all periodic.
const ensureOneJobPerName = async (client: MongoClient): Promise<void> => {
  const jobs = client.db().collection(COLLECTION);
  const oneByName = { name: 'one_by_name', unique: true };
  try {
    await jobs.createIndex({ name: 1 }, { ...oneByName, partialFilterExpression: { type: 'single' } }, {});
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.codeName !== 'NotImplemented') throw error;
    await jobs.createIndex({ name: 1 }, oneByName, {});
  }
};

const openMongo = async (url: string): Promise<JobStore> => {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: CONNECT_TIMEOUT, connectTimeoutMS: CONNECT_TIMEOUT });
  try {
    await client.connect();
    await ensureOneJobPerName(client);
  } catch (error) {
    await client.close();
    throw error;
  }
  const backend = new MongoBackend({ mongo: client.db(), collection: COLLECTION });
  return { backend, check: () => client.db().command({ ping: 1 }), close: () => client.close() };
};

const openOnce = async (url: string, logger: Logger): Promise<JobStore> => {
  try {
    return await (url.startsWith('mongodb') ? openMongo(url) : openPostgres(url, logger));
  } catch (error) {
    throw new Error(`the job store can't be opened: ${describeError(error)}`, { cause: error });
  }
};

/**
 * Opens the store that an address leads to, waiting with backoff until it can be reached.
 *
 * @param url - `postgres://…` or `mongodb://…`
 * @throws the signal's reason when it was aborted
 */
export const openJobStore = async (url: string, logger: Logger, signal: AbortSignal): Promise<JobStore> =>
  pRetry(() => openOnce(url, logger), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 200,
    maxTimeout: 5_000,
    randomize: true,
    signal,
    onFailedAttempt: ({ error, attemptNumber }) => {
      logger.warn({ attempt: attemptNumber }, error.message);
    },
  });
