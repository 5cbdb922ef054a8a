import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '@pickup/platform/command';
import { HELP, readArguments, type Options } from './arguments.js';
import { prove, sum, type Report } from './prove.js';

const EXIT_STATUS = { equal: 0, differing: 1, usage: 2, interrupted: 130 } as const;

const say = (message: string): void => {
  process.stdout.write(`${message}\n`);
};

const list = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${String(count)} × ${name}`)
    .join(', ');

const againWith = ({ seed, events, kills }: Options): string =>
  `again        make prove SEED=${seed} EVENTS=${String(events)} KILLS=${String(kills)}`;

const describe = ({ events, kills, freezes, faults, compared, differences }: Report, seconds: number): string =>
  `
events       ${String(events)}
faults       ${String(sum(faults))} (${list(faults)})
kills        ${String(sum(kills))} (${list(kills)}), and ${String(freezes)} freezes
compared     ${String(compared)} numbers and events, after ${seconds.toFixed(0)} s
differences  ${String(differences.length)}`.trimStart();

const run = async (options: Options): Promise<number> => {
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Each time: a second one must not keep what was started from being stopped.
    process.on(name, () => {
      if (!abort.signal.aborted) say('Stopping…');
      abort.abort(new Error(name));
    });
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'pickup-prove-'));
  // Where root runs this, another user runs Postgres, and has to get in.
  await chmod(folder, 0o711);
  const began = performance.now();
  say(`Proving with seed ${options.seed}: ${String(options.events)} events, ${String(options.kills)} kills`);
  try {
    const seconds = () => (performance.now() - began) / 1_000;
    const tell = (message: string) => {
      say(`${seconds().toFixed(0).padStart(4)} s  ${message}`);
    };
    const report = await prove({ ...options, folder, signal: abort.signal, report: tell });
    say(describe(report, seconds()));
    say(againWith(options));
    for (const difference of report.differences.slice(0, 20)) say(difference);
    if (report.differences.length === 0) {
      await rm(folder, { recursive: true, force: true });
      return EXIT_STATUS.equal;
    }
  } catch (error) {
    if (abort.signal.aborted) {
      await rm(folder, { recursive: true, force: true });
      return EXIT_STATUS.interrupted;
    }
    say(`It came to no end: ${String(error)}`);
    say(againWith(options));
  }
  say(`The database and the logs are in ${folder}`);
  return EXIT_STATUS.differing;
};

const usage = { help: HELP, usageStatus: EXIT_STATUS.usage };
// Whatever it has left open must not keep it.
await runCommand(readArguments(process.argv.slice(2)), usage, async ({ options }) => process.exit(await run(options)));
