import type { Server } from 'node:http';
import { createProviderClient, type ProviderClient } from '@pickup/contracts/client';
import type { Sequelize } from '@pickup/platform/database';
import { createApp } from '@pickup/provider/app';
import { EventModel } from '@pickup/provider/events/event-model';
import { MIGRATIONS } from '@pickup/provider/migrations';
import { createTestDatabase, silent } from './database.js';
import { listen } from './server.js';

/** The real provider, over HTTP, on a database of its own. Its answers are checked against the contract. */
export interface TestProvider {
  readonly url: string;
  /** What listens there. */
  readonly server: Server;
  readonly client: ProviderClient;
  readonly database: Sequelize;
  readonly databaseUrl: string;
  readonly stop: () => Promise<void>;
}

/** Starts a provider. */
export const startProvider = async (): Promise<TestProvider> => {
  const { database, url: databaseUrl, drop } = await createTestDatabase(MIGRATIONS, [EventModel]);
  const server = await listen(createApp({ database, logger: silent, stopping: () => false, validateResponses: true }));
  return {
    url: server.url,
    server: server.server,
    client: createProviderClient({ url: server.url }),
    database,
    databaseUrl,
    stop: async () => {
      await server.close();
      await drop();
    },
  };
};
