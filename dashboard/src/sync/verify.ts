import type { Logger } from '@pickup/platform/logger';
import { addFindings, compare, nameDays, NO_FINDINGS, type Findings } from './compare.js';
import type { Sides } from './mend.js';
import { DAY, dayOf, earlier, later, plus, startOf } from '../moments.js';
import { chooseOverlap, OVERLAP } from './overlap.js';
import type { Day, Window } from './pages.js';
import type { Checkpoint } from './sync-store.js';
import { AHEAD } from './sync.js';

interface VerifyOptions extends Sides {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly logger: Logger;
}

/** The hot days, where events come in and come late, or everything. */
export type Scope = 'hot' | 'full';

/** What a verification has found. */
export interface VerifyReport {
  /** How many days, each of one hotel, the provider has events of. */
  readonly days: number;
  /** How many of them had events that were missing. */
  readonly repaired: number;
  /** How many events were missing, and have been added. */
  readonly added: number;
  /** How many days differ and can't be mended. */
  readonly unmendable: number;
  /** Up to when the copy is now stated to be what the provider has; undefined when that could not be stated. */
  readonly through: Date | undefined;
}

/**
 * A full verification takes no more than a tenth of the time: it rests nine times as long as it took. After one that found
 * something it rests once as long: where there was one late event, there may be more.
 */
const REST = { usual: 9, afterFinding: 1 } as const;

/** How far before the end the hot days begin, in milliseconds; from there, at the start of the UTC day. */
const HOT = DAY;

/** How far back they reach at most, where nothing could be stated for long. Everything before is left to the full one. */
const HOT_AT_MOST = 7 * DAY;

/** How often the progress of a long verification is logged, in milliseconds. */
const PROGRESS_EVERY = 5_000;

// What is compared: up to the overlap, within which the sync itself still finds what comes late, but never less than was
// stated before; and, with everything, what lies further ahead than the sync reads.
const windowsOf = (
  scope: Scope,
  syncedThrough: Date,
  { overlap, verifiedThrough }: Checkpoint,
): [Window & { readonly through: Date }, ...Window[]] => {
  const upToOverlap = plus(syncedThrough, -overlap);
  const through = verifiedThrough ? later(upToOverlap, verifiedThrough) : upToOverlap;
  if (scope === 'full') return [{ through }, { from: plus(syncedThrough, AHEAD + 1) }];
  const hot = startOf(dayOf(plus(through, -HOT)));
  const unbroken = verifiedThrough ? earlier(hot, verifiedThrough) : hot;
  return [{ from: later(unbroken, plus(through, -HOT_AT_MOST)), through }];
};

/**
 * Makes the work of the verification: compares what the provider has, by hotel and day, with the copy, and reads again the
 * days that differ. So an event is found that was posted long after its timestamp, which the sync has passed by.
 * Before the sync has once got to the end there is nothing to verify.
 */
export const createVerify = ({ clock, logger, ...sides }: VerifyOptions) => {
  const { reader, store, digests } = sides;

  const compareWithProgress = async (windows: readonly Window[], since: Date, signal: AbortSignal) => {
    let total = NO_FINDINGS;
    let told = clock();
    const onPage = ({ days, added }: Findings, through: Day | undefined) => {
      if (!through || clock() - told < PROGRESS_EVERY) return;
      told = clock();
      logger.info({ days: total.days + days, added: total.added + added, through: through.date }, 'verifying');
    };
    for (const window of windows) total = addFindings(total, await compare(window, sides, { since, signal, onPage }));
    return total;
  };

  const planNext = async (number: number, worked: number, foundSomething: boolean): Promise<void> => {
    const rest = (foundSomething ? REST.afterFinding : REST.usual) * worked;
    await digests.plan(number, new Date(clock() + rest), chooseOverlap(await digests.measureArrivals(OVERLAP.most)));
    await digests.forgetOld();
  };

  return async (scope: Scope, signal: AbortSignal): Promise<VerifyReport> => {
    const startedAt = clock();
    const lostBefore = reader.lost();
    const number = await digests.begin();
    const checkpoint = await store.readCheckpoint();
    const since = checkpoint.syncedThrough;
    if (!since || !checkpoint.caughtUp) return { days: 0, repaired: 0, added: 0, unmendable: 0, through: undefined };

    const windows = windowsOf(scope, since, checkpoint);
    const found = await compareWithProgress(windows, since, signal);
    const { days, added, repaired, behind, unmendable, unmendableDays } = found;
    const report = { days, added, repaired, unmendable };
    if (added > 0) logger.info({ scope, ...report }, 'found late events');
    // What a full verification has named, those of the hot days need not repeat.
    if (unmendable > 0 && (scope === 'full' || !checkpoint.differing)) {
      const what = `the copy has what the provider does not have, or other content: ${nameDays(found)}`;
      logger.error({ count: unmendable, days: unmendableDays.slice(0, 10) }, what);
      await store.noteFault('verify', what, false);
      await digests.noteDiffering(number, unmendable, unmendableDays, scope === 'full');
    }
    const [{ from, through }] = windows;
    const equal = unmendable === 0 && behind === 0;
    const stated = equal && (await digests.noteVerified(number, through, new Date(startedAt), from));
    const worked = Math.max(clock() - startedAt - (reader.lost() - lostBefore), 0);
    if (scope === 'full') await planNext(number, worked, added > 0);
    return { ...report, through: stated ? through : undefined };
  };
};
