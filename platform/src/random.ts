import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Draws the next number of a sequence: from 0 (included) to 1 (excluded), all equally likely. */
export type Random = () => number;

/** SHA-256 of a name that is made up of parts. */
export const hash = (...name: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(JSON.stringify(name)).digest();

/** The sequence of that name: always the same one, and unlike any other. */
export const randomOf = (...name: readonly (string | number)[]): Random => {
  const digest = hash(...name);
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  return () => uniformFloat64(generator);
};

/**
 * Draws how many times something happens that happens independently of how often it did already.
 *
 * @param mean - at most about 500: the work grows with it, and `exp(-mean)` has to be above 0
 */
export const poisson = (random: Random, mean: number): number => {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
};

/** Draws one of the things, each as likely as its weight says. */
export const choose = <T>(random: Random, things: readonly T[], weightOf: (thing: T) => number): T => {
  let left = random() * things.reduce((sum, thing) => sum + weightOf(thing), 0);
  const chosen = things.find((thing) => (left -= weightOf(thing)) < 0) ?? things.at(-1);
  if (chosen === undefined) throw new RangeError('there is nothing to choose from');
  return chosen;
};

/** Draws from a distribution that is known by quantiles, [share, value] from share 0 to share 1; linear in between. */
export const fromQuantiles = (random: Random, quantiles: readonly (readonly [number, number])[]): number => {
  const share = random();
  let [lowShare, low] = [0, 0];
  for (const [highShare, high] of quantiles) {
    if (share < highShare) return low + ((high - low) * (share - lowShare)) / (highShare - lowShare);
    [lowShare, low] = [highShare, high];
  }
  return low;
};
