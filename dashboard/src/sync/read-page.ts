import { requestWithRetries, type Event, type ProviderClient } from '@pickup/contracts/client';
import { loadContract } from '@pickup/contracts/contract';
import { nextCursor } from '@pickup/contracts/link';
import { responseCheck, type Check } from '@pickup/contracts/validation';
import type { Logger } from '@pickup/platform/logger';

/** A page of the provider's events. */
export interface EventPage {
  readonly events: readonly Event[];
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined;
}

/** An answer of the provider that can't be used: an error, or not what the contract says. Nothing of it is stored. */
export class BadPageError extends Error {
  override readonly name = 'BadPageError';
}

/** Reads a page: from the start of the time asked for, or from a cursor. */
export type ReadPage = (from: Date | undefined, cursor: string | undefined, signal: AbortSignal) => Promise<EventPage>;

/** The most events that the contract has in a page: the fewest requests. */
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

const checkEvents = (value: unknown, check: Check): readonly Event[] => {
  const [fault] = check(value);
  if (fault) throw new BadPageError(`the answer breaks the contract: ${fault.path || 'the whole'} ${fault.detail}`);
  return value as readonly Event[];
};

/** Makes a reader of pages. Each is checked against the contract before it is handed on. */
export const createPageReader = (client: ProviderClient, logger: Logger): ReadPage => {
  const check = responseCheck(loadContract('provider'), 'listEvents', '200');
  return async (from, cursor, signal) => {
    const query = {
      limit: PAGE_SIZE,
      ...(from && { updated__gte: from.toISOString() }),
      ...(cursor !== undefined && { cursor }),
    };
    const { data, error, response } = await requestWithRetries(
      () => client.GET('/events', { params: { query }, signal, parseAs: 'text' }),
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
    const events = checkEvents(parse(data ?? ''), check);
    const next = nextCursor(response);
    if (next !== undefined && (events.length === 0 || next === cursor)) {
      throw new BadPageError('the link to the next page leads nowhere');
    }
    return { events, next };
  };
};
