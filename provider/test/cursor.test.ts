import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readCursor, writeCursor } from '@pickup/provider/events/cursor';

// The seal is no secret: whoever knows the sources can make one.
const forge = (position: string, filters: string): string => {
  const encoded = Buffer.from(position).toString('base64url');
  const seal = createHash('sha256').update(`${encoded}\n${filters}`).digest('base64url').slice(0, 12);
  return `${encoded}-${seal}`;
};

test('a cursor that was forged as it should be is read', () => {
  expect(readCursor(forge('0.1.1', 'x'), 'x')).toEqual({ timestamp: 0, hotelId: 1, id: 1 });
  expect(readCursor(writeCursor({ timestamp: 0, hotelId: 1, id: 1 }, 'x'), 'x')).toBeDefined();
});

test.each(['x.1.1', '9999999999999999.1.1', '1.1e99.1', '1.2.3e99', '1.1', '', 'NaN.NaN.NaN', '1.-1.1'])(
  'a forged position that does not exist is refused: %s',
  (position) => {
    expect(readCursor(forge(position, 'x'), 'x')).toBeUndefined();
  },
);
