import { randomInt } from 'node:crypto';

/** The ids that the provider gives start here: the upper half of what is exact in JSON. */
const FIRST = 2 ** 52;

/** Milliseconds since 1970 of the moment at which the time in ids starts: 2020-01-01. */
const EPOCH = 1_577_836_800_000;

/** How many ids each millisecond has. With 41 bits of time, they last until 2089. */
const PER_MILLISECOND = 2 ** 11;

/**
 * Makes ids for events that are posted without one. They ascend with time, which keeps the index compact, and start at a
 * random place within the millisecond, so that processes which know nothing of each other rarely choose the same. Where
 * they do, or a client has chosen that id, the insert finds out and asks for another one: nobody can use them up.
 *
 * @param clock - milliseconds since 1970
 */
export const createEventIds = (clock: () => number = Date.now): (() => number) => {
  let last = 0;
  return () => {
    const now = FIRST + (clock() - EPOCH) * PER_MILLISECOND + randomInt(PER_MILLISECOND);
    last = Math.max(now, last + 1);
    return last;
  };
};
