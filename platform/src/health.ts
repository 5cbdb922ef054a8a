import type { Express } from 'express';
import type { Metrics } from './metrics.js';

/** Looks whether a neighbour is there: resolves when it is, rejects with the reason when not. */
export type ReadinessCheck = () => Promise<unknown>;

/** What a process knows of its own state. */
export interface Health {
  /** What the process can't do without, by name. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** Whether the process is stopping, and should get no new work. */
  readonly stopping: () => boolean;
}

const CHECK_TIMEOUT = 2_000;

const outcome = async (check: ReadinessCheck): Promise<'ok' | 'unreachable'> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, CHECK_TIMEOUT, new Error('timeout'));
  });
  try {
    await Promise.race([check(), timeout]);
    return 'ok';
  } catch {
    return 'unreachable';
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Adds `/healthz`: the process answers; `/readyz`: it can do its work now, 503 when not, and while it is stopping, with the
 * state of each neighbour; `/metrics`: for Prometheus.
 */
export const addHealth = (app: Express, { checks, stopping }: Health, { registry }: Metrics): void => {
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const names = Object.keys(checks);
    const outcomes = await Promise.all(Object.values(checks).map(outcome));
    const ready = !stopping() && outcomes.every((one) => one === 'ok');
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : stopping() ? 'stopping' : 'not ready',
      checks: Object.fromEntries(names.map((name, index) => [name, outcomes[index]])),
    });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
};
