interface GroupOptions {
  /** The most that is done together. */
  readonly most: number;
  /** Whether an error has nothing to do with what was to be done, as when a neighbour is gone: then it is everyone's. */
  readonly concernsAll: (error: unknown) => boolean;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (result: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** How many groups are worked on at a time: while one is waited for, the next one is made. */
const AT_ONCE = 2;

/**
 * Does together what is asked for one by one at the same time: whoever asks while earlier groups are being worked on waits for
 * the next one. Alone, nobody waits. Where a group fails because of one of them, each is done by itself: only that one fails.
 *
 * @param work - does it, and tells what became of each, in their order
 */
export const inGroups = <In, Out>(
  work: (items: readonly In[]) => Promise<readonly Out[]>,
  { most, concernsAll }: GroupOptions,
): ((item: In) => Promise<Out>) => {
  let waiting: Waiting<In, Out>[] = [];
  let working = 0;

  const settle = async (group: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const results = await work(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as Out);
      });
    } catch (error) {
      if (group.length > 1 && !concernsAll(error)) for (const one of group) await settle([one]);
      else for (const { reject } of group) reject(error);
    }
  };

  const next = (): void => {
    while (working < AT_ONCE && waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      working += 1;
      void settle(group).finally(() => {
        working -= 1;
        next();
      });
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // What has arrived by now is read first, so that it comes along.
      if (waiting.length === 1) setImmediate(next);
    });
};
