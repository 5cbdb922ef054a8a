import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Page } from 'playwright-core';
import { violations } from './support/axe.js';
import { describeInBrowser } from './support/browser.js';
import { startDashboard, type TestDashboard } from './support/dashboard.js';
import { event as copied } from './support/event.js';
import { mockPages, PROVIDER } from './support/mock-provider.js';

const PHONE = { viewport: { width: 375, height: 700 }, hasTouch: true, isMobile: true };
const WIDE = { viewport: { width: 1800, height: 1000 } };

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** The provider of this dashboard is a mock. */
let dashboard: TestDashboard;

const NIGHTS = ['2025-06-28', '2025-07-01', '2025-07-02', '2026-07-01', '2026-07-03'];

/** Fills the copy, as it was read so many minutes ago. */
const fill = async (minutes = 0) => {
  await dashboard.reset();
  const event = (id: number) =>
    copied({ id, timestamp: '2025-01-01T00:00:00.000Z', night_of_stay: NIGHTS[id % 5] ?? '' });
  mockPages([copied({ hotel_id: 2 }), ...Array.from({ length: 1500 }, (_, id) => event(id + 1))]);
  await dashboard.sync({ now: minutesAgo(minutes) });
};

beforeAll(async () => {
  dashboard = await startDashboard();
});

afterAll(() => dashboard.stop());

const booked = (page: Page) => page.locator('.tile:has(dt:text-is("Booked")) b').innerText();

test('the page is small, kept by browsers as long as it is the same, and may load nothing from elsewhere', async () => {
  const page = await fetch(dashboard.url);
  const scripts = [...(await page.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    ([, path = '']) => path,
  );
  expect(scripts.length).toBeGreaterThan(0);
  let bytes = 0;
  for (const path of scripts) {
    const script = await fetch(dashboard.url + path, { headers: { 'Accept-Encoding': 'gzip' } });
    bytes += gzipSync(await script.text()).length;
    expect(script.headers.get('content-encoding')).toBe('gzip');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
  expect(bytes).toBeLessThan(250_000);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch("script-src 'self';");
  expect(policy).toMatch("style-src 'self'");
  expect(policy).not.toMatch('unsafe');
});

// How far what is seen has moved by itself, as Core Web Vitals measure it: up to 0.1 is called good.
const SHIFT = `new Promise((resolve) => {
  let shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { shift += value; }))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(shift), 100);
})`;

describeInBrowser('the page', (open) => {
  const show = (query: string, options = {}) => open(`${dashboard.url}/${query}`, { locale: 'en-GB', ...options });

  test('says what to do where there is no hotel, until there is one', async () => {
    const { page, faults } = await open(dashboard.url);
    await page.getByText('No hotel has had an event yet. Post one to the provider, or import').waitFor();
    expect(await violations(page)).toEqual([]);
    await fill();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^July/ }).first().waitFor();
    expect(faults).toEqual([]);
  });

  test.each([
    ['in the light, wide', 'month', { ...WIDE, colorScheme: 'light' }],
    ['in the dark, on a phone', 'day', { ...PHONE, colorScheme: 'dark' }],
  ] as const)('keeps to WCAG 2.2 AA, %s', async (_where, period, options) => {
    const { page, faults } = await show(`?hotel_id=1&year=2026&period=${period}`, options);
    await page.locator('#pace [role=slider]').waitFor();
    expect(await violations(page)).toEqual([]);
    const [paper, width] = await page.evaluate<[string, number]>(
      '[getComputedStyle(document.body).backgroundColor, document.documentElement.scrollWidth]',
    );
    expect(paper).toBe(options.colorScheme === 'light' ? 'rgb(243, 245, 248)' : 'rgb(13, 19, 26)');
    expect(width).toBe(options.viewport.width);
    expect(await page.evaluate<number>(SHIFT)).toBeLessThan(0.1);
    expect(faults).toEqual([]);
  });

  test('keeps to it with what opens', async () => {
    const { page, faults } = await show('?hotel_id=1&year=2026', { ...WIDE, colorScheme: 'dark' });
    await page.locator('#months').getByRole('button', { name: 'Table' }).click();
    await page.getByRole('combobox', { name: 'Hotel' }).click();
    await page.getByRole('listbox').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('#months').getByRole('button', { name: 'July 2026', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('writes numbers and dates as its reader does', async () => {
    const { page } = await show('?hotel_id=1&year=2025', { locale: 'de-DE' });
    await page.getByRole('button', { name: /^Juli 2025: 600 / }).waitFor();
    expect(await booked(page)).toBe('900');
    await page.goto(`${dashboard.url}/?hotel_id=1&year=2025&period=day`);
    await page.getByRole('button', { name: /^Dienstag, 1. Juli 2025/ }).waitFor();
  });

  test('tells zero from no data', async () => {
    const { page } = await show('?hotel_id=1&year=2026&period=day');
    const day = (name: RegExp) => page.locator('#days').getByRole('button', { name });
    await day(/day,? 2 July 2026: 0 on the books/).waitFor();
    expect(await day(/day,? 2 July 2026/).getAttribute('class')).toMatch('shade-0');
    expect(await day(/day,? 4 July 2026: no data/).getAttribute('class')).toMatch('unknown');
  });

  test('calls its numbers stale while the provider is away', async () => {
    await fill(3);
    const away = nock(PROVIDER).get('/events').query(true).reply(503).persist();
    await expect(dashboard.sync()).rejects.toThrow('503');
    away.persist(false);
    nock.cleanAll();

    const { page, faults } = await show('?hotel_id=1&year=2025');
    await page.getByText('Nothing new has been read from the provider for 3 minutes: the answer was 503').waitFor();
    await page.getByText('Stale', { exact: true }).waitFor();
    expect(await booked(page)).toBe('900');
    expect(await violations(page)).toEqual([]);
    mockPages([]);
    await dashboard.sync({ now: minutesAgo(0) });
    await page.getByText('Live', { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  test('says where to go on from a hotel that is not known', async () => {
    const { page } = await show('?hotel_id=99&year=2025');
    await page.getByText('Hotel 99 has never had an event. Choose another hotel').waitFor();
  });

  test('keeps its numbers while the dashboard is away, and says so', async () => {
    const { page } = await show('?hotel_id=1&year=2025');
    await page.locator('#months .item').first().waitFor();
    await page.context().setOffline(true);
    await page.getByRole('alert').getByText('The dashboard does not answer.').waitFor();
    await page.getByText('The numbers are those of').waitFor();
    expect(await booked(page)).toBe('900');
    expect(await violations(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByText('Live', { exact: true }).waitFor();
  });
});
