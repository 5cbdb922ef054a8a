import { createDashboardClient } from '@pickup/contracts/client';

/** The dashboard that serves this page, typed by its contract. */
export const api = createDashboardClient({ url: location.origin, timeout: 10_000 });

/** What a request of {@link useResource} is to be made with. */
export type Ask = Readonly<{
  signal: AbortSignal;
  headers: Record<string, string>;
  /** The page keeps answers by itself, so that it sees a 304. */
  cache: 'no-store';
}>;

/** An answer of the typed client. */
export interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Why a request has no answer. */
export interface Failure {
  /** The HTTP status; 0 where nothing answered. */
  readonly status: number;
  /** What went wrong, and what to do about it. */
  readonly detail: string;
}

const detailOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'detail' in error && typeof error.detail === 'string'
    ? error.detail
    : undefined;

interface Kept {
  readonly etag: string;
  readonly data: unknown;
}

/** The last answers, by request, so that what was seen a moment ago is there at once, and asked for by its ETag. */
const kept = new Map<string, Kept>();
const MOST_KEPT = 40;

const keep = (key: string, answer: Kept): void => {
  kept.delete(key);
  kept.set(key, answer);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
};

/** What was answered to a request the last time; undefined if it was not made lately. */
export const lastAnswer = (key: string): unknown => kept.get(key)?.data;

/**
 * Makes a request, with the ETag of its last answer: nothing is transferred where that still holds (RFC 9110 section 13.1.2).
 *
 * @param key - tells the request from others
 * @returns the answer, the very same object while nothing has changed; or why there is none
 */
export const request = async <T>(
  key: string,
  ask: (init: Ask) => Promise<Answer<T>>,
  signal: AbortSignal,
): Promise<{ data: T } | Failure> => {
  const known = kept.get(key);
  // Browsers say no-cache by themselves, and that means: the whole answer, please.
  const headers: Record<string, string> = known ? { 'If-None-Match': known.etag, 'Cache-Control': 'max-age=0' } : {};
  try {
    const { data, error, response } = await ask({ signal, headers, cache: 'no-store' });
    if (response.status === 304 && known) return { data: known.data as T };
    if (data === undefined) {
      const detail = detailOf(error) ?? `The dashboard answered with ${String(response.status)}.`;
      return { status: response.status, detail };
    }
    const etag = response.headers.get('ETag');
    if (etag !== null) keep(key, { etag, data });
    return { data };
  } catch {
    return { status: 0, detail: 'The dashboard does not answer. Is it running, and is the network there?' };
  }
};
