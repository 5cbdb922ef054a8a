import type { Writable } from 'node:stream';
import { createProviderClient } from '@pickup/contracts/client';
import type { Sequelize } from '@pickup/platform/database';
import { describeError } from '@pickup/platform/errors';
import { compare, nameDays } from '../sync/compare.js';
import type { Window } from '../sync/pages.js';
import { createReader } from '../sync/reader.js';
import { createSyncStore } from '../sync/sync-store.js';
import { createVerifyStore } from '../sync/verify-store.js';

interface ResyncOptions {
  readonly window: Window;
  /** The dashboard's. */
  readonly database: Sequelize;
  readonly providerUrl: string;
  /** Takes the outcome. */
  readonly stdout: Writable;
  /** Takes the progress and what goes wrong. */
  readonly stderr: Writable;
  /** Interrupts it: what was added stays. */
  readonly signal: AbortSignal;
}

/** How it ended, as the exit status of the process. */
export const EXIT_STATUS = { same: 0, differing: 1, usage: 2, unfinished: 3, interrupted: 130 } as const;

/** How often the progress is printed, in milliseconds. */
const PROGRESS_EVERY = 2_000;

const grouped = (count: number): string => count.toLocaleString('en-US');

const outcome = (read: number, added: number): string => {
  if (read === 0 && added === 0) return 'The provider has no such events.';
  const events = read === 1 ? '1 event was read again' : `${grouped(read)} events were read again`;
  if (added === 0) return `${events}: none was missing.`;
  if (read === 1) return `${events}, and was missing: it has been added.`;
  return `${events}, of which ${added === 1 ? '1 was missing: it has' : `${grouped(added)} were missing: they have`} been added.`;
};

/**
 * Reads a window of events from the provider again, adds what is missing, and compares both sides.
 *
 * @returns the exit status
 */
export const runResync = async (options: ResyncOptions): Promise<number> => {
  const { window, database, providerUrl, stdout, stderr, signal } = options;
  const print = (stream: Writable, line: string) => stream.write(`${line}\n`);
  const store = createSyncStore(database);
  const digests = createVerifyStore(database);
  const onRetry = async (reason: string) => {
    print(stderr, `${providerUrl} does not answer well (${reason}): trying again`);
    await store.noteFault('resync', reason, true);
  };
  const reader = createReader({ client: createProviderClient({ url: providerUrl }), onRetry });
  let [read, added] = [0, 0];
  const progress = setInterval(
    () => print(stderr, `${grouped(read)} events read, ${grouped(added)} added`),
    PROGRESS_EVERY,
  );

  const run = async (): Promise<number> => {
    for await (const { items } of reader.events(window, signal)) {
      signal.throwIfAborted();
      const late = await store.addLate(items);
      read += items.length;
      added += late.added;
    }
    const found = await compare(window, { reader, store, digests }, { since: undefined, signal });
    added += found.added;
    print(stdout, outcome(read, added));
    if (found.unmendable > 0) {
      print(stdout, `The dashboard has what the provider does not have, or other content: ${nameDays(found)}.`);
      return EXIT_STATUS.differing;
    }
    if (found.behind > 0) {
      print(stdout, 'More has been posted in the meantime: run it again, or leave it to the sync.');
      return EXIT_STATUS.differing;
    }
    print(stdout, 'Both sides are the same.');
    return EXIT_STATUS.same;
  };

  try {
    return await run();
  } catch (error) {
    if (signal.aborted) {
      print(stderr, `interrupted: ${grouped(added)} events were added, and stay`);
      return EXIT_STATUS.interrupted;
    }
    print(
      stderr,
      `${describeError(error)}: see that the dashboard's database and the provider at ${providerUrl} run, then run the same command again`,
    );
    return EXIT_STATUS.unfinished;
  } finally {
    clearInterval(progress);
  }
};
