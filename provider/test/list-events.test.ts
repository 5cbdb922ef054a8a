import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '@pickup/contracts/client';
import fc from 'fast-check';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

const empty = () => provider.database.query('TRUNCATE events');

beforeEach(empty);

const post = async (events: readonly Event[]): Promise<void> => {
  if (events.length === 0) return;
  const { response } = await provider.client.POST('/events/batch', { body: [...events] });
  expect(response.status).toBe(201);
};

/** The address of the next page, as any client of the Web finds it. */
const nextPage = (response: Response): string | undefined => {
  const [, target] = /^<([^>]*)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
  return target === undefined ? undefined : new URL(target, response.url).href;
};

const getPage = async (url: string): Promise<{ events: Event[]; next: string | undefined }> => {
  const response = await fetch(url);
  const events = (await response.json()) as Event[];
  expect({ url, status: response.status, body: events }).toMatchObject({ status: 200 });
  return { events, next: nextPage(response) };
};

/** All pages of a list, from `query` to where there is no further link. */
const readPages = async (query: string): Promise<Event[][]> => {
  const pages: Event[][] = [];
  for (let url: string | undefined = `${provider.url}/events?${query}`; url !== undefined;) {
    const { events, next } = await getPage(url);
    pages.push(events);
    url = next;
  }
  return pages;
};

const idsOf = (events: readonly Event[]): number[] => events.map(({ id }) => id);

/** Events of one hotel with the ids from `first` on, all at the same moment. */
const eventsOf = (count: number, first = 1): Event[] =>
  Array.from({ length: count }, (_, index) => ({ ...newEvent(), id: first + index }));

describe('all that matches the filters, in order, through pages of any size', () => {
  const DAY = Date.parse('2020-03-01');
  const HOUR = 3_600_000;
  const UUID = 'b24177cc-d498-5617-9eb8-bdd47ed1b60d';

  // Few values of each field, around the ends of days, so that filters meet them and moments are shared.
  const momentArbitrary = fc.constantFrom(-HOUR, -1, 0, 1, 12 * HOUR, 24 * HOUR - 1, 24 * HOUR).map((at) => DAY + at);
  const dateArbitrary = fc.constantFrom('2020-02-28', '2020-02-29', '2020-03-01', '2020-03-02');
  const eventsArbitrary = fc.uniqueArray(
    fc.record({
      id: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(2 ** 53 - 1)),
      hotel_id: fc.integer({ min: 1, max: 3 }),
      timestamp: momentArbitrary.map((moment) => new Date(moment).toISOString()),
      rpg_status: fc.constantFrom<1 | 2>(1, 2),
      room_id: fc.constantFrom<number | string>(1, 10, UUID, UUID.toUpperCase()),
      night_of_stay: dateArbitrary,
    }),
    { maxLength: 40, size: 'max', selector: ({ hotel_id, id }) => `${String(hotel_id)} ${String(id)}` },
  );

  /** A moment as it is written in a query, and the first and the last millisecond that it stands for. */
  interface Bound {
    readonly text: string;
    readonly first: string;
    readonly last: string;
  }

  const boundArbitrary: fc.Arbitrary<Bound> = fc.oneof(
    dateArbitrary.map((text) => ({ text, first: `${text}T00:00:00.000Z`, last: `${text}T23:59:59.999Z` })),
    fc.record({ moment: momentArbitrary, hours: fc.integer({ min: -12, max: 14 }) }).map(({ moment, hours }) => {
      const at = new Date(moment).toISOString();
      const local = new Date(moment + hours * HOUR).toISOString().replace('Z', '');
      const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
      return { text: hours === 0 ? at : `${local}${offset}`, first: at, last: at };
    }),
  );

  const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ arbitrary, weight: 1 }, { arbitrary: fc.constant(undefined), weight: 2 });

  const filtersArbitrary = fc
    .record({
      hotel_id: sometimes(fc.integer({ min: 1, max: 3 })),
      updated__gte: sometimes(boundArbitrary),
      updated__lte: sometimes(boundArbitrary),
      rpg_status: sometimes(fc.constantFrom(1, 2)),
      room_id: sometimes(fc.constantFrom('1', '10', '2', UUID, UUID.toUpperCase())),
      night_of_stay__gte: sometimes(dateArbitrary),
      night_of_stay__lte: sometimes(dateArbitrary),
    })
    .filter(({ updated__gte: from, updated__lte: to }) => !from || !to || from.first <= to.last)
    .filter(({ night_of_stay__gte: from, night_of_stay__lte: to }) => !from || !to || from <= to);

  type Filters = typeof filtersArbitrary extends fc.Arbitrary<infer T> ? T : never;

  const matches = (event: Event, filters: Filters): boolean =>
    (filters.hotel_id === undefined || event.hotel_id === filters.hotel_id) &&
    (filters.updated__gte === undefined || event.timestamp >= filters.updated__gte.first) &&
    (filters.updated__lte === undefined || event.timestamp <= filters.updated__lte.last) &&
    (filters.rpg_status === undefined || event.rpg_status === filters.rpg_status) &&
    (filters.room_id === undefined || String(event.room_id).toLowerCase() === filters.room_id.toLowerCase()) &&
    (filters.night_of_stay__gte === undefined || event.night_of_stay >= filters.night_of_stay__gte) &&
    (filters.night_of_stay__lte === undefined || event.night_of_stay <= filters.night_of_stay__lte);

  const compare = (a: Event, b: Event): number =>
    Date.parse(a.timestamp) - Date.parse(b.timestamp) || a.hotel_id - b.hotel_id || a.id - b.id;

  const toQuery = (filters: Filters, limit: number, encode: (text: string) => string): string =>
    Object.entries({ ...filters, limit })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encode(typeof value === 'object' ? value.text : String(value))}`)
      .join('&');

  test('is listed', async () => {
    let found = 0;
    const encodeArbitrary = fc.constantFrom((text: string) => text, encodeURIComponent);
    await fc.assert(
      fc.asyncProperty(
        eventsArbitrary,
        filtersArbitrary,
        fc.integer({ min: 1, max: 45 }),
        encodeArbitrary,
        async (events, filters, limit, encode) => {
          await empty();
          await post(events);
          const pages = await readPages(toQuery(filters, limit, encode));
          const wanted = events.filter((event) => matches(event, filters)).sort(compare);
          found += wanted.length;
          expect(pages.flat()).toEqual(wanted);
          expect(pages.slice(0, -1).filter((page) => page.length !== limit)).toEqual([]);
          expect(pages).toHaveLength(Math.max(1, Math.ceil(wanted.length / limit)));
        },
      ),
      { numRuns: 150 },
    );
    expect(found).toBeGreaterThan(300);
  });
});

describe('a page', () => {
  test('is empty, without a link, when nothing matches', async () => {
    await post(eventsOf(1));
    expect(await readPages('hotel_id=2')).toEqual([[]]);
  });

  test('has 1,000 events unless a limit is given', async () => {
    await post(eventsOf(1_001));
    expect((await readPages('')).map(idsOf)).toEqual([idsOf(eventsOf(1_000)), [1_001]]);
    expect(await readPages('limit=10000')).toHaveLength(1);
  });

  test('has no link when it is full and nothing follows', async () => {
    await post(eventsOf(4));
    expect((await readPages('limit=2')).map(idsOf)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('links to the next one relative to itself, with the same filters', async () => {
    await post(eventsOf(2));
    const query = 'hotel_id=1&updated__gte=2020-01-01T02:00:00%2B02:00&limit=1';
    const response = await fetch(`${provider.url}/events?${query}`);
    const [, target] = /^<(\/events\?[^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
    const { cursor, ...others } = Object.fromEntries(new URL(target ?? '', 'http://example.com').searchParams);
    expect(others).toEqual({ hotel_id: '1', updated__gte: '2020-01-01T02:00:00+02:00', limit: '1' });
    expect(cursor).toMatch(/^[\w-]+$/);
  });

  test('may have another size than the one before', async () => {
    await post(eventsOf(5));
    const { next = '' } = await getPage(`${provider.url}/events?limit=2`);
    expect(idsOf((await getPage(next.replace('limit=2', 'limit=10'))).events)).toEqual([3, 4, 5]);
  });

  test.each([
    ['hotel_id=1', 'hotel_id=2'],
    ['rpg_status=1', 'rpg_status=2'],
    ['room_id=1', 'room_id=2'],
    ['updated__gte=2020-01-01', 'updated__gte=2019-12-31'],
    ['updated__lte=2020-01-01', 'updated__lte=2020-01-02'],
    ['night_of_stay__gte=2020-01-01', 'night_of_stay__gte=2019-12-31'],
    ['night_of_stay__lte=2020-01-01', 'night_of_stay__lte=2020-01-02'],
    ['hotel_id=1', ''],
  ])('of %s does not link to one of "%s"', async (filter, other) => {
    await post(eventsOf(2));
    const { next = '' } = await getPage(`${provider.url}/events?limit=1&${filter}`);
    const response = await fetch(next.replace(filter, other).replace('&&', '&'));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ parameter: 'cursor' }] });
  });

  test('is not moved by events that come in between', async () => {
    const before = eventsOf(20, 100).map((event, index) => ({
      ...event,
      timestamp: new Date(Date.UTC(2020, 0, 1 + Math.floor(index / 4))).toISOString(),
    }));
    await post(before);
    const seen: number[] = [];
    let url: string | undefined = `${provider.url}/events?limit=3`;
    for (let round = 1; url !== undefined; round += 1) {
      const { events, next } = await getPage(url);
      seen.push(...idsOf(events));
      url = next;
      const middle = { ...newEvent({ timestamp: '2020-01-03T00:00:00.000Z' }), id: 1_000 - round };
      if (round <= 5) await post([{ ...newEvent(), id: round }, { ...middle }, { ...middle, id: round + 10 }]);
    }
    expect(seen).toHaveLength(new Set(seen).size);
    expect(seen.filter((id) => id >= 100 && id < 120)).toEqual(idsOf(before));
  });
});

// A cursor that was changed may not be taken for another place.
test('a cursor that was changed in any way is refused', async () => {
  await post(eventsOf(3));
  const { next = '' } = await getPage(`${provider.url}/events?limit=1`);
  const cursor = new URL(next).searchParams.get('cursor') ?? '';
  const place = fc.nat(cursor.length);
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '=') }),
    fc.string(),
  );
  const mutated = fc.oneof(
    fc.tuple(place, fc.nat(3), text).map(([at, cut, put]) => cursor.slice(0, at) + put + cursor.slice(at + cut)),
    place.map((at) => cursor.slice(at) + cursor.slice(0, at)),
    fc.constantFrom(cursor.toUpperCase(), cursor.toLowerCase(), cursor.repeat(2), ` ${cursor}`, `${cursor}=`),
    fc.string({ minLength: 1, maxLength: 300 }),
  );
  await fc.assert(
    fc.asyncProperty(mutated, async (other) => {
      const response = await fetch(`${provider.url}/events?limit=1&cursor=${encodeURIComponent(other)}`);
      const body: unknown = await response.json();
      if (other === cursor) expect(body).toMatchObject([{ id: 2 }]);
      else
        expect({ status: response.status, body }).toMatchObject({
          status: 400,
          body: { errors: [{ parameter: 'cursor' }] },
        });
    }),
    { numRuns: 200 },
  );
});

describe('HTTP', () => {
  test('HEAD answers as GET does, without the body', async () => {
    await post(eventsOf(2));
    const url = `${provider.url}/events?limit=1`;
    const [get, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['content-type', 'content-length', 'etag', 'link']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
      expect(get.headers.get(name)).not.toBeNull();
    }
    expect((await fetch(`${provider.url}/events?limit=0`, { method: 'HEAD' })).status).toBe(400);
  });

  test('a page that has not changed since is answered with 304', async () => {
    await post(eventsOf(1));
    const url = `${provider.url}/events`;
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    // Without a Cache-Control of its own, fetch adds "no-cache" to a conditional request.
    const ask = () => fetch(url, { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } });
    const unchanged = await ask();
    expect([unchanged.status, await unchanged.text()]).toEqual([304, '']);
    await post(eventsOf(1, 2));
    expect((await ask()).status).toBe(200);
  });
});
