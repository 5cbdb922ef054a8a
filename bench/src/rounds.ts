import { quantile, type Measured } from './load.js';

/** Medians of several rounds. */
export const medianOf = (rounds: readonly Measured[]): Measured => {
  const of = (pick: (round: Measured) => number | undefined): number | undefined => {
    const values = rounds.map(pick).filter((value) => value !== undefined);
    return values.length > 0 ? quantile(values, 0.5) : undefined;
  };
  const [median, p99] = [of((round) => round.median), of((round) => round.p99)];
  const errors = rounds.reduce((sum, round) => sum + (round.errors ?? 0), 0);
  return {
    perSecond: of((round) => round.perSecond) ?? Number.NaN,
    ...(median !== undefined && { median }),
    ...(p99 !== undefined && { p99 }),
    ...(rounds.some((round) => round.errors !== undefined) && { errors }),
  };
};

/**
 * Measures several things in turn, again and again, so that what the machine does meanwhile touches all of them alike.
 *
 * @param rounds - how often
 * @returns the medians, in the same order
 */
export const inTurn = async <Name extends string>(
  rounds: number,
  contenders: Readonly<Partial<Record<Name, () => Promise<Measured>>>>,
): Promise<Record<Name, Measured>> => {
  const names = Object.keys(contenders) as Name[];
  const found = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Whoever is first in one round is last in the next.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const measured = await contenders[name]?.();
      if (measured) found.get(name)?.push(measured);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(found.get(name) ?? [])])) as Record<Name, Measured>;
};
