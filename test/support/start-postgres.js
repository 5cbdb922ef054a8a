import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { findBrowser } from '@pickup/stack/browser/find-browser';

/**
 * Finds a browser, and starts a server, for the whole run. The server need not survive a crash, so it doesn't wait for the
 * disk.
 */
export default async function startPostgres() {
  const folder = await mkdtemp(path.join(tmpdir(), 'pickup-test-'));
  // Where root runs the tests, another user runs Postgres, and has to get in.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({
    folder: path.join(folder, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  process.env['TEST_BROWSER'] = JSON.stringify(await findBrowser());
  process.env['TEST_POSTGRES_URL'] = postgres.url('postgres');
  globalThis.pickupPostgres = { postgres, folder };
}
