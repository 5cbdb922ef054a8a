import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import type { components } from '@pickup/contracts/generated/dashboard';
import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/browser.js';
import { history, YEAR } from './support/history.js';
import { startSystem, type TestSystem } from './support/processes.js';
import { until } from './support/until.js';

type YearCounts = components['schemas']['YearCounts'];

const HOTEL = 2201;
const numbers = new Intl.NumberFormat('en-GB');
const format = (value: number): string => numbers.format(value);

let system: TestSystem;
let posted = 0;

const post = async (events: NewEvent[]) => {
  const { response } = await system.provider.client.POST('/events/batch', { body: events });
  expect(response.status).toBe(201);
  posted += events.length;
  await system.untilRead(posted);
};

beforeAll(async () => {
  system = await startSystem();
  await post(history(HOTEL));
  await post([
    {
      id: 1,
      hotel_id: 7,
      timestamp: `${String(YEAR)}-01-01T00:00:00Z`,
      rpg_status: 1,
      room_id: 1,
      night_of_stay: `${String(YEAR)}-02-01`,
    },
  ]);
}, 60_000);

afterAll(() => system.stop());

const counts = async (query: { period: 'month' | 'day'; as_of?: string; basis?: 'timestamp' }) => {
  const { data } = await system.dashboard.client.GET('/dashboard', {
    params: { query: { hotel_id: HOTEL, year: YEAR, last_year_by: 'date', ...query } },
  });
  if (!data) throw new Error('the dashboard has no answer');
  return data;
};

const cellsOf = ({ bookings, cancellations, net, same_time_last_year: sameTime, last_year: lastYear }: YearCounts) => {
  const change = net - (sameTime?.net ?? 0);
  return [bookings, cancellations, net, sameTime?.net ?? 0, change, lastYear?.net ?? 0].map((value, index) =>
    index === 4 && value > 0 ? `+${format(value)}` : format(value),
  );
};

const tableOf = async (page: Page, card: string) => {
  await page.getByRole('region', { name: card, exact: true }).getByRole('button', { name: 'Table' }).click();
  const rows = await page.getByRole('row').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
};

const tile = (page: Page, name: string) => page.locator(`.tile:has(dt:text-is("${name}")) b`).innerText();

/** The names by which screen readers know the items of a chart. */
const namesOf = (page: Page, card: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('${card} .item')].map((item) => item.getAttribute('aria-label'))`,
  );

const addressOf = (page: Page) => new URL(page.url()).search;

describeInBrowser('the page', (open) => {
  const show = (query: string, options = {}) =>
    open(`${system.dashboard.url}/${query}`, { locale: 'en-GB', ...options });

  test('shows the numbers of the API, month by month', async () => {
    const { page, faults } = await show(`?hotel_id=${String(HOTEL)}&year=${String(YEAR)}`);
    const { items, totals } = await counts({ period: 'month' });
    await page.getByRole('button', { name: /^January/ }).waitFor();
    expect(await tile(page, 'On the books')).toBe(format(totals.net));
    expect(await tile(page, 'Booked')).toBe(format(totals.bookings));
    expect(await tile(page, 'Cancelled')).toBe(format(totals.cancellations));
    const [head, ...rows] = await tableOf(page, `Months of ${String(YEAR)}`);
    expect(head?.slice(1)).toEqual([
      'Booked',
      'Cancelled',
      'On the books',
      'Same time last year',
      'Change',
      'Last year in total',
    ]);
    expect(rows.map(([, ...cells]) => cells)).toEqual([...items, totals].map(cellsOf));
    const names = await namesOf(page, '#months');
    expect(names).toEqual(items.map(({ net }) => expect.stringContaining(`: ${format(net)} on the books, `)));
    expect(faults).toEqual([]);
  });

  test('shows the numbers of the API, day by day, as they were known, and by the day of booking', async () => {
    const { page, faults } = await show(
      `?hotel_id=${String(HOTEL)}&year=${String(YEAR)}&period=day&as_of=${String(YEAR)}-03-01`,
    );
    const nets = async () => {
      const names = await namesOf(page, '#days');
      return names.map((name) =>
        name.includes(': no data') ? 0 : Number(/: ([-\d,]+) /.exec(name)?.[1]?.replace(',', '')),
      );
    };
    await page.getByText('You are looking back').waitFor();
    await page.locator('#days .item').first().waitFor();
    expect(await nets()).toEqual(
      (await counts({ period: 'day', as_of: `${String(YEAR)}-03-01` })).items.map(({ net }) => net),
    );
    await page.getByRole('button', { name: 'Now' }).click();
    await page.getByRole('radio', { name: 'Day of booking' }).check();
    const { items, totals } = await counts({ period: 'day', basis: 'timestamp' });
    await until('the days of booking are there', async () => (await tile(page, 'Net')) === format(totals.net));
    expect(await nets()).toEqual(items.map(({ net }) => net));
    expect(faults).toEqual([]);
  });

  test('has all that is chosen in its address', async () => {
    const { page, faults } = await show('');
    const hotel = page.getByRole('combobox', { name: 'Hotel' });
    await until('the first hotel is shown', () => addressOf(page) === `?hotel_id=7&year=${String(YEAR)}`);
    await hotel.click();
    await hotel.pressSequentially('220');
    expect(await page.getByRole('listbox').getByRole('option').allInnerTexts()).toEqual([
      expect.stringContaining(`Hotel ${String(HOTEL)}`),
    ]);
    await hotel.press('Enter');
    await page.getByRole('button', { name: `Year ${String(YEAR - 1)}` }).click();
    await page.getByRole('radio', { name: 'Day', exact: true }).check();
    await page.getByRole('radio', { name: 'Weekday' }).check();
    await page.getByRole('combobox', { name: 'Month' }).selectOption('March');
    await page.getByRole('radio', { name: 'Last 28 days' }).check();
    const chosen = `?hotel_id=${String(HOTEL)}&year=${String(YEAR - 1)}&period=day&last_year_by=weekday&month=3&pickup_days=28`;
    expect(addressOf(page)).toBe(chosen);
    await page.getByRole('heading', { name: `March ${String(YEAR - 1)}, day by day` }).waitFor();

    const { page: shared } = await show(chosen);
    await shared.getByRole('heading', { name: `March ${String(YEAR - 1)}, day by day` }).waitFor();
    expect(await shared.title()).toBe(`Hotel ${String(HOTEL)}, ${String(YEAR - 1)} · Pickup`);

    for (let step = 0; step < 6; step += 1) await page.goBack();
    expect(addressOf(page)).toBe(`?hotel_id=7&year=${String(YEAR)}`);
    expect(await hotel.inputValue()).toBe('Hotel 7');
    await page.goForward();
    expect(await hotel.inputValue()).toBe(`Hotel ${String(HOTEL)}`);
    expect(faults).toEqual([]);
  });

  test('leads to the events behind a number, by keyboard alone', async () => {
    const { page, faults } = await show(`?hotel_id=${String(HOTEL)}&year=${String(YEAR)}&month=5`);
    const { items } = await counts({ period: 'month' });
    const months = page.locator('#months .item');
    await months.first().waitFor();
    await page.getByRole('link', { name: `CSV: Months of ${String(YEAR)}` }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^May /);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#months .readout').innerText()).toMatch(`July ${String(YEAR)}`);
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog', { name: `July ${String(YEAR)}` });
    const urls = await dialog.locator('code').allInnerTexts();
    const found = await Promise.all(urls.map(async (url) => ((await (await fetch(url)).json()) as unknown[]).length));
    const { bookings = 0, cancellations = 0 } = items[6] ?? {};
    expect(found).toEqual([bookings + cancellations, bookings, cancellations]);
    expect(addressOf(page)).toMatch(`explain=${String(YEAR)}-07`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await dialog.getByRole('button', { name: 'Copy the query: Bookings' }).click();
    await dialog.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(urls[1]);

    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^July /);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: `Show the days of July ${String(YEAR)}` }).click();
    await page.getByRole('heading', { name: `July ${String(YEAR)}, day by day` }).waitFor();
    expect(faults).toEqual([]);
  });

  test('saves the numbers as CSV and the chart as PNG', async () => {
    const { page, faults } = await show(`?hotel_id=${String(HOTEL)}&year=${String(YEAR)}`);
    await page.locator('#months .item').first().waitFor();
    const download = async (role: 'link' | 'button', name: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole(role, { name }).click()]);
      const chunks: Buffer[] = [];
      for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
      return { name: file.suggestedFilename(), content: Buffer.concat(chunks) };
    };
    const { items } = await counts({ period: 'month' });
    const csv = await download('link', `CSV: Months of ${String(YEAR)}`);
    const lines = csv.content.toString().trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',').slice(0, 4))).toEqual(
      items.map(({ bookings, cancellations, net }, index) => [
        `${String(YEAR)}-${String(index + 1).padStart(2, '0')}`,
        ...[bookings, cancellations, net].map(String),
      ]),
    );
    const png = await download('button', `PNG: Months of ${String(YEAR)}`);
    expect(png.name).toMatch(/\.png$/);
    expect(png.content.subarray(1, 4).toString()).toBe('PNG');
    expect(png.content.readUInt32BE(16)).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
  });

  test('follows what happens, and costs nothing while nothing does', async () => {
    const { page, faults } = await show(`?hotel_id=7&year=${String(YEAR)}`);
    const statuses: number[] = [];
    page.on(
      'response',
      (response) => new URL(response.url()).pathname === '/dashboard' && statuses.push(response.status()),
    );
    const event = (hotel_id: number, id: number): NewEvent => ({
      ...{ id, hotel_id, timestamp: new Date().toISOString(), rpg_status: 1, room_id: 1 },
      night_of_stay: `${String(YEAR)}-07-01`,
    });
    await until('the number is there', async () => (await tile(page, 'Booked')) === '1');
    await post([event(8, 1)]);
    await until('another hotel’s event leaves it as it was', () => statuses.includes(304));
    await post([event(7, 2), event(7, 3)]);
    await until('the number has moved', async () => (await tile(page, 'Booked')) === '3');
    await page.getByRole('radio', { name: 'Since yesterday +2' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('explains the numbers of years, days of booking and pickup, and what was known within a month', async () => {
    const { page, faults } = await show('');
    for (const query of [
      `explain=${String(YEAR)}`,
      `explain=${String(YEAR)}-03&as_of=${String(YEAR)}-03-10`,
      `explain=${String(YEAR)}-03-02&period=day&basis=timestamp&as_of=${String(YEAR)}-03-02`,
      `explain=pickup:${String(YEAR)}-09&pickup_days=28&as_of=${String(YEAR)}-03-10`,
      `explain=pickup:all&pickup_days=7&as_of=${String(YEAR)}-03-10`,
    ]) {
      await page.goto(`${system.dashboard.url}/?hotel_id=${String(HOTEL)}&year=${String(YEAR)}&${query}`);
      const queries = page.getByRole('dialog').locator('.queries li');
      await queries.first().waitFor();
      const said = (await queries.allInnerTexts()).map((text) =>
        Number(/: ([\d,]+) event/.exec(text)?.[1]?.replace(',', '')),
      );
      const urls = await queries.locator('code').allInnerTexts();
      const found = await Promise.all(urls.map(async (url) => ((await (await fetch(url)).json()) as unknown[]).length));
      expect([query, ...said]).toEqual([query, ...found]);
      expect(said[0]).toBeGreaterThan(0);
    }
    expect(faults).toEqual([]);
  });

  test('goes back from what it has explained, and says what is loading or older', async () => {
    const { page } = await show(`?hotel_id=${String(HOTEL)}&year=${String(YEAR)}`);
    const july = page.locator('#months').getByRole('button', { name: /^July/ });
    await july.click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^July /);
    await july.click();
    await page.keyboard.press('Escape');
    await until('the address is as it was', () => !addressOf(page).includes('explain'));
    await page.goForward();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/dashboard\?hotel_id=7/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('combobox', { name: 'Hotel' }).click();
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await until('no number of another hotel is left', async () => (await page.locator('.tiles .tile').count()) === 0);
    expect(await page.locator('#months svg[role=group]').count()).toBe(0);
    release();
    await until('its own are there', async () => (await tile(page, 'Booked')) === '3');

    await page.route(/\/dashboard\?/, (route) =>
      route.fulfill({ status: 503, json: { detail: 'The database is away.' } }),
    );
    await post([{ ...history(9)[0], id: 1, hotel_id: 9 } as NewEvent]);
    await page.getByText('These are older numbers. The database is away. Trying again…').waitFor();
    expect(await tile(page, 'Booked')).toBe('3');
  });
});
