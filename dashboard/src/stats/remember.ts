import { LRUCache } from 'lru-cache';

/** How many answers are kept: a year by day with last year's beside it has 80 kB, so they take no more than 8 MB. */
const KEPT = 100;

/** Lets all who ask at the same time share one read. It begins after they have asked, so it tells nobody of the past. */
const shareReads = <T>(read: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return read();
      });
    running = next;
    return next;
  };
};

/**
 * Keeps answers for as long as what they were made from stays as it is. That is looked up for each question, but costs little:
 * questions that come in at the same time share the look. So no answer is ever older than its question.
 *
 * @param readRevision - tells the state of everything that answers are made from: another text, another state
 * @param answer - makes the answer; what it throws is not kept
 */
export const remember = <Question extends object, Answer extends object>(
  readRevision: () => Promise<string>,
  answer: (question: Question) => Promise<Answer>,
): ((question: Question) => Promise<Answer>) => {
  const kept = new LRUCache<string, { readonly revision: string; readonly answer: Promise<Answer> }>({ max: KEPT });
  const revisionNow = shareReads(readRevision);
  return async (question) => {
    const revision = await revisionNow();
    const key = JSON.stringify(Object.entries(question).sort());
    const known = kept.get(key);
    if (known?.revision === revision) return known.answer;
    const made = { revision, answer: answer(question) };
    kept.set(key, made);
    made.answer.catch(() => {
      if (kept.peek(key) === made) kept.delete(key);
    });
    return made.answer;
  };
};
