import type { Digest } from '@pickup/contracts/client';
import { findDifferences, keyOf, toStretches, type Difference } from './differences.js';
import type { Day, Window } from './pages.js';
import type { Reader } from './reader.js';
import type { SyncStore } from './sync-store.js';
import type { VerifyStore } from './verify-store.js';

/** Both sides of a comparison. */
export interface Sides {
  /** What the provider has. */
  readonly reader: Reader;
  /** The copy, to add to. */
  readonly store: SyncStore;
  /** The digests of the copy. */
  readonly digests: VerifyStore;
}

/** What became of days that were not the same on both sides. */
export interface Mended {
  /** How many events were missing, and have been added. */
  readonly added: number;
  /** How many days they were added to. */
  readonly repaired: number;
  /** To how many days more was posted in the meantime: the next comparison has them. */
  readonly behind: number;
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
  // What lies between them belongs to others.
  const asked = new Set(days.map(keyOf));
  const differing: Difference[] = [];
  for (const stretch of toStretches(days, window)) {
    // The copy first: what it has by then, the provider has when it is asked after that.
    const ours = await digests.readDigests(stretch);
    const theirs: Digest[] = [];
    for await (const { items } of reader.digests(stretch, signal)) theirs.push(...items);
    differing.push(...findDifferences(theirs, ours).filter((day) => asked.has(keyOf(day))));
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
  const repaired = new Set<string>();
  const unmendable = new Map<string, Day>();
  let open = days;
  for (let round = 0; round < ROUNDS && open.length > 0; round += 1) {
    for (const stretch of toStretches(open, window)) {
      for await (const { items } of sides.reader.events(stretch, signal)) {
        signal.throwIfAborted();
        const late = await sides.store.addLate(items, since);
        added += late.added;
        for (const day of late.repaired) repaired.add(keyOf(day));
      }
    }
    const differing = await compareAgain(open, window, sides, signal);
    for (const { hotel_id, date, missing } of differing) {
      if (missing <= 0) unmendable.set(keyOf({ hotel_id, date }), { hotel_id, date });
    }
    open = differing.filter(({ missing }) => missing > 0);
  }
  return { added, repaired: repaired.size, behind: open.length, unmendable: [...unmendable.values()] };
};
