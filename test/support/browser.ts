import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { chromium, type Browser, type BrowserContextOptions, type LaunchOptions, type Page } from 'playwright-core';

/** How to launch the browser that was found for the whole run, or why there is none. */
const found = JSON.parse(process.env['TEST_BROWSER'] ?? '"none was looked for"') as LaunchOptions | string;

/** A page, and what has gone wrong in it: errors, and requests to anywhere but where it comes from. */
export interface OpenPage {
  readonly page: Page;
  readonly faults: readonly string[];
}

const openPage = async (browser: Browser, url: string, options: BrowserContextOptions): Promise<OpenPage> => {
  const page = await browser.newPage(options);
  // Shorter than the time for a test, so that it's said what is waited for.
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) faults.push(`a request to ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
};

/** Groups tests that open pages in a real browser. Where there's none, they are skipped, and it's said why. */
export const describeInBrowser = (
  name: string,
  tests: (open: (url: string, options?: BrowserContextOptions) => Promise<OpenPage>) => void,
): void => {
  if (typeof found === 'string') {
    process.stderr.write(`Tests in a browser are skipped: ${found}\n`);
    describe.skip(`${name} (skipped: ${found})`, () => {
      tests(() => Promise.reject(new Error(found)));
    });
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch(found);
    });
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
    afterAll(() => browser.close());
    tests((url, options = {}) => openPage(browser, url, options));
  });
};
