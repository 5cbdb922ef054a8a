import { requestWithRetries, type Digest, type Event, type ProviderClient } from '@pickup/contracts/client';
import { loadContract } from '@pickup/contracts/contract';
import { nextCursor } from '@pickup/contracts/link';
import { responseCheck, type Check } from '@pickup/contracts/validation';
import type { Logger } from '@pickup/platform/logger';

/** A page of a list of the provider's. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined;
}

/** Which events are asked for; all when nothing is given. */
export interface Window {
  readonly hotelId?: number;
  /** The first moment or day, and the last one, both included. */
  readonly from?: string;
  readonly through?: string;
}

/** An answer of the provider that can't be used: an error, or not what the contract says. Nothing of it is stored. */
export class BadPageError extends Error {
  override readonly name = 'BadPageError';
}

/** Reads the pages of a list one after the other, from the first to the last. */
export type ReadPages<Item> = (window: Window, signal: AbortSignal) => AsyncGenerator<Page<Item>, void, undefined>;

/** Reads what the provider has. Each page is checked against the contract before it is handed on. */
export interface Reader {
  readonly events: ReadPages<Event>;
  readonly digests: ReadPages<Digest>;
}

/** The most items that the contract has in a page: the fewest requests. */
const PAGE_SIZE = 10_000;

/** How often a page is asked for again in one run; the next run tries again anyway. */
const RETRIES = 3;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadPageError('the answer is not JSON', { cause: error });
  }
};

const checked = (value: unknown, check: Check): unknown => {
  const [fault] = check(value);
  if (fault) throw new BadPageError(`the answer breaks the contract: ${fault.path || 'the whole'} ${fault.detail}`);
  return value;
};

const toQuery = ({ hotelId, from, through }: Window, cursor: string | undefined) => ({
  limit: PAGE_SIZE,
  ...(hotelId !== undefined && { hotel_id: hotelId }),
  ...(from !== undefined && { updated__gte: from }),
  ...(through !== undefined && { updated__lte: through }),
  ...(cursor !== undefined && { cursor }),
});

/** Makes a reader over the typed client. */
export const createReader = (client: ProviderClient, logger: Logger): Reader => {
  const contract = loadContract('provider');

  const pagesOf = <Item>(path: '/events' | '/events/digest', check: Check): ReadPages<Item> =>
    async function* (window, signal) {
      let cursor: string | undefined;
      do {
        const query = toQuery(window, cursor);
        const { data, error, response } = await requestWithRetries(
          () => client.GET(path, { params: { query }, signal, parseAs: 'text' }),
          {
            retries: RETRIES,
            signal,
            onRetry: ({ message }, attempt) => {
              logger.warn({ reason: message, attempt }, 'the provider did not answer well');
            },
          },
        );
        if (!response.ok) {
          throw new BadPageError(
            `the provider answered ${String(response.status)}: ${error?.detail ?? 'without a reason'}`,
          );
        }
        const items = checked(parse(data ?? ''), check) as readonly Item[];
        const next = nextCursor(response);
        if (next !== undefined && (items.length === 0 || next === cursor)) {
          throw new BadPageError('the link to the next page leads nowhere');
        }
        yield { items, next };
        cursor = next;
      } while (cursor !== undefined);
    };

  return {
    events: pagesOf('/events', responseCheck(contract, 'listEvents', '200')),
    digests: pagesOf('/events/digest', responseCheck(contract, 'digestEvents', '200')),
  };
};
