import { describe, expect, test } from '@jest/globals';
import { loadContract, type Contract } from '@pickup/contracts/contract';
import { responseCheck, schemaChecks } from '@pickup/contracts/validation';
import { newEvent } from '../../test/support/event.js';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const at = (document: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((value, step) => (isObject(value) ? value[step] : undefined), document);

/** Every object in a contract that has a schema and examples for it, with its JSON pointer. */
const withExamples = (value: unknown, pointer = ''): { pointer: string; owner: Json }[] => {
  if (!isObject(value)) return [];
  const own = 'schema' in value && ('example' in value || 'examples' in value) ? [{ pointer, owner: value }] : [];
  const inner = Object.entries(value).flatMap(([step, child]) =>
    withExamples(child, `${pointer}/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [...own, ...inner];
};

const examplesOf = (contract: Contract) =>
  withExamples(contract.document).flatMap(({ pointer, owner }) => {
    const named = isObject(owner['examples']) ? Object.entries(owner['examples']) : [];
    return [...named, ...('example' in owner ? [['the example', { value: owner['example'] }] as const] : [])].map(
      ([name, example]) => {
        const target =
          isObject(example) && typeof example['$ref'] === 'string'
            ? at(contract.document, example['$ref'].slice(1))
            : example;
        return { pointer, name, value: isObject(target) ? target['value'] : undefined };
      },
    );
  });

const CONTRACTS = (['provider', 'dashboard'] as const).map((name) => ({ name, contract: loadContract(name) }));

// Linting checks them, too, but takes dates that don't exist.
test.each(CONTRACTS)('the examples of the $name keep to their schemas', ({ contract }) => {
  const check = schemaChecks(contract);
  const examples = examplesOf(contract);
  expect(examples.length).toBeGreaterThan(8);
  for (const { pointer, name, value } of examples) {
    const uriFragment = encodeURI(pointer);
    expect({ pointer, name, faults: check(`#${uriFragment}/schema`)(value) }).toEqual({ pointer, name, faults: [] });
  }
});

const withoutDescriptions = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => key !== 'description' || typeof child !== 'string')
      .map(([key, child]) => [key, withoutDescriptions(child)]),
  );
};

test.each(['Problem', 'InvalidInput', 'HotelId'])('%s is the same in both contracts', (name) => {
  const [provider, dashboard] = CONTRACTS.map(({ contract }) =>
    withoutDescriptions(at(contract.document, `/components/schemas/${name}`)),
  );
  expect(provider).toMatchObject({ type: expect.any(String) });
  expect(dashboard).toEqual(provider);
});

/** Integers and arrays without a bound, and texts without a length, a format or choices. */
const unbounded = (value: unknown, pointer = ''): string[] => {
  if (!isObject(value)) return [];
  const missing =
    (value['type'] === 'integer' && !('enum' in value) && !('maximum' in value && 'minimum' in value)) ||
    (value['type'] === 'array' && !('maxItems' in value)) ||
    (value['type'] === 'string' && !['maxLength', 'format', 'enum'].some((bound) => bound in value));
  return [
    ...(missing ? [pointer] : []),
    ...Object.entries(value).flatMap(([step, child]) => unbounded(child, `${pointer}/${step}`)),
  ];
};

test.each(CONTRACTS)('everything in the $name has a bound', ({ contract }) => {
  expect(unbounded(contract.document)).toEqual([]);
});

describe('a check by a schema', () => {
  const check = schemaChecks(loadContract('provider'))('#/components/schemas/NewEvent');

  test('finds nothing in what is right', () => {
    expect(check(newEvent())).toEqual([]);
  });

  test('words what is wrong for people, once for each place', () => {
    const { hotel_id: _hotel_id, ...event } = newEvent({
      night_of_stay: '2026-02-30',
      rpg_status: 3 as 1,
      room_id: 'x',
    });
    const faults = check({ ...event, timestamp: '2026-01-01T23:59:60Z', room: 1 });
    expect(new Map(faults.map(({ path, detail }) => [path, detail]))).toEqual(
      new Map([
        ['/hotel_id', 'is required'],
        ['/room', 'is not a field of this object'],
        ['/night_of_stay', 'must be a date (YYYY-MM-DD) that exists'],
        ['/timestamp', 'must be a date-time that exists, such as 2020-01-01T00:00:00Z (RFC 3339)'],
        ['/rpg_status', 'must be equal to one of the allowed values: 1, 2'],
        ['/room_id', 'must be integer or must be a UUID'],
      ]),
    );
  });

  test('writes JSON pointers (RFC 6901)', () => {
    expect(check({ ...newEvent(), 'a/b~c': 1 })).toEqual([
      { path: '/a~1b~0c', detail: 'is not a field of this object' },
    ]);
  });
});

describe('a check of an answer', () => {
  test('goes by the operation and the status', () => {
    const contract = loadContract('provider');
    const check = responseCheck(contract, 'getEvent', '200');
    expect(check(newEvent())).toEqual([]);
    expect(check([newEvent()])).toEqual([{ path: '', detail: 'must be object' }]);
    expect(responseCheck(contract, 'listEvents', '200')([newEvent({ id: 0 })])).toEqual([
      { path: '/0/id', detail: 'must be >= 1' },
    ]);
  });

  test('of an operation that is not there is an error', () => {
    expect(() => responseCheck(loadContract('provider'), 'dropEvents', '200')).toThrow('dropEvents');
  });
});
