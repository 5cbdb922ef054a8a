import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createProviderClient, RequestError, requestWithRetries } from '@pickup/contracts/client';
import nock from 'nock';

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
  test.each([429, 500, 502, 503, 504])('after an answer of %i', async (status) => {
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
      onRetry: () =>
        setImmediate(() => {
          abort.abort(REASON);
        }),
    });
    await expect(request).rejects.toBe(REASON);
  });
});
