import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readArguments } from '../src/import/arguments.js';
import { runImport } from '../src/import/run-import.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

const HEADER = 'room_reservation_id,night_of_stay,id,status,event_timestamp,hotel_id';
const ROOM = '5f3c1d52-0f0e-4a51-9d53-1f1f7f8f2a10';

let provider: TestProvider;
let folder: string;

beforeAll(async () => {
  provider = await startProvider();
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  folder = await mkdtemp(path.join(tmpdir(), 'pickup-import-'));
});

afterEach(() => rm(folder, { recursive: true }));

afterAll(() => provider.stop());

class Sink extends Writable {
  text = '';

  constructor(readonly isTTY = false) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const importFiles = async (files: string[], { stateFolder = path.join(folder, 'state'), tty = false } = {}) => {
  const stdout = new Sink();
  const stderr = new Sink(tty);
  const { signal } = new AbortController();
  const status = await runImport({ files, providerUrl: provider.url, stateFolder, stdout, stderr, signal });
  return { status, stdout: stdout.text, stderr: stderr.text };
};

const save = async (name: string, content: string | Buffer): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
};

const rows = (first: number, count: number, room: string = ROOM): string[] =>
  Array.from({ length: count }, (_, index) => `${room},2026-03-01,${String(first + index)},1,2026-01-01 08:30:00,7`);

const csv = (...lines: string[]): string => `${[HEADER, ...lines].join('\n')}\n`;

const storedEvents = async () => (await provider.client.GET('/events', { params: { query: { limit: 10_000 } } })).data;

test('stores what a file says', async () => {
  const file = await save(
    'hotel.csv',
    csv(`${ROOM},2026-03-01,11,1,2026-01-01 08:30:00,7`, '12,2024-02-29,12,2,2024-01-31 23:59:59,7'),
  );
  const { status, stdout, stderr } = await importFiles([file]);
  expect(await storedEvents()).toEqual([
    {
      id: 12,
      hotel_id: 7,
      timestamp: '2024-01-31T23:59:59.000Z',
      rpg_status: 2,
      room_id: 12,
      night_of_stay: '2024-02-29',
    },
    {
      id: 11,
      hotel_id: 7,
      timestamp: '2026-01-01T08:30:00.000Z',
      rpg_status: 1,
      room_id: ROOM,
      night_of_stay: '2026-03-01',
    },
  ]);
  expect(stdout).toMatch(/^hotel\.csv: 2 lines, 2 new, 0 already there, 0 bad, [\d.]+ s, [\d,]+ events\/s\n$/);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test.each([
  ['gzipped, whatever its name', gzipSync(csv(...rows(1, 3)))],
  ['gzipped in several parts', Buffer.concat([gzipSync(csv(...rows(1, 1))), gzipSync(`${rows(2, 2).join('\n')}\n`)])],
  ['with a byte order mark and CRLF', `\uFEFF${csv(...rows(1, 3)).replaceAll('\n', '\r\n')}`],
  ['without a line end at its end', csv(...rows(1, 3)).trimEnd()],
  [
    'with columns in another order, further ones, and quotes',
    `status,"hotel_id",note,id,event_timestamp,night_of_stay,room_reservation_id\n${[1, 2, 3]
      .map((id) => `1,7,"a, b\nc ""d""","${String(id)}",2026-01-01 08:30:00,2026-03-01,${ROOM}`)
      .join('\n')}`,
  ],
])('takes a file %s', async (_form, content) => {
  const { status } = await importFiles([await save('hotel.csv', content)]);
  expect((await storedEvents())?.map(({ id, room_id }) => [id, room_id])).toEqual([1, 2, 3].map((id) => [id, ROOM]));
  expect(status).toBe(0);
});

test('a second run changes nothing, and says so', async () => {
  const file = await save('hotel.csv', csv(...rows(1, 3)));
  await importFiles([file]);
  const { status, stdout } = await importFiles([file]);
  expect(stdout).toMatch(/^hotel\.csv: 3 lines, 0 new, 3 already there, .*, nothing has changed\n$/);
  expect(status).toBe(0);
  expect(await readdir(path.join(folder, 'state'))).toEqual([]);
});

test('takes several files, and sums them up', async () => {
  const files = [await save('a.csv', csv(...rows(1, 2))), await save('b.csv', csv(...rows(2, 2)))];
  const { stdout } = await importFiles(files);
  expect(stdout.split('\n').map((line) => line.split(', ').slice(0, 3).join())).toEqual([
    'a.csv: 2 lines,2 new,0 already there',
    'b.csv: 2 lines,1 new,1 already there',
    '2 files: 4 lines,3 new,1 already there',
    '',
  ]);
});

test('names what is wrong by line and column, and imports the other lines', async () => {
  const good = rows(1, 2);
  const file = await save(
    'hotel.csv',
    csv(
      good[0] ?? '',
      `${ROOM},2026-02-30,2,1,2026-01-01 08:30:00,7`,
      `${ROOM},,2,1,2026-01-01 08:30:00,7`,
      `${ROOM},2026-03-01,2,1,2026-01-01 08:30:00`,
      `${ROOM},2026-03-01,0,1,2026-01-01 08:30:00,7`,
      `${ROOM},2026-03-01,9007199254740992,1,2026-01-01 08:30:00,7`,
      `${ROOM},2026-03-01,1.5,3,2026-01-01T08:30:00Z,x`,
      `${ROOM},2026-03-01,,1,,7`,
      `room 5,2026-03-01,2,1,2026-01-01 24:00:00,7`,
      `${ROOM},2026-03-01,2,"1"x,2026-01-01 08:30:00,7`,
      good[1] ?? '',
    ),
  );
  const { status, stdout, stderr } = await importFiles([file]);
  const time = 'must be a time that exists, in UTC, such as 2020-01-01 00:00:00';
  expect(stderr.split('\n').filter((line) => line !== '')).toEqual(
    [
      '3: night_of_stay: must be a date (YYYY-MM-DD) that exists',
      '4: night_of_stay: is required',
      '5: has 5 fields where the header has 6',
      '6: id: must be >= 1',
      '7: id: must be <= 9007199254740991',
      '8: id: must be integer',
      '8: hotel_id: must be integer',
      `8: event_timestamp: ${time}`,
      '8: status: must be equal to one of the allowed values: 1, 2',
      '9: id: is required',
      '9: event_timestamp: is required',
      `10: event_timestamp: ${time}`,
      '10: room_reservation_id: must be integer or must be a UUID',
      '11: has a quote that is not closed, or is not at the start or the end of a field',
    ].map((fault) => `${file}:${fault}`),
  );
  expect(stdout).toContain('11 lines, 2 new, 0 already there, 9 bad');
  expect(status).toBe(1);
});

test('prints the first 1,000 bad lines, and counts the others', async () => {
  const bad = Array.from({ length: 1_234 }, () => 'x');
  const file = await save('hotel.csv', csv(...bad, ...rows(1, 1)));
  const { stdout, stderr } = await importFiles([file]);
  expect(stderr.trimEnd().split('\n').slice(-2)).toEqual([
    `${file}:1001: has 1 fields where the header has 6`,
    `${file}: more bad lines are counted, but not shown`,
  ]);
  expect(stdout).toContain('1,235 lines, 1 new, 0 already there, 1,234 bad');
});

test('names the lines that are stored already with other content, and imports the others', async () => {
  await importFiles([await save('before.csv', csv(...rows(1, 250)))]);
  const file = await save('hotel.csv', csv(...rows(1, 250, '5'), ...rows(251, 300)));
  const { status, stdout, stderr } = await importFiles([file]);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  expect(lines).toEqual(
    Array.from({ length: 250 }, (_, index) => `${file}:${String(index + 2)}: is stored already with other content`),
  );
  expect(stdout).toContain('550 lines, 300 new, 0 already there, 250 bad');
  expect(status).toBe(1);
  expect(await storedEvents()).toHaveLength(550);
});

test.each([
  [
    'lacks columns',
    'id,hotel_id,status\n1,7,1\n',
    /the header lacks room_reservation_id, night_of_stay, event_timestamp/,
  ],
  ['names a column twice', `${HEADER},id\n`, /the header has more than once id/],
  ['is empty', '', /is empty: its first line must name the columns/],
  ['is a damaged gzip', gzipSync(csv(...rows(5, 900))).subarray(0, -20), /is a damaged gzip, readable up to line \d+/],
])('a file that %s is said to, and the next one imported', async (_fault, content, message) => {
  const bad = await save('bad.csv', content);
  const { status, stderr } = await importFiles([bad, await save('good.csv', csv(...rows(1, 3)))]);
  expect(stderr.startsWith(`${bad}: `)).toBe(true);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(status).toBe(3);
  expect((await storedEvents())?.slice(0, 3).map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('files that are not there, or are folders, are said to be, and the next one imported', async () => {
  const none = path.join(folder, 'none.csv');
  const { status, stderr } = await importFiles([none, folder, await save('good.csv', csv(...rows(1, 3)))]);
  expect(stderr).toBe(`${none}: can't be read: there is no such file\n${folder}: can't be read: it is a folder\n`);
  expect(status).toBe(3);
  expect(await storedEvents()).toHaveLength(3);
});

test('what comes before the damage of a gzip is imported, and nothing that was cut', async () => {
  const whole = gzipSync(csv(...rows(1, 5_000)), { level: 0 });
  const file = await save('hotel.csv.gz', whole.subarray(0, whole.length - 100_000));
  await importFiles([file]);
  const ids = (await storedEvents())?.map(({ id }) => id) ?? [];
  expect(ids.length).toBeGreaterThan(1_000);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
});

test('shows a bar on a terminal, and prints bad lines beside it', async () => {
  const file = await save('hotel.csv', csv(...rows(1, 3)));
  await appendFile(file, 'x\n');
  const { stderr } = await importFiles([file], { tty: true });
  expect(stderr).toMatch(/hotel\.csv \[=+\] 100%, 4 lines, [\d,]+ events\/s, 0 s left/);
  expect(stderr).toContain(`${file}:5: has 1 fields where the header has 6\n`);
});

test('goes on without a folder for its state, and says so once', async () => {
  const files = [await save('a.csv', csv(...rows(1, 3))), await save('b.csv', csv(...rows(4, 3)))];
  const { status, stderr } = await importFiles(files, { stateFolder: path.join(files[0] ?? '', 'state') });
  expect(stderr).toMatch(/^how far the import has come can't be kept, .*\n$/);
  expect(status).toBe(0);
  expect(await storedEvents()).toHaveLength(6);
});

test('reads its arguments', () => {
  expect(readArguments(['a.csv', 'b.csv'])).toEqual({ files: ['a.csv', 'b.csv'] });
  expect(readArguments(['-h'])).toEqual({ help: true });
  expect(readArguments(['a.csv', '--help'])).toEqual({ help: true });
  expect(readArguments([])).toHaveProperty('usageFault', 'There is no file to import.');
  expect(readArguments(['--fast', 'a.csv'])).toHaveProperty('usageFault', expect.stringContaining('--fast'));
});
