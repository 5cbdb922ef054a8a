import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRowSplitter, type Row } from '../src/import/split-rows.js';

const split = (...pieces: string[]): Row[] => {
  const splitter = createRowSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
};

const FAULT = { fault: expect.stringContaining('quote') as unknown };

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

test('gives back what was written, with line numbers, however the text is cut', () => {
  const field = fc.record({
    text: fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', 'ü'), maxLength: 5 }),
    asQuoted: fc.boolean(),
  });
  const file = fc.record({
    rows: fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    closed: fc.boolean(),
    cuts: fc.array(fc.nat(200), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(file, ({ rows, lineEnd, closed, cuts }) => {
      const written = rows.map((row) =>
        row.map(({ text, asQuoted }) => (asQuoted || /[",\n]/.test(text) ? quoted(text) : text)).join(','),
      );
      const text = written.join('\n').replaceAll('\n', lineEnd) + (closed ? lineEnd : '');
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));

      let line = 1;
      const expected = rows.map((row, index) => {
        const here = line;
        line += (written[index] ?? '').split('\n').length;
        return { line: here, fields: row.map(({ text: value }) => value) };
      });
      expect(split(...pieces)).toEqual(expected);
    }),
  );
});

test('passes over blank lines, and counts them', () => {
  expect(split('a,b\n\n\r\n1,2\n')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 4, fields: ['1', '2'] },
  ]);
});

test.each([
  ['in the middle of a field', '1,x"y'],
  ['before the end of a field', '1,"x"y'],
  ['that is never closed', '1,"x'],
])('a quote %s spoils its own line only', (_place, bad) => {
  expect(split(`a,b\n${bad}\n3,4\n"5","6"\n`)).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, ...FAULT },
    { line: 3, fields: ['3', '4'] },
    { line: 4, fields: ['5', '6'] },
  ]);
});

test('two quotes that are not closed spoil two lines', () => {
  expect(split('1,"x\n3,4\n5,"y\n7,8')).toEqual([
    { line: 1, ...FAULT },
    { line: 2, fields: ['3', '4'] },
    { line: 3, ...FAULT },
    { line: 4, fields: ['7', '8'] },
  ]);
});

test.each(['3,4', ''])('does not wait for the end of a quote forever (%j)', (line) => {
  const splitter = createRowSplitter();
  expect(splitter.push('1,"x\n')).toEqual([]);
  expect(splitter.push(`${line}\n`.repeat(70_000))[0]).toEqual({ line: 1, ...FAULT });
});

test('a line that is much too long is bad, and is not kept', () => {
  const long = 'x'.repeat(50_000);
  expect(split(`1,2\n3,"4\n${long}`, long, long, `${long}\n5,6\n`)).toEqual([
    { line: 1, fields: ['1', '2'] },
    { line: 2, ...FAULT },
    { line: 3, fault: 'is longer than 65536 characters' },
    { line: 4, fields: ['5', '6'] },
  ]);
});
