import createClient, { type Client } from 'openapi-fetch';
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
  /** The longest answer, in bytes after decompression; one that is longer counts as none. */
  readonly maxBytes?: number;
}

/** Five times the largest page that the contracts allow. */
const MAX_BYTES = 16 * 1024 * 1024;

// AbortSignal.any would do, but what it returns is collected too early in Node 20, and then never fires. This is a
// function of its own so that the timer keeps nothing else in memory, least of all the request's body. In Node, a timer
// would keep the process alive; in a browser, it is a number.
const abortAfter = (timeout: number): AbortController => {
  const abort = new AbortController();
  const timer: Partial<NodeJS.Timeout> | number = setTimeout(() => {
    abort.abort(new DOMException(`no answer within ${String(timeout)} ms`, 'TimeoutError'));
  }, timeout);
  timer.unref?.();
  return abort;
};

// An answer is read here, and not by the client, so that one without an end fills no memory.
const readWithin = async (response: Response, maxBytes: number): Promise<Response> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's types and those of browsers say it differently.
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    chunks.push(read.value);
    size += read.value.length;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new RangeError(`the answer is longer than ${String(maxBytes)} bytes`);
    }
  }
  const bytes = new Uint8Array(size);
  let filled = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  const { status, statusText, headers, url } = response;
  const whole = new Response(size > 0 ? bytes : null, { status, statusText, headers });
  return Object.defineProperty(whole, 'url', { value: url });
};

// fetch is looked up at each request: a mock that is installed later must be seen. The time covers the body, too. A
// redirect is no answer: it could lead to anywhere.
const fetchWithin = (timeout: number, maxBytes: number) => async (request: Request) => {
  const abort = abortAfter(timeout);
  const { signal } = request;
  const forward = () => {
    abort.abort(signal.reason);
  };
  if (signal.aborted) forward();
  else signal.addEventListener('abort', forward, { once: true });
  const response = await globalThis.fetch(request, { signal: abort.signal, redirect: 'manual' });
  return readWithin(response, maxBytes);
};

const open = <Paths extends object>({ url, timeout = 30_000, maxBytes = MAX_BYTES }: ClientOptions): Client<Paths> =>
  createClient<Paths>({ baseUrl: url.replace(/\/+$/, ''), fetch: fetchWithin(timeout, maxBytes) });

/** A client for the provider. It makes one attempt at a request; see {@link requestWithRetries}. */
export const createProviderClient = (options: ClientOptions): ProviderClient => open<ProviderPaths>(options);

/** A client for the dashboard. */
export const createDashboardClient = (options: ClientOptions): DashboardClient => open<DashboardPaths>(options);
