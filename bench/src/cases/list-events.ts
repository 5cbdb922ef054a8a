import { nextCursor } from '@pickup/contracts/link';
import type { Arena } from '../arena.js';
import { readText } from '../clients.js';
import { eventAt } from '../events.js';
import { putLoad, type Measured } from '../load.js';
import { compare, type CaseResult } from '../results.js';
import { inTurn } from '../rounds.js';
import { HISTORY, ROUND, ROUNDS, WARM_UP, withProviders } from './services.js';

const LISTED = 286;

/** The address of two days of a hotel that have 286 events. */
const twoDays = (): string => {
  const times: string[] = [];
  for (let place = HISTORY.events / 2; times.length < LISTED; place += 1) {
    const { hotel_id, timestamp } = eventAt(place, HISTORY);
    if (hotel_id === 1) times.push(timestamp);
  }
  const [from, through] = [times[0] ?? '', times.at(-1) ?? ''];
  return `/events?hotel_id=1&updated__gte=${from}&updated__lte=${through}&limit=1000`;
};

/** `GET /events`: two days of a hotel. */
export const listEvents = (arena: Arena): Promise<CaseResult> =>
  withProviders(arena, async (provider, bare) => {
    const path = twoDays();
    const joinedPath = path.replace('/events', '/events-joined');
    const ours = await readText(provider.url + path);
    if ((JSON.parse(ours) as unknown[]).length !== LISTED) throw new Error('not what was asked for');
    if ((await readText(bare.url + joinedPath)) !== ours) throw new Error('the bare server answers something else');

    const get = (url: string, seconds = ROUND) => putLoad({ url, connections: 16, last: { seconds } });
    const contenders = { ours: provider.url + path, bare: bare.url + path, 'bare, joined text': bare.url + joinedPath };
    for (const url of Object.values(contenders)) await get(url, WARM_UP);
    const found = await inTurn(ROUNDS, {
      ours: () => get(contenders.ours),
      bare: () => get(contenders.bare),
      'bare, joined text': () => get(contenders['bare, joined text']),
    });
    return compare('`GET /events`, one hotel, 286 events', 'requests/s', found, { bare: 0.85 });
  });

/** A list that was read from its first page to its last. */
export interface Walk {
  readonly seconds: number;
  readonly bytes: number;
  /** The addresses of its pages. */
  readonly pages: readonly string[];
}

/** Reads a list from its first page to its last, without looking at what is in it. */
export const walk = async (url: string): Promise<Walk> => {
  const began = performance.now();
  const pages: string[] = [];
  let bytes = 0;
  for (let next: string | undefined = url; next !== undefined;) {
    pages.push(next);
    const response: Response = await fetch(next);
    bytes += (await response.arrayBuffer()).byteLength;
    if (!response.ok) throw new Error(`${next} answered ${String(response.status)}`);
    const cursor = nextCursor(response);
    const address = new URL(url);
    if (cursor !== undefined) address.searchParams.set('cursor', cursor);
    next = cursor === undefined ? undefined : address.href;
  }
  return { seconds: (performance.now() - began) / 1_000, bytes, pages };
};

/** All events in pages of 10,000, one after the other. */
export const walkEvents = (arena: Arena): Promise<CaseResult> =>
  withProviders(arena, async (provider, bare) => {
    const walkAll = async (url: string): Promise<Measured> => {
      const { bytes, seconds } = await walk(`${url}/events?limit=10000&updated__lte=2026-12-31`);
      if (bytes < 100 * HISTORY.events) throw new Error('there should be more events');
      return { perSecond: HISTORY.events / seconds };
    };
    await walkAll(provider.url);
    await walkAll(bare.url);
    const found = await inTurn(ROUNDS, { ours: () => walkAll(provider.url), bare: () => walkAll(bare.url) });
    return compare('walking all 559,000 events, pages of 10,000', 'events/s', found, { bare: 0.8 });
  });
