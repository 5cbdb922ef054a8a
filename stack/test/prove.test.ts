import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createLedger, type PostedEvent } from '@pickup/stack/prove/ledger';
import { compareDashboard, compareProvider } from '@pickup/stack/prove/check';
import nock from 'nock';
import { startDashboard } from '../../test/support/dashboard.js';
import { event } from '../../test/support/event.js';
import { mockPages } from '../../test/support/mock-provider.js';
import { startProvider } from '../../test/support/provider.js';
import { until } from '../../test/support/until.js';

// What `make prove` runs, as it was built.
const MAIN = fileURLToPath(new URL('../dist/prove/main.js', import.meta.url));

const run = async (...args: string[]) => {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: chunks.join('') };
};

afterAll(() => {
  nock.restore();
});

// A seed that has failed once is kept here.
test.each(['pickup'])(
  'a short proof, seed %s: no number differs',
  async (seed) => {
    const { status, output } = await run('--seed', seed, '--events', '1200', '--kills', '4');
    expect(output).toMatch(/^differences {2}0$/m);
    expect(output).toMatch(/^events {7}1200$/m);
    expect(output).toMatch(/^kills {8}4 /m);
    expect(Number(/^faults {7}(\d+)/m.exec(output)?.[1])).toBeGreaterThan(10);
    expect(status).toBe(0);
  },
  180_000,
);

test('a Ctrl-C, and another one, leave nothing behind', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'pickup-interrupted-'));
  // Where root runs this, another user runs Postgres, and has to get in.
  await chmod(folder, 0o711);
  const child = spawn(process.execPath, [MAIN, '--seed', 'pickup', '--events', '1200'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  await until('the history is there', () => chunks.join('').includes('events of history'), 60_000);
  child.kill('SIGINT');
  await until('it says so', () => chunks.join('').includes('Stopping…'));
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(chunks.join('').match(/Stopping…/g)).toHaveLength(1);
  expect((await readdir(folder)).filter((name) => name.startsWith('pickup-prove-'))).toEqual([]);
  await rm(folder, { recursive: true });
}, 90_000);

test('arguments that are wrong are named', async () => {
  expect((await run('--events', 'many')).status).toBe(2);
  expect(await run('--help')).toMatchObject({ status: 0, output: expect.stringContaining('make prove') });
});

describe('a difference is found', () => {
  const first = event({ night_of_stay: '2020-03-01' });
  const second = event({ id: 2, night_of_stay: '2020-03-02', rpg_status: 2 });

  const ledgerOf = (...events: PostedEvent[]) => {
    const ledger = createLedger();
    // Acknowledged twice, as a replay is.
    ledger.acknowledge(events);
    ledger.acknowledge(events);
    return ledger;
  };

  test('on the dashboard', async () => {
    const dashboard = await startDashboard();
    mockPages([first, second]);
    await dashboard.sync();
    const differences = async (...events: PostedEvent[]) =>
      (await compareDashboard(dashboard.client, ledgerOf(...events))).differences;
    expect(await differences(first, second)).toEqual([]);
    expect(await differences(first, { ...second, night_of_stay: '2020-03-03' })).toEqual([
      'hotel 1, 2020 by day and night_of_stay: cancellations of 2020-03-02: 1 instead of 0',
      'hotel 1, 2020 by day and night_of_stay: net of 2020-03-02: -1 instead of 0',
      'hotel 1, 2020 by day and night_of_stay: cancellations of 2020-03-03: 0 instead of 1',
      'hotel 1, 2020 by day and night_of_stay: net of 2020-03-03: 0 instead of -1',
    ]);
    expect((await differences(first)).length).toBeGreaterThan(0);
    expect((await differences(first, second, event({ hotel_id: 2 }))).length).toBeGreaterThan(0);
    await dashboard.stop();
  });

  test('at the provider', async () => {
    const provider = await startProvider();
    await provider.client.POST('/events/batch', { body: [first, second] });
    const differences = async (...events: PostedEvent[]) =>
      (await compareProvider(provider.client, ledgerOf(...events))).differences;
    expect(await differences(first, second)).toEqual([]);
    expect(await differences(first)).toHaveLength(1);
    expect(await differences(first, second, event({ id: 3 }))).toHaveLength(1);
    expect(await differences(first, { ...second, room_id: 2 })).toHaveLength(1);
    await provider.stop();
  });
});
