import { expect, test } from '@jest/globals';
import { remember } from '@pickup/dashboard/stats/remember';

/** What answers are made from, and how often it was looked at and answers were made. Looks take until they are let go. */
const startMemory = () => {
  const looks: (() => void)[] = [];
  const state = { revision: 'one', made: 0, fails: false };
  const ask = remember(
    () =>
      new Promise<string>((resolve) => {
        const { revision } = state;
        looks.push(() => {
          resolve(revision);
        });
      }),
    ({ hotel }: { hotel: number }) => {
      state.made += 1;
      return state.fails ? Promise.reject(new Error('gone')) : Promise.resolve({ hotel, number: state.made });
    },
  );
  /** Lets go of the look that is going on, when there is one. */
  const look = async (): Promise<void> => {
    while (looks.length === 0) await new Promise(setImmediate);
    looks.shift()?.();
  };
  const askAndLook = async (hotel: number) => {
    const answer = ask({ hotel });
    await look();
    return answer;
  };
  return { state, looks, ask, look, askAndLook };
};

test('a question is answered once while nothing changes, each for itself', async () => {
  const { askAndLook } = startMemory();
  expect(await askAndLook(1)).toEqual({ hotel: 1, number: 1 });
  expect(await askAndLook(1)).toEqual({ hotel: 1, number: 1 });
  expect(await askAndLook(2)).toEqual({ hotel: 2, number: 2 });
});

test('it is answered anew after a change', async () => {
  const { state, askAndLook } = startMemory();
  await askAndLook(1);
  state.revision = 'two';
  expect(await askAndLook(1)).toEqual({ hotel: 1, number: 2 });
});

test('who asks while a look is going on is not told what it saw, which may be the past', async () => {
  const { state, ask, look, askAndLook } = startMemory();
  await askAndLook(1);
  const early = ask({ hotel: 1 });
  await new Promise(setImmediate);
  state.revision = 'two';
  const late = [ask({ hotel: 1 }), ask({ hotel: 1 })];
  await look();
  expect(await early).toEqual({ hotel: 1, number: 1 });
  await look();
  expect(await Promise.all(late)).toEqual([
    { hotel: 1, number: 2 },
    { hotel: 1, number: 2 },
  ]);
});

test('an answer that failed is not kept', async () => {
  const { state, askAndLook } = startMemory();
  state.fails = true;
  await expect(askAndLook(1)).rejects.toThrow('gone');
  state.fails = false;
  expect(await askAndLook(1)).toEqual({ hotel: 1, number: 2 });
});
