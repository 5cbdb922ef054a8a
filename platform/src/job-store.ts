import { MongoBackend } from '@agendajs/mongo-backend';
import { PostgresBackend } from '@agendajs/postgres-backend';
import type { AgendaBackend, Job } from 'agenda';
import { MongoClient, MongoServerError, type Collection } from 'mongodb';
import pRetry from 'p-retry';
import { Pool } from 'pg';
import { describeError } from './errors.js';
import type { Logger } from './logger.js';

/** Where Agenda keeps its jobs. */
export interface JobStore {
  readonly backend: AgendaBackend;
  /** Adds a periodic job where it's not there yet, and sets its interval. A run that goes on keeps its lock. */
  readonly add: (job: Job) => Promise<unknown>;
  /** Rejects when the store can't be reached. */
  readonly check: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The longest wait for a server before an attempt has failed, in milliseconds. */
const CONNECT_TIMEOUT = 5_000;

const COLLECTION = 'agendaJobs';

/** MongoDB's code of an insert that breaks a unique index. */
const DUPLICATE_KEY = 11_000;

/** Locks the making of the tables: any number, as long as nobody else takes it. */
const SCHEMA_LOCK = 6_102_614;

// Processes that start together would make the tables at the same time, which Postgres refuses; and Agenda, which connects
// the backend once more, doesn't notice. So one makes them, and the others wait for it.
const ensureSchema = async (pool: Pool): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SCHEMA_LOCK]);
    await new PostgresBackend({ pool, disableNotifications: true }).connect();
  } finally {
    // With its connection, the lock goes, too.
    client.release(true);
  }
};

const openPostgres = async (url: string, logger: Logger): Promise<JobStore> => {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT, max: 5, keepAlive: true });
  pool.on('error', (error) => {
    logger.warn({ reason: error.message }, 'a connection to the job store was lost');
  });
  // Agenda polls: notifications would hold a connection for little, and know no way back when it is lost.
  const backend = new PostgresBackend({ pool, disableNotifications: true, ensureSchema: false });
  try {
    await ensureSchema(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { backend, add: (job) => job.save(), check: () => pool.query('SELECT 1'), close: () => pool.end() };
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

// The backend would take the lock away from a run that goes on, whenever another process adds the same job.
const addTo =
  (jobs: Collection) =>
  async (job: Job): Promise<void> => {
    const { _id, ...fields } = job.toJson();
    const { name, type, repeatInterval, nextRunAt } = fields;
    try {
      await jobs.updateOne({ name, type }, { $setOnInsert: { ...fields, lockedAt: null } }, { upsert: true });
    } catch (error) {
      // Another process has added it in this very moment.
      if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
    }
    const changed = { name, type, repeatInterval: { $ne: repeatInterval } };
    await jobs.updateOne(changed, { $set: { repeatInterval, nextRunAt } });
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
  const jobs = client.db().collection(COLLECTION);
  return { backend, add: addTo(jobs), check: () => client.db().command({ ping: 1 }), close: () => client.close() };
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
