import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A service's metrics, served at `/metrics` in the format of Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  /** Seconds from a request's arrival to its answer, by method, route and status. */
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>;
}

/** Makes a registry of its own, so that several services can live in one process, as in tests. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requestDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds from a request to its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return { registry, requestDuration };
};

/** A number that is read from a source of several, as from a row of a database. */
export interface Figure<Source> {
  readonly name: string;
  readonly help: string;
  /** `counter` for what only rises. */
  readonly kind: 'counter' | 'gauge';
  /** The number at the moment; null while there is none. */
  readonly value: (source: Source) => number | null;
}

/**
 * Adds figures to the metrics that are read at each scrape, all of them at once. While their source can't be read, they are
 * left out.
 */
export const addFigures = <Source>(
  { registry }: Metrics,
  figures: readonly Figure<Source>[],
  readSource: () => Promise<Source>,
): void => {
  let reading: Promise<Source | undefined> | undefined;
  const read = () =>
    (reading ??= readSource()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      }));

  for (const { name, help, kind, value } of figures) {
    const metric = new (kind === 'counter' ? Counter : Gauge)({
      name,
      help,
      registers: [registry],
      collect: async () => {
        const source = await read();
        const number = source === undefined ? null : value(source);
        metric.remove();
        if (number !== null) metric.inc(number);
      },
    });
  }
};
