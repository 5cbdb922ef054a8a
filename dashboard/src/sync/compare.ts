import type { Digest } from '@pickup/contracts/client';
import { findDifferences } from './differences.js';
import { mend, type Sides } from './mend.js';
import { isAfter, type Day, type Window } from './pages.js';

/** What a comparison has found, and mended. */
export interface Findings {
  /** How many days, each of one hotel, the provider has events of. */
  readonly days: number;
  /** How many events were missing, and have been added. */
  readonly added: number;
  /** How many days they were added to. */
  readonly repaired: number;
  /** How many days are to be compared again, since more was posted in the meantime. */
  readonly behind: number;
  /** How many days differ although all that the provider has is in the copy. */
  readonly unmendable: number;
  /** The first of those. */
  readonly unmendableDays: readonly Day[];
}

/** The findings before anything was compared. */
export const NO_FINDINGS: Findings = {
  days: 0,
  added: 0,
  repaired: 0,
  behind: 0,
  unmendable: 0,
  unmendableDays: [],
};

/** How many of the days that can't be mended are named: as many as the contract of `getSyncStatus` has. */
const NAMED = 100;

/** How many days of the copy are looked at at once. */
const DAYS_AT_ONCE = 10_000;

/** The findings of two comparisons together. */
export const addFindings = (a: Findings, b: Findings): Findings => ({
  days: a.days + b.days,
  added: a.added + b.added,
  repaired: a.repaired + b.repaired,
  behind: a.behind + b.behind,
  unmendable: a.unmendable + b.unmendable,
  unmendableDays: [...a.unmendableDays, ...b.unmendableDays].slice(0, NAMED),
});

interface CompareOptions {
  /** Up to when the copy was thought to be complete. */
  readonly since: Date | undefined;
  readonly signal: AbortSignal;
  /** Is told after each page, with all that was found up to a day. */
  readonly onPage?: (found: Findings, through: Day | undefined) => void;
}

/**
 * Compares the digests of both sides in a window, and mends the days that differ. It goes part by part, so that memory does
 * not grow with the history of either side.
 */
export const compare = async (
  window: Window,
  sides: Sides,
  { since, signal, onPage }: CompareOptions,
): Promise<Findings> => {
  let found = NO_FINDINGS;
  let after: Day | undefined;

  const comparePart = async (theirs: readonly Digest[], last: Day | undefined): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const ours = await sides.digests.readDigests(window, after, last, DAYS_AT_ONCE);
      // Where the copy has more days than that, what comes after the last one of them is the next part.
      const end = ours.length < DAYS_AT_ONCE ? last : ours.at(-1);
      const part = theirs.filter((day) => (!after || isAfter(day, after)) && (!end || !isAfter(day, end)));
      const mended = await mend(findDifferences(part, ours), window, sides, { since, signal });
      found = addFindings(found, {
        days: part.length,
        added: mended.added,
        repaired: mended.repaired,
        behind: mended.behind,
        unmendable: mended.unmendable.length,
        unmendableDays: mended.unmendable,
      });
      if (ours.length < DAYS_AT_ONCE) return;
      after = end;
    }
  };

  for await (const { items, next } of sides.reader.digests(window, signal)) {
    const last = next === undefined ? undefined : items.at(-1);
    await comparePart(items, last);
    after = last;
    onPage?.(found, after);
  }
  return found;
};

/** Names days, the first few of them. */
export const nameDays = ({ unmendable, unmendableDays }: Findings): string => {
  const named = unmendableDays.slice(0, 3).map(({ hotel_id, date }) => `hotel ${String(hotel_id)} on ${date}`);
  const others = unmendable - named.length;
  return `${named.join(', ')}${others > 0 ? ` and ${String(others)} more` : ''}`;
};
