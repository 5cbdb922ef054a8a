import { setTimeout as pause } from 'node:timers/promises';
import pRetry, { AbortError } from 'p-retry';

/** The answer to a request by a typed client. */
interface Answer {
  readonly response: Response;
}

/** A request that was not answered well, however often it was tried. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    message: string,
    /** How long the answer asks to wait before the next attempt, in milliseconds. */
    readonly retryAfter = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface RetryOptions {
  /** How many times to try again after the first attempt. */
  readonly retries: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** The first pause, in milliseconds; it doubles each time, with jitter, up to 10 seconds. */
  readonly firstPause?: number;
  /** Is told of each failed attempt that will be repeated. */
  readonly onRetry?: (error: Error, attempt: number) => void | Promise<void>;
}

/** The longest time to wait because an answer asks for it, in milliseconds. */
const LONGEST_WAIT = 120_000;

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message || error.cause.name}` : error.message;
};

/**
 * How long an answer asks to wait (`Retry-After`, RFC 9110 section 10.2.3: seconds, or a date).
 *
 * @param now - milliseconds since 1970
 * @returns milliseconds, at most two minutes; 0 when it asks for nothing
 */
export const retryAfter = (response: Response, now: number): number => {
  const value = response.headers.get('retry-after') ?? '';
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? 0 : Math.min(Math.max(wait, 0), LONGEST_WAIT);
};

const attempt = async <T extends Answer>(request: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  let answer: T;
  try {
    answer = await request();
  } catch (error) {
    if (signal?.aborted) throw new AbortError(signal.reason instanceof Error ? signal.reason : reasonOf(signal.reason));
    throw new RequestError(reasonOf(error), 0, { cause: error });
  }
  const { status } = answer.response;
  if (status === 408 || status === 429 || status >= 500) {
    throw new RequestError(`the answer was ${String(status)}`, retryAfter(answer.response, Date.now()));
  }
  return answer;
};

/**
 * Makes a request until it is answered well: whatever the request throws (lost connections, timeouts, an answer that its
 * caller can't read), 408, 429 and 5xx are tried again with backoff, and not before the answer asks for it. All other
 * answers, other 4xx among them, are the caller's to read. Only for requests that may be repeated; all of Pickup's may,
 * except the posting of events without ids.
 *
 * @throws RequestError when the last attempt has failed; the signal's reason when it was aborted
 */
export const requestWithRetries = async <T extends Answer>(
  request: () => Promise<T>,
  { retries, signal, firstPause = 250, onRetry }: RetryOptions,
): Promise<T> =>
  pRetry(() => attempt(request, signal), {
    retries,
    minTimeout: firstPause,
    maxTimeout: 10_000,
    randomize: true,
    ...(signal && { signal }),
    onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
      if (retriesLeft === 0) return;
      await onRetry?.(error, attemptNumber);
      const wait = error instanceof RequestError ? error.retryAfter : 0;
      // An abort ends the pause; p-retry then sees the signal itself.
      if (wait > 0) await pause(wait, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    },
  });
