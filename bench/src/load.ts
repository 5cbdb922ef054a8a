import autocannon, { type Options, type Result } from 'autocannon';

/** A load on a server: connections that ask again as soon as they are answered. */
export interface Load {
  readonly url: string;
  readonly connections: number;
  /** How long it lasts in seconds, or how many requests it has. */
  readonly last: { readonly seconds: number } | { readonly requests: number };
  /** The body of the next request, which is a POST then. */
  readonly nextBody?: () => string;
}

/** How fast something was done. */
export interface Measured {
  readonly perSecond: number;
  /** Milliseconds from a request to its answer, where there were many. */
  readonly median?: number;
  readonly p99?: number;
  /** How many requests were not answered with success. */
  readonly errors?: number;
}

/** The value below which a share of the values lies; NaN where there are none. */
export const quantile = (values: readonly number[], share: number): number =>
  Float64Array.from(values).sort()[Math.max(Math.ceil(share * values.length) - 1, 0)] ?? Number.NaN;

/** Puts a load on a server, and measures. Autocannon's own figures have whole milliseconds only; these have fractions. */
export const putLoad = async ({ url, connections, last, nextBody }: Load): Promise<Measured> => {
  const times: number[] = [];
  const options: Options = {
    url,
    connections,
    ...('seconds' in last ? { duration: last.seconds } : { amount: last.requests }),
    ...(nextBody && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      requests: [{ setupRequest: (request) => ({ ...request, body: nextBody() }) }],
    }),
  };
  const began = performance.now();
  let ended = began;
  const result = await new Promise<Result>((resolve, reject) => {
    const instance = autocannon(options, (error: Error | null, outcome) => {
      if (error) reject(error);
      else resolve(outcome);
    });
    instance.on('response', (_client, _status, _bytes, milliseconds) => {
      times.push(milliseconds);
      ended = performance.now();
    });
  });
  return {
    perSecond: (1_000 * times.length) / (ended - began),
    median: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    errors: result.errors + result.non2xx,
  };
};
