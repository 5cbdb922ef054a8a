import { findDifferences } from './differences.js';
import { mend, type Sides } from './mend.js';
import type { Day, Window } from './pages.js';

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
  /** The days that differ although all that the provider has is in the copy. */
  readonly unmendable: readonly Day[];
}

/** The findings before anything was compared. */
export const NO_FINDINGS: Findings = { days: 0, added: 0, repaired: 0, behind: 0, unmendable: [] };

/** The findings of two comparisons together. */
export const addFindings = (a: Findings, b: Findings): Findings => ({
  days: a.days + b.days,
  added: a.added + b.added,
  repaired: a.repaired + b.repaired,
  behind: a.behind + b.behind,
  unmendable: [...a.unmendable, ...b.unmendable],
});

interface CompareOptions {
  /** Up to when the copy was thought to be complete. */
  readonly since: Date | undefined;
  readonly signal: AbortSignal;
  /** Is told after each page, with all that was found up to a day. */
  readonly onPage?: (found: Findings, through: Day | undefined) => void;
}

/**
 * Compares the digests of both sides in a window, and mends the days that differ. It goes page by page, so that memory
 * does not grow with the history.
 */
export const compare = async (
  window: Window,
  sides: Sides,
  { since, signal, onPage }: CompareOptions,
): Promise<Findings> => {
  let found = NO_FINDINGS;
  let after: Day | undefined;
  for await (const { items, next } of sides.reader.digests(window, signal)) {
    signal.throwIfAborted();
    const last = next === undefined ? undefined : items.at(-1);
    const differing = findDifferences(items, await sides.digests.readDigests(window, after, last));
    const { added, repaired, behind, unmendable } = await mend(differing, window, sides, { since, signal });
    if (repaired.length > 0) await sides.digests.countRepaired(repaired.length);
    found = addFindings(found, {
      days: items.length,
      added,
      repaired: repaired.length,
      behind: behind.length,
      unmendable,
    });
    after = last;
    onPage?.(found, after);
  }
  return found;
};

/** Names days, the first few of them. */
export const nameDays = (days: readonly Day[]): string => {
  const named = days.slice(0, 3).map(({ hotel_id, date }) => `hotel ${String(hotel_id)} on ${date}`);
  const others = days.length - named.length;
  return `${named.join(', ')}${others > 0 ? ` and ${String(others)} more` : ''}`;
};
