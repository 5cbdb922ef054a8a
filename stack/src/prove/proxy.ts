import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@pickup/platform/ports';
import { randomOf } from '@pickup/platform/random';
import { drawFault, pass, type Answer } from './faults.js';

/** Stands between the provider and everyone else, and makes things go wrong. */
export interface Proxy {
  readonly url: string;
  /** How often each fault was inflicted, by its name. */
  readonly faults: ReadonlyMap<string, number>;
  /** From now on everything is passed on as it is. */
  readonly calm: () => void;
  readonly close: () => Promise<void>;
}

interface ProxyOptions {
  /** The provider's address. */
  readonly target: string;
  readonly seed: string;
  /** Whether there are requests that are never answered, too, until whoever makes them gives up. */
  readonly patient: boolean;
}

/** The share of requests that something happens to. */
const RATES = { reading: 0.35, posting: 0.12 } as const;

/** For how long connections are refused, in milliseconds. */
const REFUSED_FOR = 300;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const KEPT = ['content-type', 'link', 'location', 'retry-after'];

const forwardTo =
  (target: string, { method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer) =>
  async (): Promise<Answer> => {
    const answer = await fetch(new URL(url, target), {
      method,
      ...(body.length > 0 && { body, headers: { 'content-type': headers['content-type'] ?? '' } }),
    });
    const kept = KEPT.flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return { status: answer.status, headers: Object.fromEntries(kept), body: await answer.text() };
  };

/** Opens the proxy on a free port. */
export const openProxy = async ({ target, seed, patient }: ProxyOptions): Promise<Proxy> => {
  const random = randomOf(seed, 'faults');
  const faults = new Map<string, number>();
  const calm = new AbortController();
  const note = (name: string): void => {
    faults.set(name, (faults.get(name) ?? 0) + 1);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const forward = forwardTo(target, request, body);
    const reading = request.method === 'GET';
    if (calm.signal.aborted || random() >= (reading ? RATES.reading : RATES.posting)) {
      pass({ response }, await forward());
      return;
    }
    const fault = drawFault(random, { reading, patient });
    note(fault.name);
    await fault.inflict({ request, response, forward, random });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      // The provider is away: so is this.
      request.socket.destroy();
    });
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };

  const port = await listen(await freePort());
  const closing = new AbortController();
  // Now and then, connections are refused for a while.
  const refusals = (async () => {
    for (;;) {
      await pause(2_000 + random() * 6_000, undefined, { signal: calm.signal });
      note('connection refused');
      await close();
      await pause(REFUSED_FOR);
      // Also where calm has come meanwhile. Somebody else may have the port for a moment.
      while (!closing.signal.aborted && !(await listen(port).catch(() => undefined))) await pause(REFUSED_FOR);
    }
  })().catch(() => undefined);

  return {
    url: `http://127.0.0.1:${String(port)}`,
    faults,
    calm: () => {
      calm.abort();
    },
    close: async () => {
      closing.abort();
      calm.abort();
      await refusals;
      await close();
    },
  };
};
