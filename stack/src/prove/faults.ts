import type { IncomingMessage, ServerResponse } from 'node:http';
import { choose, type Random } from '@pickup/platform/random';

/** An answer of the provider, as the proxy got it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the proxy has of a request. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Asks the provider; rejects when it does not answer. */
  readonly forward: () => Promise<Answer>;
  readonly random: Random;
}

/** Something that goes wrong. */
interface Fault {
  readonly name: string;
  /** How often it is drawn, compared with the others. */
  readonly weight: number;
  /** Whether only what reads is met by it. */
  readonly reading?: boolean;
  /** Whether it lasts until the client gives up. */
  readonly slow?: boolean;
  readonly inflict: (exchange: Exchange) => Promise<void> | void;
}

/** Passes an answer on. */
export const pass = ({ response }: Pick<Exchange, 'response'>, { status, headers, body }: Answer): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const refuse =
  (status: number, headers: Record<string, string> = {}) =>
  ({ response }: Exchange): void => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ status, title: 'injected', detail: 'injected' }));
  };

const reset = ({ request }: Exchange): void => {
  request.socket.resetAndDestroy();
};

// Changes the answer, if it is one of items; else there is nothing to spoil, and it is passed on.
const spoil =
  (change: (answer: Answer, items: Record<string, unknown>[], exchange: Exchange) => Partial<Answer>) =>
  async (exchange: Exchange): Promise<void> => {
    const answer = await exchange.forward();
    const items: unknown = answer.status === 200 ? JSON.parse(answer.body) : undefined;
    pass(
      exchange,
      Array.isArray(items) ? { ...answer, ...change(answer, items as Record<string, unknown>[], exchange) } : answer,
    );
  };

const linkTo = (answer: Answer, target: string): Partial<Answer> => ({
  headers: { ...answer.headers, link: `<${target}>; rel="next"` },
});

const items = (values: unknown[]): Partial<Answer> => ({ body: JSON.stringify(values) });

/** All that can go wrong between the services. */
export const FAULTS: readonly Fault[] = [
  { name: 'connection reset before the request', weight: 4, inflict: reset },
  {
    name: 'connection reset before the answer',
    weight: 4,
    inflict: async (exchange) => {
      await exchange.forward();
      reset(exchange);
    },
  },
  {
    name: 'connection reset within the answer',
    weight: 4,
    inflict: async (exchange) => {
      const { status, headers, body } = await exchange.forward();
      exchange.response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      exchange.response.write(body.slice(0, Math.floor(body.length / 2)), () => {
        reset(exchange);
      });
    },
  },
  { name: '429 with Retry-After', weight: 3, inflict: refuse(429, { 'retry-after': '1' }) },
  { name: '503 with Retry-After', weight: 3, inflict: refuse(503, { 'retry-after': '0' }) },
  { name: '503', weight: 2, inflict: refuse(503) },
  { name: '500', weight: 3, inflict: refuse(500) },
  { name: '502', weight: 2, inflict: refuse(502) },
  {
    name: 'truncated JSON',
    weight: 4,
    inflict: async (exchange) => {
      const answer = await exchange.forward();
      pass(exchange, {
        ...answer,
        body: answer.body.slice(0, -1 - Math.floor(exchange.random() * answer.body.length)),
      });
    },
  },
  {
    name: 'no JSON',
    weight: 2,
    inflict: async (exchange) => {
      pass(exchange, { ...(await exchange.forward()), body: '<html>Please log in</html>' });
    },
  },
  {
    name: 'an item without a field',
    weight: 6,
    reading: true,
    inflict: spoil((_answer, [first, ...others]) =>
      first ? items([...others, { ...first, hotel_id: undefined }]) : {},
    ),
  },
  {
    name: 'an item with a wrong value',
    weight: 6,
    reading: true,
    inflict: spoil((_answer, [first, ...others]) => (first ? items([{ ...first, hotel_id: -1 }, ...others]) : {})),
  },
  {
    name: 'items in another order',
    weight: 6,
    reading: true,
    inflict: spoil((_answer, found) => {
      const last = found.at(-1);
      const turned = last && (last['timestamp'] ?? last['date']) !== (found[0]?.['timestamp'] ?? found[0]?.['date']);
      return turned ? items(found.reverse()) : { body: 'null' };
    }),
  },
  {
    name: 'a link that leads elsewhere',
    weight: 6,
    reading: true,
    inflict: spoil((answer) => linkTo(answer, 'http://127.0.0.1:9/events?cursor=x')),
  },
  {
    name: 'a link that leads in a circle',
    weight: 6,
    reading: true,
    inflict: spoil((answer, found, { request }) =>
      found.length > 0 && request.url?.includes('cursor=') ? linkTo(answer, request.url) : linkTo(answer, '/events'),
    ),
  },
  {
    name: 'an empty page with a link',
    weight: 6,
    reading: true,
    inflict: spoil((answer) => ({ body: '[]', ...linkTo(answer, '/events?cursor=x') })),
  },
  {
    name: 'an answer without an end',
    weight: 2,
    reading: true,
    inflict: ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const text = '[]\n'.repeat(20_000);
      const flow = () => {
        while (!response.destroyed && response.write(text));
      };
      response.on('drain', flow);
      flow();
    },
  },
  { name: 'no answer', weight: 0.15, slow: true, inflict: () => undefined },
];

/**
 * Draws a fault for a request.
 *
 * @param options.reading - whether the request reads
 * @param options.patient - whether there is time for slow ones
 */
export const drawFault = (random: Random, { reading, patient }: { reading: boolean; patient: boolean }): Fault =>
  choose(
    random,
    FAULTS.filter((fault) => (reading || !fault.reading) && (patient || !fault.slow)),
    ({ weight }) => weight,
  );
