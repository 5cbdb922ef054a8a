import { loadContract } from '@pickup/contracts/contract';
import { databaseUnavailable } from '@pickup/contracts/problem';
import { mountContract } from '@pickup/contracts/server/mount';
import { isUnavailable, type Sequelize } from '@pickup/platform/database';
import { createHttpApp } from '@pickup/platform/http-app';
import type { Logger } from '@pickup/platform/logger';
import { createMetrics } from '@pickup/platform/metrics';
import type { Express } from 'express';
import { createEventHandlers } from './events/event-handlers.js';
import { createEventRepository } from './events/event-repository.js';
import { createEventStore } from './events/event-store.js';

interface AppOptions {
  /** A database that has been migrated. */
  readonly database: Sequelize;
  readonly logger: Logger;
  /** Whether the process is stopping. */
  readonly stopping: () => boolean;
  /** Whether answers are checked against the contract; for tests. */
  readonly validateResponses?: boolean;
}

/** The provider's HTTP side: takes in events, and serves them. */
export const createApp = ({ database, logger, stopping, validateResponses = false }: AppOptions): Express => {
  const checks = { database: () => database.authenticate() };
  const app = createHttpApp({ logger, metrics: createMetrics(), health: { checks, stopping } });
  mountContract(
    app,
    loadContract('provider'),
    createEventHandlers(createEventRepository(database), createEventStore(database)),
    {
      validateResponses,
      log: logger,
      problemOf: (error) => (isUnavailable(error) ? databaseUnavailable() : undefined),
    },
  );
  return app;
};
