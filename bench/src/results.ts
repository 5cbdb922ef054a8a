import type { Measured } from './load.js';

/** What a case has shown. */
export interface CaseResult {
  readonly case: string;
  readonly unit: 'requests/s' | 'events/s';
  readonly ours: Measured;
  /** What it is compared with, the limit first. */
  readonly others: readonly Compared[];
}

/** What a case is compared with. */
export interface Compared {
  readonly name: string;
  readonly measured: Measured;
  /** Ours divided by it. */
  readonly ratio: number;
  /** The least that the ratio should be. */
  readonly target?: number;
}

/** Compares what was measured in turn: `ours` with the others. */
export const compare = <Name extends string>(
  name: string,
  unit: CaseResult['unit'],
  found: Readonly<Record<Name | 'ours', Measured>>,
  targets: Readonly<Partial<Record<Name, number>>>,
): CaseResult => {
  const others = Object.entries<Measured>(found).filter(([other]) => other !== 'ours');
  return {
    case: name,
    unit,
    ours: found.ours,
    others: others.map(([other, measured]) => {
      const target = targets[other as Name];
      const ratio = found.ours.perSecond / measured.perSecond;
      return { name: other, measured, ratio, ...(target !== undefined && { target }) };
    }),
  };
};
