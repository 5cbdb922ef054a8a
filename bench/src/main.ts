import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { interruption, runCommand } from '@pickup/platform/command';
import { openArena, type Arena } from './arena.js';
import { CASES, HELP, readArguments, type CaseName } from './arguments.js';
import { getDashboard } from './cases/dashboard.js';
import { grow, type GrowthResult } from './cases/growth.js';
import { listEvents, walkEvents } from './cases/list-events.js';
import { postBatches, postEvents } from './cases/post-events.js';
import { syncEvents } from './cases/sync.js';
import { describeMachine, writeCases, writeGrowth } from './report.js';
import type { CaseResult } from './results.js';

const EXIT_STATUS = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** How many events the growth is measured with. */
const SIZES = [500_000, 2_000_000, 10_000_000];

const MEASURES: Readonly<Record<Exclude<CaseName, 'growth'>, (arena: Arena) => Promise<CaseResult | CaseResult[]>>> = {
  post: postEvents,
  batch: postBatches,
  list: listEvents,
  walk: walkEvents,
  dashboard: getDashboard,
  sync: syncEvents,
};

const say = (message: string): void => {
  process.stdout.write(`${message}\n`);
};

const describe = ({ case: name, ours, others }: CaseResult): string =>
  [
    `  ${name}: ${ours.perSecond.toFixed(0)}/s`,
    ...others.map(
      (other) => `    ${other.ratio.toFixed(2)} of ${other.name} (${other.measured.perSecond.toFixed(0)}/s)`,
    ),
  ].join('\n');

/** The cases of the first table. */
const LIMITS = CASES.filter((name) => name !== 'growth');

const measureAll = async (arena: Arena, names: readonly CaseName[], signal: AbortSignal): Promise<void> => {
  const began = performance.now();
  const start = (name: string) => {
    signal.throwIfAborted();
    say(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${name}`);
  };
  const [version] = await arena.query<{ server_version: string }>(await arena.database('jobs'), 'SHOW server_version');
  const machine = describeMachine(version?.server_version ?? '');

  const cases: CaseResult[] = [];
  for (const name of LIMITS.filter((one) => names.includes(one))) {
    start(name);
    const found = [await MEASURES[name](arena)].flat();
    for (const one of found) say(describe(one));
    cases.push(...found);
  }
  // A table is of one run, or it compares what can't be compared.
  if (LIMITS.every((name) => names.includes(name))) await writeCases({ machine, cases });

  if (!names.includes('growth')) return;
  const growth: GrowthResult[] = [];
  for (const events of SIZES) {
    start(`growth, ${events.toLocaleString('en-US')} events`);
    growth.push(await grow(arena, events));
  }
  await writeGrowth({ machine, growth });
};

const bench = async (names: readonly CaseName[]): Promise<number> => {
  const signal = interruption();
  const folder = await mkdtemp(path.join(tmpdir(), 'pickup-bench-'));
  // Where root runs this, another user runs Postgres, and has to get in.
  await chmod(folder, 0o711);
  const installed = path.resolve(process.env['DATA_DIR'] ?? '.data', 'bench');
  await mkdir(installed, { recursive: true });
  const arena = await openArena({ folder, dltFolder: path.join(installed, 'dlt'), say });
  const stop = async () => {
    await arena.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const interrupted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        say('Stopping…');
        reject(new Error('interrupted'));
      });
    });
    await Promise.race([measureAll(arena, names, signal), interrupted]);
    return EXIT_STATUS.done;
  } catch (error) {
    if (signal.aborted) return EXIT_STATUS.interrupted;
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT_STATUS.failed;
  } finally {
    await stop();
  }
};

const usage = { help: HELP, usageStatus: EXIT_STATUS.usage };
// Whatever it has left open must not keep it.
await runCommand(readArguments(process.argv.slice(2)), usage, async ({ cases }) => process.exit(await bench(cases)));
