import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

const getEvent = (hotel_id: number, id: number) =>
  provider.client.GET('/hotels/{hotel_id}/events/{id}', { params: { path: { hotel_id, id } } });

test('gives back an event as it was posted', async () => {
  const event = newEvent({ id: 2 ** 53 - 1, hotel_id: 7, room_id: 'B24177CC-d498-5617-9eb8-bdd47ed1b60d' });
  await provider.client.POST('/events', { body: event });
  const { data, response } = await getEvent(7, 2 ** 53 - 1);
  expect(response.status).toBe(200);
  expect(data).toEqual(event);
});

test('keeps the events of hotels apart', async () => {
  await provider.client.POST('/events', { body: newEvent({ hotel_id: 1, room_id: 11 }) });
  await provider.client.POST('/events', { body: newEvent({ hotel_id: 2, room_id: 22 }) });
  expect((await getEvent(1, 1)).data?.room_id).toBe(11);
  expect((await getEvent(2, 1)).data?.room_id).toBe(22);
});

test('answers 404 for an event that is not there', async () => {
  const { error, response } = await getEvent(1, 999);
  expect(response.status).toBe(404);
  expect(error).toMatchObject({
    type: 'about:blank',
    detail: 'Hotel 1 has no event 999.',
    instance: '/hotels/1/events/999',
  });
});

test.each([
  ['0', '1', ['hotel_id']],
  ['1', '0', ['id']],
  ['1', '-1', ['id']],
  ['1', '1.5', ['id']],
  ['1', '1e3', ['id']],
  ['1', String(2 ** 53), ['id']],
  ['x', 'y', ['hotel_id', 'id']],
])('refuses /hotels/%s/events/%s, naming what is wrong', async (hotel, id, parameters) => {
  const response = await fetch(`${provider.url}/hotels/${hotel}/events/${id}`);
  const problem = (await response.json()) as { errors: { parameter: string }[] };
  expect(response.status).toBe(400);
  expect(problem.errors.map(({ parameter }) => parameter).sort()).toEqual(parameters);
});
