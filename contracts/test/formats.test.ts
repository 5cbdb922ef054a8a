import { expect, test } from '@jest/globals';
import { FORMATS, isDate, momentBounds, parseTimestamp } from '@pickup/contracts/formats';
import fc from 'fast-check';

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysInMonth = (year: number, month: number): number =>
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;

/** Days from 0001-01-01 to a date, counted year by year and month by month. */
const daysBefore = (year: number, month: number, day: number): number => {
  const years = year - 1;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const months = Array.from({ length: month - 1 }, (_, index) => daysInMonth(year, index + 1));
  return years * 365 + leapDays + months.reduce((sum, days) => sum + days, 0) + day - 1;
};

const DAYS_TO_1970 = 719_162;
const DAYS_TO_10000 = 3_652_059;
const DAY = 86_400_000;

const digits = (value: number, length: number): string => String(value).padStart(length, '0');

// Values at and just beyond the bounds come often.
const within = (min: number, max: number, ...beyond: number[]) =>
  fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, ...beyond));

const dateArbitrary = fc
  .record({
    year: within(1, 9999, 0, 4, 1900, 2000),
    month: within(1, 12, 0, 13),
    day: within(1, 31, 0, 28, 29, 30, 32),
  })
  .map(({ year, month, day }) => ({
    text: `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`,
    exists: year >= 1 && day >= 1 && day <= daysInMonth(year, month),
    days: () => daysBefore(year, month, day),
  }));

test('a date is one that exists in the years 1 to 9999', () => {
  fc.assert(
    fc.property(dateArbitrary, ({ text, exists }) => {
      expect(isDate(text)).toBe(exists);
    }),
    { numRuns: 2_000 },
  );
});

test('a date-time is the moment that its fields add up to', () => {
  const time = fc.record({
    date: dateArbitrary,
    hour: within(0, 23, 24),
    minute: within(0, 59, 60),
    second: within(0, 59, 60, 61),
    fraction: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }).map((each) => each.join('')),
    sign: fc.constantFrom(1, -1),
    offsetHour: within(0, 23, 24),
    offsetMinute: within(0, 59, 60),
    utc: fc.constantFrom('Z', 'z', undefined),
    separator: fc.constantFrom('T', 't'),
  });
  let found = 0;
  fc.assert(
    fc.property(time, ({ date, hour, minute, second, fraction, sign, offsetHour, offsetMinute, utc, separator }) => {
      const offset = utc ?? `${sign < 0 ? '-' : '+'}${digits(offsetHour, 2)}:${digits(offsetMinute, 2)}`;
      const clock = [hour, minute, second].map((part) => digits(part, 2)).join(':');
      const text = `${date.text}${separator}${clock}${fraction && `.${fraction}`}${offset}`;

      const exists =
        date.exists &&
        hour < 24 &&
        minute < 60 &&
        second < 60 &&
        (utc !== undefined || (offsetHour < 24 && offsetMinute < 60));
      const shift = utc === undefined ? sign * (offsetHour * 60 + offsetMinute) : 0;
      const milliseconds = Math.floor(Number(`0.${fraction.slice(0, 3).padEnd(3, '0')}`) * 1_000 + 0.5);
      const sinceYear1 = date.days() * DAY + ((hour * 60 + minute - shift) * 60 + second) * 1_000 + milliseconds;
      const expected =
        exists && sinceYear1 >= 0 && sinceYear1 < DAYS_TO_10000 * DAY ? sinceYear1 - DAYS_TO_1970 * DAY : undefined;
      if (expected !== undefined) found += 1;
      expect({ text, moment: parseTimestamp(text)?.getTime() }).toEqual({ text, moment: expected });
    }),
    { numRuns: 3_000 },
  );
  expect(found).toBeGreaterThan(300);
});

test('what JavaScript writes is read as the same moment', () => {
  const [min, max] = [new Date('0001-01-01T00:00:00.000Z'), new Date('9999-12-31T23:59:59.999Z')];
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
      expect(parseTimestamp(date.toISOString())).toEqual(date);
    }),
  );
  for (const date of [min, max]) expect(parseTimestamp(date.toISOString())).toEqual(date);
});

test('a text with anything put in, taken out or changed is no other date or moment by accident', () => {
  const changes = fc.record({ at: fc.nat(24), cut: fc.nat(2), put: fc.string({ unit: 'binary', maxLength: 2 }) });
  const shape = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
  fc.assert(
    fc.property(changes, ({ at, cut, put }) => {
      const original = '2020-01-01T00:00:00.000Z';
      const text = original.slice(0, at) + put + original.slice(at + cut);
      if (!shape.test(text)) expect(parseTimestamp(text)).toBeUndefined();
      const date = text.slice(0, 10);
      if (!/^\d{4}-\d\d-\d\d$/.test(date)) expect(isDate(date)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['2020-01-01\n', ' 2020-01-01', '+002020-01-01', '２０２０-01-01', '2020-W01-1', ''])(
  '%j is no date',
  (text) => {
    expect(isDate(text)).toBe(false);
  },
);

test('a moment is a whole day for a date, and itself for a date-time', () => {
  expect(momentBounds('2020-02-29')).toEqual({
    first: new Date('2020-02-29T00:00:00.000Z'),
    last: new Date('2020-02-29T23:59:59.999Z'),
  });
  const moment = new Date('2020-02-28T22:30:00.500Z');
  expect(momentBounds('2020-02-29T00:30:00.5+02:00')).toEqual({ first: moment, last: moment });
  expect(() => momentBounds('2020-02-30')).toThrow(RangeError);
});

test('a date-time is checked alike in the form in which it is sent and in any other', () => {
  const canonical = fc
    .date({ min: new Date('0001-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const spoilt = fc
    .tuple(canonical, fc.nat(23), fc.constantFrom(...Array.from('0123456789:-.TZ+ x')))
    .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(canonical, spoilt), (text) => {
      expect(FORMATS['date-time'](text)).toBe(parseTimestamp(text) !== undefined);
    }),
    { numRuns: 5_000 },
  );
});
