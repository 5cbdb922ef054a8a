import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createProviderClient } from '@pickup/contracts/client';
import { RequestError, requestWithRetries, retryAfter } from '@pickup/contracts/retries';
import nock from 'nock';
import { listen, type TestServer } from '../../test/support/server.js';

const URL = 'http://provider.test:3001';

beforeAll(() => {
  nock.disableNetConnect();
});

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.abortPendingRequests();
  nock.cleanAll();
  expect(pending).toEqual([]);
});

afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

const provider = () => nock(URL).get('/events');

const client = createProviderClient({ url: `${URL}/`, timeout: 1_000 });

const listEvents = (
  retries: number,
  more: { signal?: AbortSignal; onRetry?: (error: Error, attempt: number) => void } = {},
) =>
  requestWithRetries(() => client.GET('/events', more.signal ? { signal: more.signal } : {}), {
    retries,
    firstPause: 1,
    ...more,
  });

describe('a request is tried again', () => {
  test.each([408, 429, 500, 502, 503, 504])('after an answer of %i', async (status) => {
    provider().times(2).reply(status);
    provider().reply(200, []);
    const onRetry = jest.fn();
    const { data } = await listEvents(2, { onRetry });
    expect(data).toEqual([]);
    expect(onRetry.mock.calls).toEqual([
      [new RequestError(`the answer was ${String(status)}`), 1],
      [new RequestError(`the answer was ${String(status)}`), 2],
    ]);
  });

  test('after a lost connection', async () => {
    provider().replyWithError('connection reset');
    provider().reply(200, []);
    expect((await listEvents(1)).data).toEqual([]);
  });

  test('after it has taken too long', async () => {
    provider().delay(60_000).reply(200, []);
    provider().reply(200, []);
    const impatient = createProviderClient({ url: URL, timeout: 20 });
    const { data } = await requestWithRetries(() => impatient.GET('/events'), { retries: 1, firstPause: 1 });
    expect(data).toEqual([]);
  });
});

describe('Retry-After (RFC 9110 section 10.2.3)', () => {
  const NOW = Date.parse('2026-01-01T00:00:00Z');
  const ask = (value?: string) =>
    retryAfter(new Response(null, value === undefined ? {} : { headers: { 'Retry-After': value } }), NOW);

  test.each([
    ['seconds', '3', 3_000],
    ['a date', 'Thu, 01 Jan 2026 00:00:07 GMT', 7_000],
    ['a date that has passed', 'Thu, 01 Jan 2015 00:00:00 GMT', 0],
    ['more than two minutes', '86400', 120_000],
    ['nonsense', 'soon', 0],
    ['nothing', undefined, 0],
  ])('%s', (_what, value, wait) => {
    expect(ask(value)).toBe(wait);
  });

  test('is waited for', async () => {
    provider().reply(503, '', { 'Retry-After': '1' });
    provider().reply(200, []);
    const began = performance.now();
    expect((await listEvents(1)).data).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  test('an abort ends the wait', async () => {
    const abort = new AbortController();
    provider().reply(429, '', { 'Retry-After': '100' });
    const REASON = new Error('the process stops');
    const onRetry = () => {
      setImmediate(() => {
        abort.abort(REASON);
      });
    };
    await expect(listEvents(5, { signal: abort.signal, onRetry })).rejects.toBe(REASON);
  });
});

describe('an answer that has no end', () => {
  // On a real server: nock would gather it in memory.
  let server: TestServer;

  beforeAll(async () => {
    nock.enableNetConnect('127.0.0.1');
    server = await listen((request, response) => {
      response.statusCode = request.url === '/events' ? 200 : 404;
      const flow = () => {
        while (response.write('[]'.repeat(10_000)));
      };
      response.on('drain', flow);
      flow();
    });
  });

  afterAll(async () => {
    await server.close();
    nock.disableNetConnect();
  });

  test('is given up when it is too long', async () => {
    const bounded = createProviderClient({ url: server.url, maxBytes: 100_000 });
    const message = 'the answer is longer than 100000 bytes';
    await expect(bounded.GET('/events')).rejects.toThrow(message);
    await expect(bounded.GET('/events/digest')).rejects.toThrow(message);
  });

  test('is given up when it takes too long', async () => {
    const impatient = createProviderClient({ url: server.url, timeout: 50, maxBytes: Number.POSITIVE_INFINITY });
    await expect(impatient.GET('/events')).rejects.toThrow('no answer within 50 ms');
  });
});

test('a redirect is not followed', async () => {
  provider().reply(302, '', { Location: 'http://elsewhere.test/events' });
  const { response } = await client.GET('/events');
  expect(response.status).toBe(302);
});

test.each([400, 404, 409, 413, 415])('an answer of %i is handed over as it is', async (status) => {
  const problem = { title: 'No', status };
  provider().reply(status, problem, { 'Content-Type': 'application/problem+json' });
  const { error, response } = await listEvents(5);
  expect(response.status).toBe(status);
  expect(error).toEqual(problem);
});

describe('after the last attempt', () => {
  test('the error says what was answered', async () => {
    provider().times(3).reply(503);
    const onRetry = jest.fn();
    await expect(listEvents(2, { onRetry })).rejects.toThrow(new RequestError('the answer was 503'));
    expect(onRetry).toHaveBeenCalledTimes(2);
  });

  test('the error says why there was no answer', async () => {
    provider().replyWithError('connection reset');
    const error: unknown = await listEvents(0).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ message: expect.stringContaining('connection reset') });
  });
});

describe('an abort ends it, with the reason of the signal', () => {
  const REASON = new Error('the process stops');

  test('before the first attempt', async () => {
    await expect(listEvents(5, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
  });

  test('during a request', async () => {
    const abort = new AbortController();
    const scope = provider().delay(60_000).reply(200, []);
    const started = once(scope, 'request');
    const request = listEvents(5, { signal: abort.signal });
    await started;
    abort.abort(REASON);
    await expect(request).rejects.toBe(REASON);
  });

  test('during the pause before the next attempt', async () => {
    const abort = new AbortController();
    provider().reply(503);
    const request = requestWithRetries(() => client.GET('/events'), {
      retries: 5,
      firstPause: 60_000,
      signal: abort.signal,
      onRetry: () => {
        setImmediate(() => {
          abort.abort(REASON);
        });
      },
    });
    await expect(request).rejects.toBe(REASON);
  });
});
