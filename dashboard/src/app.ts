import { loadContract } from '@pickup/contracts/contract';
import type { operations } from '@pickup/contracts/generated/dashboard';
import { databaseUnavailable } from '@pickup/contracts/problem';
import { mountContract } from '@pickup/contracts/server/mount';
import { isUnavailable, type Sequelize } from '@pickup/platform/database';
import { createHttpApp } from '@pickup/platform/http-app';
import type { Logger } from '@pickup/platform/logger';
import { createMetrics } from '@pickup/platform/metrics';
import compression from 'compression';
import type { Express, RequestHandler } from 'express';
import { page } from './page.js';
import { createPickupHandlers } from './pickup/pickup-handlers.js';
import { createPickupRepository } from './pickup/pickup-repository.js';
import { createStatsHandlers } from './stats/stats-handlers.js';
import { createStatsRepository } from './stats/stats-repository.js';
import { createStatusHandlers } from './status/status-handlers.js';
import { addStatusMetrics } from './status/status-metrics.js';
import { createStatusRepository } from './status/status-repository.js';

interface AppOptions {
  /** A database that has been migrated. */
  readonly database: Sequelize;
  readonly logger: Logger;
  /** Whether the process is stopping. */
  readonly stopping: () => boolean;
  /** The address of the provider for those who read the answers; undefined where none was set. */
  readonly providerUrl?: string | undefined;
  /** Tells what day it is: milliseconds since 1970. */
  readonly clock?: () => number;
  /** Whether answers are checked against the contract; for tests. */
  readonly validateResponses?: boolean;
}

// Most programs ask for no compression: they are spared what it costs to have it there.
const compressed = (): RequestHandler => {
  const compress = compression();
  return (request, response, next) => {
    if (request.headers['accept-encoding'] !== undefined) {
      compress(request, response, next);
      return;
    }
    response.vary('Accept-Encoding');
    next();
  };
};

/** The dashboard's HTTP side: answers from the counts. */
export const createApp = ({
  database,
  logger,
  stopping,
  providerUrl,
  clock = Date.now,
  validateResponses = false,
}: AppOptions): Express => {
  const checks = { database: () => database.authenticate() };
  const metrics = createMetrics();
  const status = createStatusRepository(database);
  addStatusMetrics(metrics, status);
  const app = createHttpApp({ logger, metrics, health: { checks, stopping } });
  app.use(compressed());
  const handlers = {
    ...createStatsHandlers(createStatsRepository(database)),
    ...createPickupHandlers(createPickupRepository(database), clock),
    ...createStatusHandlers(status, providerUrl),
  };
  mountContract<operations>(app, loadContract('dashboard'), handlers, {
    validateResponses,
    log: logger,
    others: [page()],
    problemOf: (error) => (isUnavailable(error) ? databaseUnavailable() : undefined),
  });
  return app;
};
