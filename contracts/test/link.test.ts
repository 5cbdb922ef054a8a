import { expect, test } from '@jest/globals';
import { nextCursor, nextLink } from '@pickup/contracts/link';
import fc from 'fast-check';

const HERE = 'http://127.0.0.1:3001/api/events?hotel_id=1&limit=2';

const answer = (link?: string): Response => {
  const response = new Response('[]', link === undefined ? {} : { headers: { Link: link } });
  Object.defineProperty(response, 'url', { value: HERE });
  return response;
};

test.each([
  ['of a path', '</api/events?hotel_id=1&limit=2&cursor=abc>; rel="next"', 'abc'],
  ['of a query alone', '<?hotel_id=1&cursor=abc>; rel="next"', 'abc'],
  ['that is absolute', '<http://127.0.0.1:3001/api/events?cursor=abc>; rel="next"', 'abc'],
  ['among others', '</about>; rel="author", </api/events?cursor=abc>; title="more"; rel="next"', 'abc'],
  ['with an encoded cursor', '</api/events?cursor=a%2Bb%3D>; rel=next', 'a+b='],
])('the cursor is found in a link %s', (_kind, link, cursor) => {
  expect(nextCursor(answer(link))).toBe(cursor);
});

test.each([[undefined], ['</api/events?cursor=abc>; rel="prev"']])('there is no cursor with the header %j', (link) => {
  expect(nextCursor(answer(link))).toBeUndefined();
});

test.each([
  ['to another host', '<http://example.com/api/events?cursor=abc>; rel="next"', 'leads elsewhere'],
  ['to another host, by a double slash', '<//example.com/api/events?cursor=abc>; rel="next"', 'leads elsewhere'],
  ['to another port', '<http://127.0.0.1:3002/api/events?cursor=abc>; rel="next"', 'leads elsewhere'],
  ['to another protocol', '<https://127.0.0.1:3001/api/events?cursor=abc>; rel="next"', 'leads elsewhere'],
  ['to another path', '</events?cursor=abc>; rel="next"', 'leads elsewhere'],
  ['without a cursor', '</api/events?limit=2>; rel="next"', 'has no cursor'],
  ['with an empty cursor', '</api/events?cursor=>; rel="next"', 'has no cursor'],
  ['that can not be read', 'next: /api/events?cursor=abc', ''],
])('a link %s is an error', (_kind, link, message) => {
  expect(() => nextCursor(answer(link))).toThrow(message);
});

test('a link that was written is read back, with all the other parameters as they were', () => {
  const path = '/api/events';
  fc.assert(
    fc.property(fc.dictionary(fc.webSegment(), fc.string()), fc.string({ minLength: 1 }), (query, cursor) => {
      const others = new URLSearchParams({ ...query, limit: '2' });
      const link = nextLink(`${path}?${others.toString()}`, cursor);
      expect(nextCursor(answer(link))).toBe(cursor);
      const [, target = ''] = /^<(.*)>; rel="next"$/.exec(link) ?? [];
      const { searchParams } = new URL(target, HERE);
      others.set('cursor', cursor);
      expect([...searchParams]).toEqual([...others]);
    }),
  );
});

test('a cursor takes the place of the one before', () => {
  expect(nextLink('/events?cursor=one&limit=2', 'two')).toBe('</events?cursor=two&limit=2>; rel="next"');
});
