import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

test('a timestamp comes back to the millisecond, whatever its year', async () => {
  const ends = ['0001-01-01T00:00:00.000Z', '2020-01-01T00:00:00.100Z', '9999-12-31T23:59:59.999Z'].map(Date.parse);
  const moments = fc.integer({ min: ends[0] ?? 0, max: ends[2] ?? 0 });
  const times = [...new Set([...ends, ...fc.sample(moments, 500)])].sort((a, b) => a - b);
  const body = times.map((time, index) => ({ ...newEvent(), id: index + 1, timestamp: new Date(time).toISOString() }));
  expect((await provider.client.POST('/events/batch', { body })).response.status).toBe(201);
  expect((await provider.client.GET('/events', { params: { query: { limit: 1_000 } } })).data).toEqual(body);
});
