import { once } from 'node:events';
import { Agenda, type AgendaBackend, type Job } from 'agenda';
import type { Logger } from './logger.js';
import { openJobStore } from './job-store.js';

/** The work of a periodic job. The signal aborts when the process stops; the work should then end soon. */
export type Work = (signal: AbortSignal) => Promise<void>;

/** A periodic job. */
export interface PeriodicJob {
  /** What it is called in the store. Processes that give the same name share its runs: one at a time. */
  readonly name: string;
  /** Milliseconds from the start of a run to the next one. */
  readonly interval: number;
  readonly work: Work;
}

/** Runs periodic jobs that are kept in a store which any number of processes share. */
export interface Scheduler {
  /** Stops taking runs, and waits for the one that is going on, within a bound. */
  readonly stop: () => Promise<void>;
  /** Rejects when the job store can't be reached. */
  readonly check: () => Promise<unknown>;
}

interface SchedulerOptions {
  /** A Postgres or MongoDB address: where the jobs are kept. */
  readonly url: string;
  /** Who this process is, in the store. */
  readonly name: string;
  readonly jobs: readonly PeriodicJob[];
  readonly logger: Logger;
  /** Ends the waiting for a store that can't be reached. */
  readonly signal: AbortSignal;
  /**
   * How long a run is another process's to take over when its own has died, in milliseconds; a run that lives renews it.
   * Agenda leaves a timer of half that time behind after each run.
   */
  readonly lockLifetime?: number;
}

/** How long a run may go on when the process stops, in milliseconds. */
const STOP_TIMEOUT = 4_000;

/** The longest time between two looks for due jobs, in milliseconds. */
const LONGEST_POLL = 1_000;

const heartbeat = (job: Job, period: number, logger: Logger): (() => void) => {
  const timer = setInterval(() => {
    job.touch().catch((error: unknown) => {
      logger.warn({ err: error, job: job.attrs.name }, 'the lock of a job could not be renewed');
    });
  }, period);
  return () => {
    clearInterval(timer);
  };
};

const createAgenda = (
  backend: AgendaBackend,
  name: string,
  jobs: readonly PeriodicJob[],
  lockLifetime: number,
): Agenda =>
  new Agenda({
    backend,
    name,
    processEvery: Math.min(LONGEST_POLL, ...jobs.map(({ interval }) => interval / 2)),
    defaultLockLifetime: lockLifetime,
    // No limit to locks beside this: Agenda goes on counting one that expired before its run began, as in a process that
    // was paused, and would never take that job again.
    defaultConcurrency: 1,
  });

/**
 * Starts to run jobs: at once, and then at each interval. Waits, with backoff, for the store.
 *
 * @throws the signal's reason when it was aborted before the store was there
 */
export const startScheduler = async ({
  url,
  name,
  jobs,
  logger,
  signal,
  lockLifetime = 10_000,
}: SchedulerOptions): Promise<Scheduler> => {
  const store = await openJobStore(url, logger, signal);
  const agenda = createAgenda(store.backend, name, jobs, lockLifetime);
  agenda.on('error', (error: Error) => {
    logger.error({ err: error }, 'the job scheduler has a problem');
  });
  const stopping = new AbortController();
  let running = 0;
  agenda.on('start', () => (running += 1));
  agenda.on('complete', () => (running -= 1));

  for (const { name: jobName, work } of jobs) {
    agenda.define(jobName, async (job: Job) => {
      const stopHeartbeat = heartbeat(job, lockLifetime / 4, logger);
      try {
        await work(stopping.signal);
      } catch (error) {
        // The next run is the next attempt. Agenda would only count failures.
        if (!stopping.signal.aborted) logger.error({ err: error, job: jobName }, 'a job has failed');
      } finally {
        stopHeartbeat();
      }
    });
  }
  await agenda.start();
  for (const { name: jobName, interval } of jobs) {
    const job = agenda.create(jobName, {}).repeatEvery(interval);
    job.attrs.type = 'single';
    await store.add(job);
  }

  return {
    stop: async () => {
      stopping.abort(new Error('the scheduler stops'));
      // Gives back what is locked but has not begun; what has begun ends by itself, and is then saved.
      await agenda.stop(false);
      const deadline = AbortSignal.timeout(STOP_TIMEOUT);
      while (running > 0 && !deadline.aborted)
        await once(agenda, 'complete', { signal: deadline }).catch(() => undefined);
      await store.close();
    },
    check: store.check,
  };
};
