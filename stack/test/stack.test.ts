import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDashboardClient, createProviderClient } from '@pickup/contracts/client';
import { findEmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { freePort } from '@pickup/platform/ports';
import { newEvent } from '../../test/support/event.js';
import { until } from '../../test/support/until.js';

// What `make start` runs, as it was built.
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RESYNC = fileURLToPath(new URL('../../dashboard/dist/resync/main.js', import.meta.url));

interface Run {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Waits for the end; the exit status, or the signal that ended it. */
  readonly end: () => Promise<number | string | null>;
}

let folder: string;
let ports: [number, number];
const runs: Run[] = [];

const start = (settings: NodeJS.ProcessEnv = {}): Run => {
  const { PATH } = process.env;
  const env = {
    PATH,
    DATA_DIR: folder,
    PROVIDER_PORT: String(ports[0]),
    DASHBOARD_PORT: String(ports[1]),
    SIMULATION: 'off',
    SYNC_INTERVAL: '500ms',
    ...settings,
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const run: Run = {
    process: child,
    output: () => chunks.join(''),
    end: async () => {
      const [code, signal] = await ended;
      return code ?? signal;
    },
  };
  runs.push(run);
  return run;
};

const isUp = (run: Run) =>
  until(
    'the stack is up',
    () => {
      if (run.process.exitCode !== null) throw new Error(run.output());
      return run.output().includes('Pickup is running');
    },
    60_000,
  );

const stop = async (run: Run, signal: NodeJS.Signals = 'SIGINT') => {
  const began = Date.now();
  run.process.kill(signal);
  const status = await run.end();
  return { status, took: Date.now() - began };
};

const provider = () => createProviderClient({ url: `http://127.0.0.1:${String(ports[0])}` });
const dashboard = () => createDashboardClient({ url: `http://127.0.0.1:${String(ports[1])}` });

const bookings = async (hotel_id: number) => {
  const query = { hotel_id, year: 2020, period: 'month' } as const;
  return (await dashboard().GET('/dashboard', { params: { query } })).data?.totals.bookings;
};

/** Runs the command that `npm run resync` runs. */
const resync = async (...args: string[]) => {
  const { PATH } = process.env;
  const env = { PATH, DATA_DIR: folder };
  const child = spawn(process.execPath, [RESYNC, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: chunks.join('') };
};

/** The processes that name the data folder in their command or their environment: those of this stack. */
const processesLeft = async (): Promise<string[]> => {
  const child = spawn('ps', ['axeww', '-o', 'pid=,command='], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  await once(child, 'close');
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line.includes(folder));
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pickup-stack-'));
  ports = [await freePort(), await freePort()];
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.process.exitCode === null && run.process.signalCode === null) await stop(run);
  }
  await rm(folder, { recursive: true, force: true });
}, 30_000);

const startsAgainWhatIsKilled = async (run: Run) => {
  const [worker] = (await processesLeft()).filter((line) => line.includes('dashboard/dist/worker.js'));
  process.kill(Number(worker?.trim().split(' ')[0]), 'SIGKILL');
  await until('it says so', () =>
    run.output().includes('The dashboard worker has ended (SIGKILL), and is started again.'),
  );
  await provider().POST('/events', { body: newEvent({ hotel_id: 4712 }) });
  await until('the event is on the dashboard', async () => (await bookings(4712)) === 1, 30_000);

  const running = await findEmbeddedPostgres(path.join(folder, 'postgres'));
  if (!running) throw new Error('no Postgres runs');
  process.kill(running.pid, 'SIGKILL');
  await until('it says so', () => run.output().includes('Postgres has ended, and is started again.'));
  await until('it is there again, with what was committed', async () => (await bookings(4712)) === 1, 30_000);
};

describe('the whole stack', () => {
  test('starts from nothing, finds again what it had, and survives whatever is killed', async () => {
    const first = start();
    await isUp(first);
    expect(first.output()).toContain(`http://127.0.0.1:${String(ports[1])}/docs`);

    await provider().POST('/events', { body: newEvent({ hotel_id: 4711 }) });
    await until('the event is on the dashboard', async () => (await bookings(4711)) === 1);
    expect((await dashboard().GET('/sync')).data?.provider_url).toBe(`http://127.0.0.1:${String(ports[0])}`);
    expect(await resync('--hotel', '4711')).toEqual({
      status: 0,
      output: '1 event was read again: none was missing.\nBoth sides are the same.\n',
    });
    const page = await fetch(`http://127.0.0.1:${String(ports[1])}/`);
    expect(await page.text()).toContain('<title>Pickup</title>');

    const other = start({ PROVIDER_PORT: String(await freePort()), DASHBOARD_PORT: String(await freePort()) });
    expect(await other.end()).toBe(1);
    expect(other.output()).toMatch(/^Pickup runs from this data folder already, as process \d+: .*\n$/);

    const { status, took } = await stop(first, 'SIGINT');
    expect(status).toBe(0);
    expect(took).toBeLessThan(10_000);
    expect(await processesLeft()).toEqual([]);

    const second = start();
    await isUp(second);
    expect(await bookings(4711)).toBe(1);
    await startsAgainWhatIsKilled(second);

    second.process.kill('SIGKILL');
    await second.end();
    await until('its processes have ended', async () =>
      (await processesLeft()).every((line) => !line.includes('/dist/')),
    );

    const third = start();
    await isUp(third);
    expect(await bookings(4712)).toBe(1);
    expect(await stop(third, 'SIGTERM')).toMatchObject({ status: 0 });
    expect(await processesLeft()).toEqual([]);
  }, 180_000);

  test('leaves nothing behind when it is stopped while it starts', async () => {
    for (const file of ['postgres/initialised', 'logs/provider.log']) {
      const run = start();
      await until('it has begun to start', () => existsSync(path.join(folder, file)));
      expect(await stop(run, 'SIGTERM')).toMatchObject({ status: 0 });
      expect(await processesLeft()).toEqual([]);
    }
  }, 60_000);
});

describe('says in one line what is wrong, and leaves nothing behind', () => {
  test('a resync where nothing runs', async () => {
    const { status, output } = await resync('--all');
    expect(status).toBe(2);
    expect(output).toBe(
      `No dashboard runs from the data folder ${folder}: start it with make start, or set DASHBOARD_DATABASE_URL.\n`,
    );
  });

  test('a resync of nothing', async () => {
    expect(await resync()).toMatchObject({ status: 2, output: expect.stringContaining('Usage: npm run resync') });
  });

  test('a port that is taken', async () => {
    const server = createServer().listen(ports[1], '127.0.0.1');
    await once(server, 'listening');
    const run = start();
    expect(await run.end()).toBe(1);
    expect(run.output()).toBe(`Port ${String(ports[1])} is taken: set DASHBOARD_PORT to another one.\n`);
    server.close();
  });

  test('a data folder that cannot be written', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const run = start({ DATA_DIR: path.join(file, 'data') });
    expect(await run.end()).toBe(1);
    expect(run.output()).toMatch(/^The data folder .* can't be written \(ENOTDIR\): set DATA_DIR to another one\.\n$/);
  });

  test('settings that are wrong', async () => {
    const run = start({ SIMULATION: 'maybe', SYNC_INTERVAL: '5', JOBS_URL: 'redis://me:secret@localhost' });
    expect(await run.end()).toBe(1);
    const lines = run.output().trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(['JOBS_URL', 'SIMULATION', 'SYNC_INTERVAL']);
    expect(run.output()).not.toContain('secret');
  });

  test('a database that is named, and is not there, is waited for until Ctrl-C', async () => {
    const url = 'postgres://nobody:secret@127.0.0.1:1/none';
    const run = start({ PROVIDER_DATABASE_URL: url, DASHBOARD_DATABASE_URL: url, JOBS_URL: url });
    const log = path.join(folder, 'logs', 'provider.log');
    await until('the provider waits', async () =>
      (await readFile(log, 'utf8').catch(() => '')).includes("can't be reached yet"),
    );
    expect((await stop(run)).status).toBe(0);
    expect(await readFile(log, 'utf8')).not.toContain('secret');
    expect(await processesLeft()).toEqual([]);
  }, 30_000);
});

test('the whole stack runs on databases that it is given, with the simulated hotels', async () => {
  const { createEmptyDatabase } = await import('../../test/support/database.js');
  const databases = await Promise.all([createEmptyDatabase(), createEmptyDatabase(), createEmptyDatabase()]);
  const [PROVIDER_DATABASE_URL, DASHBOARD_DATABASE_URL, JOBS_URL] = databases.map(({ url }) => url);
  const given = { PROVIDER_DATABASE_URL, DASHBOARD_DATABASE_URL, JOBS_URL };
  const run = start({ ...given, SIMULATION: 'on', SIMULATION_INTERVAL: '500ms' });
  await isUp(run);
  expect(run.output()).toMatch(/History of hotels 2607, 3009 and 3539: [\d,]+ events/);

  const posted = async () => {
    const today = new Date().toISOString().slice(0, 10);
    return (await provider().GET('/events', { params: { query: { updated__gte: today, limit: 10_000 } } })).data
      ?.length;
  };
  const before = (await posted()) ?? 0;
  await until('the hotels go on posting', async () => ((await posted()) ?? 0) > before, 30_000);
  const hotels = async () => (await dashboard().GET('/hotels')).data?.map(({ hotel_id }) => hotel_id);
  await until('the dashboard has all hotels', async () => (await hotels())?.length === 3, 30_000);
  expect(await hotels()).toEqual([2607, 3009, 3539]);

  await stop(run);
  expect(await processesLeft()).toEqual([]);
  await Promise.all(databases.map(({ drop }) => drop()));
}, 180_000);
