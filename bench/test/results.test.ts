import { expect, test } from '@jest/globals';
import { compare } from '@pickup/bench/results';
import { inTurn, medianOf } from '@pickup/bench/rounds';

test('medians are those of the rounds, and errors are added up', () => {
  const rounds = [
    { perSecond: 30, median: 1, p99: 9, errors: 1 },
    { perSecond: 10, median: 3, p99: 7, errors: 0 },
    { perSecond: 20, median: 2, p99: 8, errors: 2 },
  ];
  expect(medianOf(rounds)).toEqual({ perSecond: 20, median: 2, p99: 8, errors: 3 });
  expect(medianOf([{ perSecond: 5 }])).toEqual({ perSecond: 5 });
});

test('contenders take turns, each of them first as often as last', async () => {
  const order: string[] = [];
  const contender = (name: string) => () => {
    order.push(name);
    return Promise.resolve({ perSecond: name.length });
  };
  const found = await inTurn(2, { ours: contender('ours'), bare: contender('bare one') });
  expect(order).toEqual(['ours', 'bare one', 'bare one', 'ours']);
  expect(compare('a case', 'events/s', found, { bare: 0.4 })).toEqual({
    case: 'a case',
    unit: 'events/s',
    ours: { perSecond: 4 },
    others: [{ name: 'bare', measured: { perSecond: 8 }, ratio: 0.5, target: 0.4 }],
  });
});
