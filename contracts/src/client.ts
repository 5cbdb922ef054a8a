import createClient, { type Client } from 'openapi-fetch';
import pRetry, { AbortError } from 'p-retry';
import type { paths as DashboardPaths } from '../generated/dashboard.js';
import type { components, paths as ProviderPaths } from '../generated/provider.js';

/** An event as the provider keeps it. */
export type Event = components['schemas']['Event'];

/** An event as it is posted. */
export type NewEvent = components['schemas']['NewEvent'];

/** What the provider has of one hotel and one day. */
export type Digest = components['schemas']['Digest'];

/** The provider, typed by its contract. */
export type ProviderClient = Client<ProviderPaths>;

/** The dashboard, typed by its contract. */
export type DashboardClient = Client<DashboardPaths>;

interface ClientOptions {
  /** The service's address, as `http://127.0.0.1:3001`. */
  readonly url: string;
  /** The longest time for one request and its answer, in milliseconds. */
  readonly timeout?: number;
}

// AbortSignal.any would do, but what it returns is collected too early in Node 20, and then never fires. This is a
// function of its own so that the timer keeps nothing else in memory, least of all the request's body.
const abortAfter = (timeout: number): AbortController => {
  const abort = new AbortController();
  setTimeout(() => {
    abort.abort(new DOMException(`no answer within ${String(timeout)} ms`, 'TimeoutError'));
  }, timeout).unref();
  return abort;
};

// fetch is looked up at each request: a mock that is installed later must be seen. The time covers the body, too.
const fetchWithin = (timeout: number) => (request: Request) => {
  const abort = abortAfter(timeout);
  const { signal } = request;
  const forward = () => {
    abort.abort(signal.reason);
  };
  if (signal.aborted) forward();
  else signal.addEventListener('abort', forward, { once: true });
  return globalThis.fetch(request, { signal: abort.signal });
};

const open = <Paths extends object>({ url, timeout = 30_000 }: ClientOptions): Client<Paths> =>
  createClient<Paths>({ baseUrl: url.replace(/\/+$/, ''), fetch: fetchWithin(timeout) });

/** A client for the provider. It makes one attempt at a request; see {@link requestWithRetries}. */
export const createProviderClient = (options: ClientOptions): ProviderClient => open<ProviderPaths>(options);

/** A client for the dashboard. */
export const createDashboardClient = (options: ClientOptions): DashboardClient => open<DashboardPaths>(options);

/** The answer to a request by a typed client. */
interface Answer {
  readonly response: Response;
}

/** A request that was not answered well, however often it was tried. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

interface RetryOptions {
  /** How many times to try again after the first attempt. */
  readonly retries: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** The first pause, in milliseconds; it doubles each time, with jitter, up to 10 seconds. */
  readonly firstPause?: number;
  /** Is told of each failed attempt that will be repeated. */
  readonly onRetry?: (error: Error, attempt: number) => void;
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message || error.cause.name}` : error.message;
};

/**
 * Makes a request until it is answered: lost connections, timeouts, 429 and 5xx are tried again with backoff. All other
 * answers, 4xx among them, are the caller's to read. Only for requests that may be repeated; all of Pickup's may, except
 * the posting of events without ids.
 *
 * @throws RequestError when the last attempt has failed; the signal's reason when it was aborted
 */
export const requestWithRetries = async <T extends Answer>(
  request: () => Promise<T>,
  { retries, signal, firstPause = 250, onRetry }: RetryOptions,
): Promise<T> =>
  pRetry(
    async () => {
      let answer: T;
      try {
        answer = await request();
      } catch (error) {
        if (signal?.aborted)
          throw new AbortError(signal.reason instanceof Error ? signal.reason : reasonOf(signal.reason));
        throw new RequestError(reasonOf(error), { cause: error });
      }
      const { status } = answer.response;
      if (status === 429 || status >= 500) throw new RequestError(`the answer was ${String(status)}`);
      return answer;
    },
    {
      retries,
      minTimeout: firstPause,
      maxTimeout: 10_000,
      randomize: true,
      ...(signal && { signal }),
      onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
        if (retriesLeft > 0) onRetry?.(error, attemptNumber);
      },
    },
  );
