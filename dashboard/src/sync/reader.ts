import type { Digest, Event, ProviderClient } from '@pickup/contracts/client';
import { loadContract } from '@pickup/contracts/contract';
import { nextCursor } from '@pickup/contracts/link';
import { requestWithRetries } from '@pickup/contracts/retries';
import { responseCheck, type Check } from '@pickup/contracts/validation';
import { BadPageError, checkDigests, checkEvents, type CheckPage, type Page, type Window } from './pages.js';

/** Reads the pages of a list one after the other, from the first to the last. */
export type ReadPages<Item> = (window: Window, signal: AbortSignal) => AsyncGenerator<Page<Item>, void, undefined>;

/** Reads what the provider has. Each page is checked against the contract before it is handed on. */
export interface Reader {
  readonly events: ReadPages<Event>;
  readonly digests: ReadPages<Digest>;
  /**
   * How many milliseconds whoever reads has waited so far for nothing: for requests that did not go well, and until they were made
   * again.
   */
  readonly lost: () => number;
}

interface ReaderOptions {
  readonly client: ProviderClient;
  /** Is told of each request that did not go well and is made again, with the reason. */
  readonly onRetry: (reason: string, attempt: number) => Promise<void>;
  /** The pause before a request is made again for the first time, in milliseconds. */
  readonly firstPause?: number;
}

interface PageRead<Item> {
  readonly page: Page<Item>;
  /** How many milliseconds went by before the attempt that went well. */
  readonly delay: number;
}

/** The most events that the contract has in a page: the fewest requests. */
const EVENTS_A_PAGE = 10_000;

/** Days of hotels in a page of digests: few enough that one request takes no second with thousands of events a day. */
const DIGESTS_A_PAGE = 2_000;

/** How often a page is asked for again in one run; the next run tries again anyway. */
const RETRIES = 4;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadPageError('the answer is not JSON', { cause: error });
  }
};

const toQuery = ({ hotelId, from, through }: Window) => ({
  ...(hotelId !== undefined && { hotel_id: hotelId }),
  ...(from !== undefined && { updated__gte: from.toISOString() }),
  ...(through !== undefined && { updated__lte: through.toISOString() }),
});

/** Makes a reader over the typed client. */
export const createReader = ({ client, onRetry, firstPause = 250 }: ReaderOptions): Reader => {
  const contract = loadContract('provider');
  let lost = 0;

  const pagesOf = <Item>(
    path: '/events' | '/events/digest',
    limit: number,
    check: Check,
    checkPage: CheckPage<Item>,
  ): ReadPages<Item> =>
    async function* (window, signal) {
      const abort = new AbortController();
      const forward = () => {
        abort.abort(signal.reason);
      };
      signal.addEventListener('abort', forward, { once: true });
      if (signal.aborted) forward();

      const readPage = async (cursor: string | undefined, before: Item | undefined): Promise<PageRead<Item>> => {
        let attemptBegan = 0;
        const ask = async () => {
          attemptBegan = performance.now();
          const query = { limit, ...toQuery(window), ...(cursor !== undefined && { cursor }) };
          const options = { params: { query }, signal: abort.signal, parseAs: 'text' } as const;
          const { data, error, response } = await client.GET(path, options);
          // What is wrong with the request stays wrong: it goes back as it is, and is not made again.
          if (!response.ok) return { response, error, page: undefined };
          const items = parse(data ?? '');
          const [fault] = check(items);
          if (fault)
            throw new BadPageError(`the answer breaks the contract: ${fault.path || 'the whole'} ${fault.detail}`);
          const page: Page<Item> = { items: items as Item[], next: nextCursor(response) };
          checkPage(page.items, window, before);
          if (page.next !== undefined && page.items.length === 0) {
            throw new BadPageError('an empty page has a link to the next one');
          }
          return { response, error, page };
        };
        const began = performance.now();
        const { response, error, page } = await requestWithRetries(ask, {
          retries: RETRIES,
          firstPause,
          signal: abort.signal,
          onRetry: ({ message }, attempt) => onRetry(message, attempt),
        });
        if (!page) {
          const reason = error?.detail ?? response.headers.get('location') ?? 'without a reason';
          throw new BadPageError(`the provider answered ${String(response.status)}: ${reason}`);
        }
        return { page, delay: attemptBegan - began };
      };

      try {
        for (let asked: Promise<PageRead<Item>> | undefined = readPage(undefined, undefined); asked;) {
          const waitBegan = performance.now();
          const read: PageRead<Item> = await asked;
          // What went by while the page before was being worked on was not lost.
          lost += Math.min(read.delay, performance.now() - waitBegan);
          // The next page is read while this one is being worked on.
          const { items, next } = read.page;
          asked = next === undefined ? undefined : readPage(next, items.at(-1));
          asked?.catch(() => undefined);
          yield read.page;
        }
      } finally {
        signal.removeEventListener('abort', forward);
        abort.abort();
      }
    };

  return {
    events: pagesOf('/events', EVENTS_A_PAGE, responseCheck(contract, 'listEvents', '200'), checkEvents),
    digests: pagesOf('/events/digest', DIGESTS_A_PAGE, responseCheck(contract, 'digestEvents', '200'), checkDigests),
    lost: () => lost,
  };
};
