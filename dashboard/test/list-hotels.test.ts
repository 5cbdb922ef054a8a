import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

afterAll(() => dashboard.stop());

const listHotels = async () => (await dashboard.client.GET('/hotels')).data;

test('is empty before the first event', async () => {
  expect(await listHotels()).toEqual([]);
});

test('lists each hotel once, with its first and last night', async () => {
  mockPages([
    event({ hotel_id: 3539, id: 1, timestamp: '2019-12-01T00:00:00.000Z', night_of_stay: '2020-05-05' }),
    event({ hotel_id: 2607, id: 1, night_of_stay: '2020-07-02' }),
  ]);
  await dashboard.sync();
  mockPages([
    event({ hotel_id: 2607, id: 2, night_of_stay: '2020-07-01', rpg_status: 2 }),
    event({ hotel_id: 2607, id: 3, night_of_stay: '2021-07-03' }),
  ]);
  await dashboard.sync();
  expect(await listHotels()).toEqual([
    { hotel_id: 2607, first_night: '2020-07-01', last_night: '2021-07-03' },
    { hotel_id: 3539, first_night: '2020-05-05', last_night: '2020-05-05' },
  ]);
});

test('takes no parameters', async () => {
  expect((await fetch(`${dashboard.url}/hotels?limit=1`)).status).toBe(400);
});
