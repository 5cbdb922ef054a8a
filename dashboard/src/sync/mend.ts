import type { Digest } from '@pickup/contracts/client';
import { findDifferences, toStretches, type Difference } from './differences.js';
import type { Day, Window } from './pages.js';
import type { Reader } from './reader.js';
import type { SyncStore } from './sync-store.js';
import type { VerifyStore } from './verify-store.js';

/** What a comparison needs. */
export interface Sides {
  readonly reader: Reader;
  readonly store: SyncStore;
  readonly digests: VerifyStore;
}

/** What became of days that were not the same on both sides. */
export interface Mended {
  /** How many events were missing, and have been added. */
  readonly added: number;
  /** The days that they were added to. */
  readonly repaired: readonly Day[];
  /** The days to which more was posted in the meantime: the next comparison has them. */
  readonly behind: readonly Day[];
  /** The days that still differ although all that the provider has is in the copy: it has more, or other content. */
  readonly unmendable: readonly Day[];
}

/** How often a day is read again, when events keep coming in. */
const ROUNDS = 3;

const compareAgain = async (
  days: readonly Day[],
  window: Window,
  { reader, digests }: Sides,
  signal: AbortSignal,
): Promise<Difference[]> => {
  const differing: Difference[] = [];
  for (const stretch of toStretches(days, window)) {
    // The copy first: what it has by then, the provider has when it is asked after that.
    const ours = await digests.readDigests(stretch, undefined, undefined);
    const theirs: Digest[] = [];
    for await (const { items } of reader.digests(stretch, signal)) theirs.push(...items);
    differing.push(...findDifferences(theirs, ours));
  }
  return differing;
};

/**
 * Reads days that differ again, and adds what is missing, until they are the same.
 *
 * @param window - what the days belong to; what lies outside of it is left alone
 * @param since - up to when the copy was thought to be complete
 */
export const mend = async (
  days: readonly Day[],
  window: Window,
  sides: Sides,
  { since, signal }: { since: Date | undefined; signal: AbortSignal },
): Promise<Mended> => {
  let added = 0;
  const repaired = new Map<string, Day>();
  const unmendable: Day[] = [];
  let open = days;
  for (let round = 0; round < ROUNDS && open.length > 0; round += 1) {
    for (const stretch of toStretches(open, window)) {
      for await (const { items } of sides.reader.events(stretch, signal)) {
        signal.throwIfAborted();
        const late = await sides.store.addLate(items, since);
        added += late.added;
        for (const day of late.repaired) repaired.set(`${String(day.hotel_id)}/${day.date}`, day);
      }
    }
    const differing = await compareAgain(open, window, sides, signal);
    for (const { hotel_id, date, missing } of differing) if (missing <= 0) unmendable.push({ hotel_id, date });
    open = differing.filter(({ missing }) => missing > 0);
  }
  return { added, repaired: [...repaired.values()], behind: open, unmendable };
};
