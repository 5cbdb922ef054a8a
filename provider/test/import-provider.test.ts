import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import { runImport } from '../src/import/run-import.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

let provider: TestProvider;
let folder: string;
let file: string;

beforeAll(async () => {
  provider = await startProvider();
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  folder = await mkdtemp(path.join(tmpdir(), 'pickup-import-'));
  file = path.join(folder, 'hotel.csv');
  const header = 'room_reservation_id,night_of_stay,id,status,event_timestamp,hotel_id';
  const rows = [1, 2, 3].map((id) => `5,2026-03-01,${String(id)},1,2026-01-01 08:30:00,7`);
  await writeFile(file, [header, ...rows].join('\n'));
});

afterEach(async () => {
  jest.useRealTimers();
  nock.cleanAll();
  await rm(folder, { recursive: true });
});

afterAll(async () => {
  nock.restore();
  await provider.stop();
});

const importFiles = async (files: string[], providerUrl: string) => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const { signal } = new AbortController();
  const status = await runImport({
    files,
    providerUrl,
    stateFolder: path.join(folder, 'state'),
    stdout,
    stderr,
    signal,
  });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
};

const storedIds = async () => (await provider.client.GET('/events')).data?.map(({ id }) => id);

test('names the lines that the provider finds invalid', async () => {
  const problem = {
    status: 400,
    errors: [
      { pointer: '/1/night_of_stay', detail: 'is too far off' },
      { pointer: '/1', detail: 'is odd' },
    ],
  };
  nock(provider.url, { allowUnmocked: true }).post('/events/batch').reply(400, problem);
  const { status, stderr } = await importFiles([file], provider.url);
  expect(stderr).toBe(`${file}:3: night_of_stay: is too far off\n${file}:3: is odd\n`);
  expect(status).toBe(1);
  expect(await storedIds()).toEqual([1, 3]);
});

test('goes on when the provider answers 503 for a while, and says so once', async () => {
  nock(provider.url, { allowUnmocked: true }).post('/events/batch').times(2).reply(503);
  const { status, stderr } = await importFiles([file], provider.url);
  expect(stderr).toBe(`${provider.url} does not answer (the answer was 503): trying again for a minute\n`);
  expect(status).toBe(0);
  expect(await storedIds()).toEqual([1, 2, 3]);
});

test('gives up after about a minute without the provider', async () => {
  let attempts = 0;
  const gone = nock('http://provider.test').persist().post('/events/batch').replyWithError('connection refused');
  gone.on('request', () => (attempts += 1));
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'setInterval'] });
  const before = Date.now();
  let result: Awaited<ReturnType<typeof importFiles>> | undefined;
  void importFiles([file, file], 'http://provider.test').then((ended) => (result = ended));
  while (!result) {
    await jest.advanceTimersByTimeAsync(100);
    await new Promise(setImmediate);
  }
  expect(attempts).toBe(11);
  expect(Date.now() - before).toBeGreaterThan(40_000);
  expect(result.stderr).toMatch(
    /does not answer .* trying again for a minute\n.* does not answer .* run the same command again to go on\n$/,
  );
  expect(result.stdout).toBe('');
  expect(result.status).toBe(3);
});

test('something else at the address of the provider is told from it', async () => {
  nock('http://provider.test').post('/events/batch').reply(404, { detail: 'There is nothing here.' });
  const { status, stderr } = await importFiles([file], 'http://provider.test');
  expect(stderr).toContain('answered 404 (There is nothing here.): check PROVIDER_URL');
  expect(status).toBe(3);
});
