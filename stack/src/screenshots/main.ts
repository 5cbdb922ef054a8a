import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDashboardClient } from '@pickup/contracts/client';
import { freePort } from '@pickup/platform/ports';
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { findBrowser } from '../browser/find-browser.js';
import { spawnProgram, stopProcess } from '../child.js';

// Makes the pictures of the README: make screenshots. The hotels are simulated, from a seed of their own.

const IMAGES = fileURLToPath(new URL('../../../docs/images', import.meta.url));

/** How long the history may take until it has been made and verified, in milliseconds. */
const PATIENCE = 180_000;

const WIDE: BrowserContextOptions = { viewport: { width: 1360, height: 1000 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 1150 }, deviceScaleFactor: 1.5, isMobile: true };

const PICTURES = [
  { name: 'months', view: 'period=month', options: WIDE },
  { name: 'days', view: 'period=day&last_year_by=weekday', options: WIDE },
  { name: 'phone', view: 'period=month', options: PHONE },
] as const;

const untilVerified = async (url: string): Promise<void> => {
  const client = createDashboardClient({ url });
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    // It is not there at first.
    const { data } = await client.GET('/sync').catch(() => ({ data: undefined }));
    if (data?.state === 'following' && data.verification.verified_through !== null) return;
    await pause(500);
  }
  throw new Error(`the history was not there after ${String(PATIENCE / 1000)} s`);
};

const take = async (browser: Browser, url: string): Promise<void> => {
  await mkdir(IMAGES, { recursive: true });
  for (const { name, view, options } of PICTURES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ ...options, colorScheme, locale: 'en-GB' });
      await page.goto(`${url}/?hotel_id=2607&${view}`);
      await page.locator('#pace [role=slider]').waitFor();
      const file = path.join(IMAGES, `${name}-${colorScheme}.png`);
      await page.screenshot({ path: file });
      await page.close();
      process.stdout.write(`${file}\n`);
    }
  }
};

const found = await findBrowser();
if (typeof found === 'string') {
  process.stderr.write(`No browser can be started: ${found}\n`);
  process.exit(1);
}
const folder = await mkdtemp(path.join(tmpdir(), 'pickup-screenshots-'));
const ports = [await freePort(), await freePort()];
const env = {
  PATH: process.env['PATH'],
  DATA_DIR: folder,
  PROVIDER_PORT: String(ports[0]),
  DASHBOARD_PORT: String(ports[1]),
  SIMULATION_SEED: 'pickup',
};
const stack = spawnProgram({ program: 'stack/dist/main.js', env }, ['ignore', 'inherit', 'inherit']);
const browser = await chromium.launch(found);
try {
  const url = `http://127.0.0.1:${String(ports[1])}`;
  await Promise.race([
    untilVerified(url),
    once(stack, 'exit').then(() => {
      throw new Error('the stack has ended');
    }),
  ]);
  await take(browser, url);
} finally {
  await browser.close();
  await stopProcess(stack);
  await rm(folder, { recursive: true, force: true });
}
