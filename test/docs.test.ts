import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/browser.js';
import { startDashboard, type TestDashboard } from './support/dashboard.js';
import { event } from './support/event.js';
import { mockPages } from './support/mock-provider.js';
import { startProvider, type TestProvider } from './support/provider.js';

let dashboard: TestDashboard;
let provider: TestProvider;

beforeAll(async () => {
  [dashboard, provider] = await Promise.all([startDashboard(), startProvider()]);
  mockPages([event({ id: 1 }), event({ id: 2, room_id: 2 }), event({ id: 3, room_id: 3, rpg_status: 2 })]);
  await dashboard.sync();
});

afterAll(() => Promise.all([dashboard.stop(), provider.stop()]));

describeInBrowser('the documentation in a browser', (open) => {
  const unfold = async (page: Page, summary: string) => {
    const operation = page.locator('.opblock').filter({ hasText: summary });
    await operation.locator('.opblock-summary-control').click();
    return operation;
  };

  test("the dashboard's tries out GET /dashboard", async () => {
    const { page, faults } = await open(`${dashboard.url}/docs/`);
    const operation = await unfold(page, "Count a hotel's bookings by month or day");
    const parameter = (name: string) => operation.locator(`[data-param-name="${name}"]`);
    await parameter('hotel_id').locator('input').fill('1');
    await parameter('period').locator('select').selectOption('month');
    await parameter('year').locator('input').fill('2020');
    await operation.getByRole('button', { name: 'Execute' }).click();

    const response = operation.locator('.live-responses-table .response');
    expect(await response.locator('.response-col_status').innerText()).toMatch('200');
    const { data } = await dashboard.client.GET('/dashboard', {
      params: { query: { hotel_id: 1, year: 2020, period: 'month' } },
    });
    expect(JSON.parse(await response.locator('.highlight-code code').first().innerText())).toEqual(data);
    expect(data?.totals).toEqual({ bookings: 2, cancellations: 1, net: 1 });
    expect(faults).toEqual([]);
  });

  test("the provider's tries out POST /events", async () => {
    const { page, faults } = await open(`${provider.url}/docs/`);
    const operation = await unfold(page, 'Create an event');
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = operation.locator('.live-responses-table .response');
    expect(await response.locator('.response-col_status').innerText()).toMatch('201');
    expect(faults).toEqual([]);
  });
});
