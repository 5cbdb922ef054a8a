import { DAY, startOf } from '../moments.js';
import type { Curve } from './pickup-repository.js';

/** The first day of a curve, by how many days it lies before the first night. */
const FIRST = 365;

/** The days of the curve of a range of nights, from 365 days before the first one to the last one: how many before it. */
export const curveDays = (first: string, last: string): number[] => {
  const nights = (Number(startOf(last)) - Number(startOf(first))) / DAY + 1;
  return Array.from({ length: FIRST + nights }, (_, index) => FIRST - index);
};

/** What was on the books on each day of a curve; null for those that have not come yet. */
export const cumulate = (days: readonly number[], { reached, changes }: Curve): (number | null)[] => {
  const changeOn = new Map(changes);
  let sum = 0;
  return days.map((day) => {
    sum += changeOn.get(day) ?? 0;
    return reached !== null && day >= reached ? sum : null;
  });
};
