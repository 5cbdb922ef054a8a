import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DAY } from '../src/simulation/calendar.js';
import { createSimulation } from '../src/simulation/simulation.js';
import { silent } from '../../test/support/database.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';
import { until } from '../../test/support/until.js';

const COMMAND = fileURLToPath(new URL('../dist/simulation/history.js', import.meta.url));

let provider: TestProvider;
let child: ChildProcess | undefined;
let stdout: string;
let stderr: string;

beforeAll(async () => {
  provider = await startProvider();
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  stdout = '';
  stderr = '';
});

afterEach(() => {
  child?.kill('SIGKILL');
});

afterAll(() => provider.stop());

/** Starts the command as `make start` does; its exit status. */
const start = (env: Record<string, string> = {}): Promise<number | null> => {
  const settings = { PROVIDER_URL: provider.url, SIMULATION_SEED: 'test', LOG_LEVEL: 'silent', ...env };
  const started = spawn(process.execPath, [COMMAND], { env: settings, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  started.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  started.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child = started;
  return once(started, 'close').then(([status]) => status as number | null);
};

const countEvents = async (): Promise<number> => {
  const { data = [] } = await provider.client.GET('/events', { params: { query: { limit: 10_000 } } });
  return data.length;
};

/** Makes a history of two days that ended some days ago. */
const prepare = (daysAgo: number) => {
  const clock = () => Date.now() - daysAgo * DAY;
  return createSimulation({ client: provider.client, seed: 'test', logger: silent, clock, historyDays: 2 }).run();
};

test('fills in what is missing, and says how much it was', async () => {
  await prepare(4);
  const before = await countEvents();
  expect(await start()).toBe(0);
  const added = (await countEvents()) - before;
  expect(added).toBeGreaterThan(100);
  expect(stdout).toMatch(
    new RegExp(`^History of hotels 2607, 3009 and 3539: ${added.toLocaleString('en')} events in \\d+\\.\\d s\n$`),
  );
  expect(stderr).toContain(`100 %, ${added.toLocaleString('en')} events`);
});

test('says nothing when there is hardly anything to do', async () => {
  await prepare(0.1);
  expect(await start()).toBe(0);
  expect(stdout + stderr).toBe('');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('stops at %s, to be continued', async (signal, expected) => {
  const status = start();
  await until('the first batch', async () => (await countEvents()) > 0);
  child?.kill(signal);
  expect(await status).toBe(expected);
  expect(stderr).toContain('The history is not complete yet: the next start goes on with it.\n');
});

test('stops when its parent process is gone', async () => {
  void start();
  await until('the first batch', async () => (await countEvents()) > 0);
  if (!child) throw new Error('nothing was started');
  const exit = once(child, 'exit');
  child.disconnect();
  expect(await exit).toEqual([129, null]);
});

test('says what is wrong', async () => {
  expect(await start({ PROVIDER_URL: 'nowhere' })).toBe(1);
  expect(stderr).toBe('PROVIDER_URL must be an address such as http://127.0.0.1:3001\n');
  expect(await start({ PROVIDER_URL: 'http://127.0.0.1:1' })).toBe(1);
  expect(stderr).toContain('The history could not be filled in: RequestError: fetch failed: ');
});
