import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadContract } from '@pickup/contracts/contract';
import type { Problem } from '@pickup/contracts/problem';
import { schemaChecks } from '@pickup/contracts/validation';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const check = schemaChecks(loadContract('provider'))('#/components/schemas/Problem');

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

const send = (path: string, request?: RequestInit) => fetch(`${provider.url}${path}`, request);

/** Posts bytes, so that fetch adds no content type of its own. */
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = JSON_TYPE) =>
  send(path, { method: 'POST', body: Buffer.from(body), headers });

const postJson = (body: unknown, path = '/events') => post(path, JSON.stringify(body));

/** Reads a problem, and checks what holds for every one. */
const problemOf = async (response: Response): Promise<Problem> => {
  const text = await response.text();
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = JSON.parse(text) as Problem;
  expect(check(problem)).toEqual([]);
  expect(problem).toMatchObject({
    status: response.status,
    instance: new URL(response.url).pathname,
    request_id: response.headers.get('x-request-id'),
  });
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d|\\n +at |SELECT|sequelize/i);
  return problem;
};

/** What is wrong with a request, by pointer or by the name of a parameter, sorted. */
const faultsOf = async (response: Response): Promise<string[]> => {
  const problem = await problemOf(response);
  expect(problem).toMatchObject({
    status: 400,
    type: 'urn:problem-type:pickup:invalid-request',
    title: 'Invalid request',
  });
  const faults = problem.errors ?? [];
  expect(faults.filter(({ detail }) => detail.length < 8)).toEqual([]);
  return faults.map(({ pointer, parameter }) => pointer ?? parameter ?? 'nowhere').sort();
};

describe('a field of an event', () => {
  const INTEGERS = [0, -1, 1.5, '1', 2 ** 53, null, true, [1], {}];
  const cases: Record<string, unknown[]> = {
    id: INTEGERS,
    hotel_id: [...INTEGERS, 2 ** 31, undefined],
    rpg_status: [...INTEGERS, 3, undefined],
    room_id: [
      ...INTEGERS,
      undefined,
      ...['', '\u0000', 'b24177cc', 'urn:uuid:b24177cc-d498-5617-9eb8-bdd47ed1b60d'],
      ...[' b24177cc-d498-5617-9eb8-bdd47ed1b60d', 'g24177cc-d498-5617-9eb8-bdd47ed1b60d'],
    ],
    night_of_stay: [
      ...['2026-02-30', '2025-02-29', '1900-02-29', '2026-13-01', '2026-00-01', '2026-01-00', '2026-04-31'],
      ...['0000-01-01', '-0001-01-01', '10000-01-01', '2026-1-1', '20260101', '2026-01-01T00:00:00Z', '2026-01-01 '],
      ...['', 'tomorrow', '2026-01-01\u0000', 20260101, null, undefined],
    ],
    timestamp: [
      ...['2026-02-30T00:00:00Z', '2025-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '0000-01-01T00:00:00Z'],
      ...['2026-12-31T23:59:60Z', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '2026-01-01T00:00:00+24:00'],
      ...['2026-01-01T00:00:00', '2026-01-01 00:00:00Z', '2026-01-01T00:00:00 Z', '2026-01-01T00:00Z', '2026-01-01'],
      ...['2026-01-01T00:00:00+0100', '2026-01-01T00:00:00+01', '2026-01-01T00:00:00.Z', '2026-01-01T00:00:00,5Z'],
      ...['9999-12-31T23:59:59-00:01', '0001-01-01T00:00:00+00:01', '10000-01-01T00:00:00Z'],
      ...[`2026-01-01T00:00:00.${'0'.repeat(50)}Z`, '2026-01-01T00:00:00Z\u0000', '', 1767225600000, null, undefined],
    ],
  };
  const rows = Object.entries(cases).flatMap(([field, values]) => values.map((value) => [field, value] as const));

  test.each(rows)('%s may not be %j', async (field, value) => {
    expect(await faultsOf(await postJson({ ...newEvent(), [field]: value }))).toEqual([`/${field}`]);
  });

  test.each([
    ['room', '/room'],
    ['ID', '/ID'],
    ['__proto__', '/__proto__'],
    ['constructor', '/constructor'],
    ['a\u0000', '/a\u0000'],
    // RFC 6901 section 3
    ['a/b~c', '/a~1b~0c'],
  ])('may not be called %j', async (name, pointer) => {
    const body = JSON.stringify(newEvent()).replace('{', `{${JSON.stringify(name)}:1,`);
    expect(await faultsOf(await post('/events', body))).toEqual([pointer]);
  });

  test.each(['id', 'hotel_id', 'rpg_status', 'room_id'])('%s may not be larger than any number', async (field) => {
    const body = JSON.stringify({ ...newEvent(), [field]: 'x' }).replace('"x"', '1e400');
    expect(await faultsOf(await post('/events', body))).toEqual([`/${field}`]);
  });
});

describe('a body', () => {
  const EVENT = JSON.stringify(newEvent());
  const NOT_JSON = [
    '',
    ' ',
    '{"id": 1,}',
    '{"id"',
    '{"id": 01}',
    "{'id': 1}",
    EVENT.replace(',', ',\u0000'),
    `${EVENT}{}`,
  ];

  test.each([...NOT_JSON, 'null', '1', '"event"', '[]', `[${EVENT}]`])('may not be %j', async (body) => {
    expect(await faultsOf(await post('/events', body))).toEqual(['']);
  });

  test.each([
    ['null', ['']],
    ['{}', ['']],
    [EVENT, ['']],
    ['[1, null, []]', ['/0', '/1', '/2']],
  ])('of a batch may not be %j', async (body, faults) => {
    expect(await faultsOf(await post('/events/batch', body))).toEqual(faults);
  });

  test('may not be missing', async () => {
    expect(await faultsOf(await send('/events', { method: 'POST' }))).toEqual(['']);
    expect(await faultsOf(await send('/events', { method: 'POST', headers: JSON_TYPE }))).toEqual(['']);
  });

  test.each([
    [{}],
    [{ 'Content-Type': 'text/plain' }],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }],
    [{ 'Content-Type': 'application/vnd.pickup+json' }],
    [{ 'Content-Type': 'application/jsonp' }],
    [{ 'Content-Type': 'application/json; charset=latin1' }],
    [{ 'Content-Type': 'application/json; charset=utf-16' }],
    [{ ...JSON_TYPE, 'Content-Encoding': 'compress' }],
  ])('may not come with %j', async (headers: Record<string, string>) => {
    const problem = await problemOf(await post('/events', EVENT, headers));
    expect(problem).toMatchObject({ status: 415, type: 'about:blank', title: 'Unsupported Media Type' });
  });

  test.each([
    [{ 'Content-Type': 'APPLICATION/JSON;Charset="UTF-8"' }],
    [{ 'Content-Type': 'application/json; made=up' }],
    [{ ...JSON_TYPE, 'Content-Encoding': 'gzip' }],
  ])('may come with %j', async (headers: Record<string, string>) => {
    const body = Buffer.from(JSON.stringify(newEvent({ hotel_id: 2 })));
    const sent = headers['Content-Encoding'] === 'gzip' ? gzipSync(body) : body;
    expect([200, 201]).toContain((await post('/events', Buffer.from(sent), headers)).status);
  });

  test('may not claim to be compressed when it is not', async () => {
    const response = await post('/events', '{}', { ...JSON_TYPE, 'Content-Encoding': 'gzip' });
    expect(await problemOf(response)).toMatchObject({ status: 400 });
  });

  test.each([
    ['/events', 64 * 1024, newEvent({ id: 10 })],
    ['/events/batch', 8 * 1024 * 1024, [newEvent({ id: 11 })]],
  ])('posted to %s may have %i bytes, and none more', async (path, limit, events) => {
    const body = JSON.stringify(events).padEnd(limit);
    expect((await post(path, body)).status).toBe(201);
    const [plain, packed] = [`${body} `, gzipSync(`${body} `)];
    const answers = [await post(path, plain), await post(path, packed, { ...JSON_TYPE, 'Content-Encoding': 'gzip' })];
    for (const answer of answers) {
      expect(await problemOf(answer)).toMatchObject({ status: 413, detail: expect.stringContaining(String(limit)) });
    }
  });
});

describe('a query', () => {
  const INTEGERS = '0 -1 1.5 1e3 0x10 +1 %201 1%20 01 1:2 1,2 9007199254740993 %00'.split(' ');
  const cases: Record<string, string[]> = {
    hotel_id: [...INTEGERS, '2147483648', 'x', ''],
    limit: [...INTEGERS, '10001', ''],
    rpg_status: [...INTEGERS, '3', ''],
    room_id: ['0', '01', '-1', '1.5', '+1', 'x', '', '%00', 'b24177cc-d498-5617-9eb8-bdd47ed1b60', 'a/b', '1,2'],
    night_of_stay__gte: ['2026-02-30', '2026-01-01T00:00:00Z', '0000-01-01', 'x', '', '%00', '%ZZ', '2026/01/01'],
    night_of_stay__lte: ['2025-02-29'],
    updated__gte: ['2026-02-30', '2026-01-01T23:59:60Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:00', '%ZZ', ''],
    updated__lte: ['2026-02-30T00:00:00Z', '2026-01-01%2000:00:00Z', '9999-12-31T23:59:59-00:01', '0000-01-01'],
    cursor: ['', 'x', '%00', '%ZZ', 'WzE1Nzc4MzY4MDAwMDAsMSwxXQ', 'x'.repeat(201)],
  };
  const rows = Object.entries(cases).flatMap(([name, values]) => values.map((value) => [name, value] as const));

  test.each(rows)('may not have %s=%s', async (name, value) => {
    expect(await faultsOf(await send(`/events?${name}=${value}`))).toEqual([name]);
  });

  test.each(['hotel_id', 'limit', 'rpg_status', 'room_id'])('may not have a %s of 5,000 digits', async (name) => {
    expect(await faultsOf(await send(`/events?${name}=${'9'.repeat(5_000)}`))).toEqual([name]);
  });

  test.each([
    ['hotel=1', ['hotel']],
    ['hotel_id[]=1', ['hotel_id[]']],
    ['hotel_id[a]=1', ['hotel_id[a]']],
    ['__proto__=1', ['__proto__']],
    ['__proto__[limit]=1', ['__proto__[limit]']],
    ['constructor=1&toString=2', ['constructor', 'toString']],
    ['%00=1', ['\u0000']],
    [`${'x'.repeat(5_000)}=1`, ['x'.repeat(200)]],
    ['hotel_id=1&hotel_id=1', ['hotel_id']],
    ['cursor=1&cursor=2&cursor=3', ['cursor']],
    ['limit', ['limit']],
    ['updated__gte=2020-01-02&updated__lte=2020-01-01', ['updated__gte']],
    ['updated__gte=2020-01-01T00:00:00.001Z&updated__lte=2020-01-01T00:00:00Z', ['updated__gte']],
    ['updated__gte=2020-01-01T00:00:00Z&updated__lte=2020-01-01T00:00:00%2B00:01', ['updated__gte']],
    ['night_of_stay__gte=2020-01-02&night_of_stay__lte=2020-01-01', ['night_of_stay__gte']],
  ])('may not be %s', async (query, faults) => {
    expect(await faultsOf(await send(`/events?${query}`))).toEqual(faults);
  });

  test.each([
    'updated__gte=2020-01-01&updated__lte=2020-01-01',
    'updated__gte=2020-01-01T23:59:59.999Z&updated__lte=2020-01-01',
    'updated__gte=2020-01-01T01:00:00+01:00&updated__lte=2020-01-01T00:00:00Z',
    'night_of_stay__gte=2020-02-29&night_of_stay__lte=2020-02-29',
    'hotel_id=2147483647&limit=10000&room_id=9007199254740991',
  ])('may be %s', async (query) => {
    expect((await send(`/events?${query}`)).status).toBe(200);
  });

  test('is not affected by a content type, whatever it is', async () => {
    for (const type of ['text/plain', 'a/b; c=d', 'application/json; charset=x', ';;;=']) {
      expect((await send('/events', { headers: { 'Content-Type': type } })).status).toBe(200);
    }
  });
});

describe('everything that is wrong is named', () => {
  test.each([
    ['limit=0&hotel_id=x&rpg_status=3&updated__gte=x', ['hotel_id', 'limit', 'rpg_status', 'updated__gte']],
    ['limit=1&limit=2&hotel=1&hotel_id=&night_of_stay__lte=x', ['hotel', 'hotel_id', 'limit', 'night_of_stay__lte']],
    ['hotel_id=0&room_id=a/b', ['hotel_id', 'room_id']],
    ['hotel_id=1:2&limit=0', ['hotel_id', 'limit']],
    ['updated__gte=2020-01-02&updated__lte=2020-01-01&cursor=x', ['cursor', 'updated__gte']],
  ])('in the query %s', async (query, faults) => {
    expect(await faultsOf(await send(`/events?${query}`))).toEqual(faults);
  });

  test('in path and query', async () => {
    expect(await faultsOf(await send('/hotels/0/events/x?y=1'))).toEqual(['hotel_id', 'id', 'y']);
  });

  test('in query and body', async () => {
    const { timestamp: _timestamp, ...rest } = newEvent({ id: 0, night_of_stay: '2026-02-30' });
    const faults = await faultsOf(await postJson({ ...rest, room: 1 }, '/events?x=1'));
    expect(faults).toEqual(['/id', '/night_of_stay', '/room', '/timestamp', 'x']);
  });

  test('up to 100', async () => {
    const events = Array<unknown>(200).fill(newEvent({ id: 0 }));
    const problem = await problemOf(await postJson(events, '/events/batch'));
    const first100 = Array.from({ length: 100 }, (_, index) => `/${String(index)}/id`);
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(first100);
  });
});

describe('a place', () => {
  const NOWHERE = '/ /event /events/1 /events/batch/1 /hotels/1 /hotels/1/events //events /__proto__ /%00'.split(' ');

  test.each(NOWHERE)('%s is not there', async (path) => {
    const problem = await problemOf(await send(path));
    expect(problem).toMatchObject({ status: 404, type: 'about:blank', title: 'Not Found' });
  });

  test.each([
    ['PUT', '/events', ['GET', 'POST']],
    ['DELETE', '/events', ['GET', 'POST']],
    ['GET', '/events/batch', ['POST']],
    ['DELETE', '/hotels/1/events/1', ['GET']],
    ['POST', '/hotels/1/events/1', ['GET']],
  ])('does not take the method %s at %s', async (method, path, allowed) => {
    const response = await send(path, { method });
    expect(await problemOf(response)).toMatchObject({ status: 405, title: 'Method Not Allowed' });
    const allow = response.headers.get('allow')?.split(', ') ?? [];
    expect(allow.filter((name) => name !== 'HEAD' && name !== 'OPTIONS').sort()).toEqual(allowed);
  });

  test('has a path that can be decoded', async () => {
    expect(await problemOf(await send('/hotels/%ZZ/events/1'))).toMatchObject({ status: 400 });
    expect(await faultsOf(await send('/hotels/%00/events/1'))).toEqual(['hotel_id']);
  });

  test('has no numbers of 400 digits', async () => {
    const number = '9'.repeat(400);
    expect(await faultsOf(await send(`/hotels/${number}/events/${number}`))).toEqual(['hotel_id', 'id']);
  });
});
