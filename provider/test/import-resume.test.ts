import { request as forward } from 'node:http';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { runImport } from '../src/import/run-import.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';
import { listen, type TestServer } from '../../test/support/server.js';

const COUNT = 30_000;

let provider: TestProvider;
let front: TestServer;
let folder: string;
let file: string;
let batches: number;
let onBatch: () => boolean;

beforeAll(async () => {
  provider = await startProvider();
  const { port } = new URL(provider.url);
  front = await listen((request, response) => {
    if (request.method === 'POST') {
      batches += 1;
      if (!onBatch()) return;
    }
    const { method, url: target, headers } = request;
    const onward = forward({ port, method, path: target, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  folder = await mkdtemp(path.join(tmpdir(), 'pickup-import-'));
  file = path.join(folder, 'hotel.csv');
  const rows = Array.from({ length: COUNT }, (_, index) => `5,2026-03-01,${String(index + 1)},1,2026-01-01 08:30:00,7`);
  rows[0] = 'bad';
  const header = 'room_reservation_id,night_of_stay,id,status,event_timestamp,hotel_id';
  await writeFile(file, [header, ...rows].join('\n'));
});

afterEach(() => rm(folder, { recursive: true }));

afterAll(async () => {
  await front.close();
  await provider.stop();
});

const importFile = async (signal: AbortSignal = new AbortController().signal) => {
  const output = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        output[name] += chunk.toString();
        done();
      },
    });
  const streams = { stdout: sink('stdout'), stderr: sink('stderr') };
  const options = {
    files: [file],
    providerUrl: front.url,
    stateFolder: path.join(folder, 'state'),
    signal,
    ...streams,
  };
  return { status: await runImport(options), ...output };
};

/** Interrupts an import when its last batch is on the way; the first one has been acknowledged by then. */
const interrupt = async () => {
  const abort = new AbortController();
  batches = 0;
  onBatch = () => {
    if (batches === 3) abort.abort(new Error('SIGINT'));
    return batches < 3;
  };
  const result = await importFile(abort.signal);
  batches = 0;
  onBatch = () => true;
  return result;
};

const countStored = async (): Promise<number> => {
  const [[row]] = (await provider.database.query('SELECT count(*)::integer AS stored FROM events')) as [
    [{ stored: number }],
    unknown,
  ];
  return row.stored;
};

test('says how to go on when it is interrupted', async () => {
  const { status, stderr } = await interrupt();
  expect(stderr).toMatch(/interrupted: run the same command again to go on\n$/);
  expect(status).toBe(130);
  expect(await readdir(path.join(folder, 'state'))).toHaveLength(1);
  expect(await countStored()).toBeLessThan(COUNT - 1);
});

test('passes over what was acknowledged, and goes on', async () => {
  await interrupt();
  const { status, stdout, stderr } = await importFile();
  const line = Number(/hotel\.csv: going on after line (\d+)\n/.exec(stderr)?.[1]);
  expect(line).toBeGreaterThan(10_000);
  expect(batches).toBe(3 - Math.floor(line / 10_000));
  expect(await countStored()).toBe(COUNT - 1);
  expect(stdout).toContain('30,000 lines, ');
  expect(stdout).toContain(' 1 bad, ');
  expect(stdout).toContain(`${(line - 1).toLocaleString('en')} lines were done before`);
  // The bad line was named by the first run, and still counts.
  expect(status).toBe(1);
  expect(await readdir(path.join(folder, 'state'))).toEqual([]);
});

test.each([
  ['has been emptied', 'TRUNCATE events'],
  ['holds other events', `UPDATE events SET night_of_stay = '2026-03-02'; DELETE FROM events WHERE id % 10000 <> 1`],
])('starts from the beginning when the database %s', async (_what, sql) => {
  await interrupt();
  await provider.database.query(sql);
  const { stderr } = await importFile();
  expect(stderr).toContain('starting from the beginning, as the provider no longer has what was imported before');
  expect(batches).toBeGreaterThanOrEqual(3);
  expect(await countStored()).toBe(COUNT - 1);
});

test('starts from the beginning when the file has changed', async () => {
  await interrupt();
  await writeFile(file, `\n5,2026-03-01,${String(COUNT + 1)},1,2026-01-01 08:30:00,7`, { flag: 'a' });
  const { stderr } = await importFile();
  expect(stderr).not.toContain('going on');
  expect(batches).toBe(3);
  expect(await countStored()).toBe(COUNT);
});
