import type { Arrivals } from './verify-store.js';

/**
 * The bounds of the overlap, in seconds. The least is longer than a request to the provider and its transaction may take,
 * which is how long an event with a present timestamp may stay unseen. The most bounds what each run reads again: what is
 * later, the verification of the hot days finds nearly as soon, for less.
 */
export const OVERLAP = { least: 120, usual: 600, most: 900 } as const;

/** From how many events on less than the usual overlap is trusted. */
const ENOUGH = 1_000;

/**
 * Chooses the overlap: twice the time within which 999 of 1,000 events arrive. Later ones are found by the verification.
 *
 * @returns seconds
 */
export const chooseOverlap = ({ events, seconds = 0 }: Arrivals): number => {
  const least = events < ENOUGH ? OVERLAP.usual : OVERLAP.least;
  return Math.min(Math.max(2 * seconds, least), OVERLAP.most);
};
