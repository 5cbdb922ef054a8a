import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

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
