import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startScheduler, type PeriodicJob, type Scheduler } from '@pickup/platform/scheduler';
import { MongoClient } from 'mongodb';
import { createEmptyDatabase, silent } from '../../test/support/database.js';
import { until } from '../../test/support/until.js';

interface Store {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

const mongoServer = process.env['TEST_MONGODB_URL'];

const createMongoDatabase = (): Promise<Store> => {
  const url = `${mongoServer ?? ''}test_${randomBytes(8).toString('hex')}`;
  return Promise.resolve({
    url,
    drop: async () => {
      const client = await MongoClient.connect(url);
      await client.db().dropDatabase();
      await client.close();
    },
  });
};

const backends = [
  { name: 'Postgres', create: createEmptyDatabase, here: true },
  {
    name: mongoServer === undefined ? 'MongoDB (skipped: TEST_MONGODB_URL names no server)' : 'MongoDB',
    create: createMongoDatabase,
    here: mongoServer !== undefined,
  },
];

for (const { name, create, here } of backends) {
  (here ? describe : describe.skip)(`jobs in ${name}`, () => {
    let store: Store;
    const schedulers: Scheduler[] = [];

    beforeEach(async () => {
      store = await create();
    });

    afterEach(async () => {
      await Promise.all(schedulers.splice(0).map((scheduler) => scheduler.stop()));
      await store.drop();
    });

    const start = async (job: PeriodicJob, worker = 'worker', lockLifetime = 2_000): Promise<Scheduler> => {
      const signal = new AbortController().signal;
      const options = { url: store.url, name: worker, jobs: [job], logger: silent, signal, lockLifetime };
      const scheduler = await startScheduler(options);
      schedulers.push(scheduler);
      return scheduler;
    };

    test('runs at once, and again at each interval', async () => {
      let runs = 0;
      await start({ name: 'count', interval: 200, work: () => Promise.resolve(void (runs += 1)) });
      await until('it has run three times', () => runs >= 3);
    });

    test('runs again after a run that has failed', async () => {
      let runs = 0;
      const work = () => {
        runs += 1;
        return Promise.reject(new Error('no'));
      };
      await start({ name: 'fail', interval: 200, work });
      await until('it has run twice', () => runs >= 2);
    });

    test('never runs a job twice at a time, with several workers, even if it takes longer than its lock', async () => {
      let [running, most, ends] = [0, 0, 0];
      const work = async () => {
        running += 1;
        most = Math.max(most, running);
        const end = Date.now() + 900;
        await until('the run has taken longer than its lock lives', () => Date.now() > end);
        running -= 1;
        ends += 1;
      };
      await Promise.all(['a', 'b'].map((worker) => start({ name: 'long', interval: 200, work }, worker, 500)));
      await until('it runs', () => running === 1);
      // One that starts in the middle of a run leaves its lock alone.
      await start({ name: 'long', interval: 200, work }, 'c', 500);
      await until('two runs have ended', () => ends >= 2, 25_000);
      expect(most).toBe(1);
    });

    test('goes on after the process has stood still for longer than the lock lives', async () => {
      let runs = 0;
      await start({ name: 'stall', interval: 100, work: () => Promise.resolve(void (runs += 1)) }, 'worker', 60);
      for (let stall = 0; stall < 20; stall += 1) {
        const before = runs;
        await until('it runs again', () => runs > before);
        // Nothing in this process moves, as when it is paused; each time at another moment of a run.
        await pause((stall * 7) % 100);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 80);
      }
    });

    test('has a job once, whoever starts first', async () => {
      let runs = 0;
      const job = { name: 'once', interval: 60_000, work: () => Promise.resolve(void (runs += 1)) };
      await Promise.all(Array.from({ length: 12 }, (_, worker) => start(job, `worker ${String(worker)}`)));
      await until('it has run', () => runs >= 1);
      expect(runs).toBe(1);
    });

    test('stops only when the run that is going on has ended, which is told to', async () => {
      let state = 'not begun';
      const work = async (signal: AbortSignal) => {
        state = 'begun';
        await until('the run is told to end', () => signal.aborted);
        state = 'ended';
      };
      const scheduler = await start({ name: 'stop', interval: 60_000, work });
      await until('the run has begun', () => state === 'begun');
      await scheduler.stop();
      schedulers.splice(0);
      expect(state).toBe('ended');
    });

    test('a job is free for the next worker as soon as one has stopped', async () => {
      const runs: string[] = [];
      const job = (worker: string) => ({
        name: 'next',
        interval: 300,
        work: () => Promise.resolve(void runs.push(worker)),
      });
      const first = await start(job('first'), 'first');
      await until('the first has run', () => runs.length > 0);
      await first.stop();
      schedulers.splice(0);
      await start(job('second'), 'second');
      const stopped = Date.now();
      await until('the second has run', () => runs.includes('second'));
      expect(Date.now() - stopped).toBeLessThan(1_900);
    });

    test('knows whether its store is there', async () => {
      const scheduler = await start({ name: 'check', interval: 60_000, work: () => Promise.resolve() });
      await expect(scheduler.check()).resolves.toBeDefined();
    });
  });
}

test('waits for a store that is not there, until it is told to stop', async () => {
  const abort = new AbortController();
  const url = 'postgres://nobody@127.0.0.1:1/none';
  const start = startScheduler({ url, name: 'worker', jobs: [], logger: silent, signal: abort.signal });
  abort.abort(new Error('stop'));
  await expect(start).rejects.toThrow('stop');
});
