import { fileURLToPath } from 'node:url';
import { loadContract } from '@pickup/contracts/contract';
import type { operations } from '@pickup/contracts/generated/dashboard';
import { databaseUnavailable } from '@pickup/contracts/problem';
import { mountContract } from '@pickup/contracts/server/mount';
import { isUnavailable, type Sequelize } from '@pickup/platform/database';
import { createHttpApp } from '@pickup/platform/http-app';
import type { Logger } from '@pickup/platform/logger';
import { createMetrics } from '@pickup/platform/metrics';
import express, { type Express } from 'express';
import { createStatsHandlers } from './stats/stats-handlers.js';
import { createStatsRepository } from './stats/stats-repository.js';
import { createStatusHandlers } from './status/status-handlers.js';
import { addStatusMetrics } from './status/status-metrics.js';
import { createStatusRepository } from './status/status-repository.js';

/** The folder with the page. */
const PAGE = fileURLToPath(new URL('../web', import.meta.url));

interface AppOptions {
  /** A database that has been migrated. */
  readonly database: Sequelize;
  readonly logger: Logger;
  /** Whether the process is stopping. */
  readonly stopping: () => boolean;
  /** Whether answers are checked against the contract; for tests. */
  readonly validateResponses?: boolean;
}

/** The dashboard's HTTP side: answers from the counts. */
export const createApp = ({ database, logger, stopping, validateResponses = false }: AppOptions): Express => {
  const checks = { database: () => database.authenticate() };
  const metrics = createMetrics();
  const status = createStatusRepository(database);
  addStatusMetrics(metrics, status);
  const app = createHttpApp({ logger, metrics, health: { checks, stopping } });
  app.use(express.static(PAGE));
  const handlers = { ...createStatsHandlers(createStatsRepository(database)), ...createStatusHandlers(status) };
  mountContract<operations>(app, loadContract('dashboard'), handlers, {
    validateResponses,
    problemOf: (error) => (isUnavailable(error) ? databaseUnavailable() : undefined),
  });
  return app;
};
