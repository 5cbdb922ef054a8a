import { readFile } from 'node:fs/promises';
import { SequelizeStorage, Umzug } from 'umzug';
import { withAdvisoryLock, type Sequelize } from './database.js';
import type { Logger } from './logger.js';

/**
 * Brings a database to the newest schema: runs the `.sql` files of a folder that it has not run yet, in the order of
 * their names, each in a transaction. Any number of processes may do so at once; one works, the others wait.
 *
 * @param folder - absolute path of the folder with the migrations
 */
export const migrate = async (database: Sequelize, folder: string, logger: Logger): Promise<void> => {
  const umzug = new Umzug({
    migrations: {
      glob: ['*.sql', { cwd: folder }],
      resolve: ({ name, path = '' }) => ({
        name,
        up: async () => {
          const sql = await readFile(path, 'utf8');
          await database.transaction((transaction) =>
            database.query(`SET LOCAL statement_timeout = 0; ${sql}`, { transaction }),
          );
        },
      }),
    },
    storage: new SequelizeStorage({ sequelize: database, modelName: 'migrations' }),
    logger: undefined,
  });
  await withAdvisoryLock(database, 'migrations', async () => {
    const done = await umzug.up();
    if (done.length > 0) logger.info({ migrations: done.map(({ name }) => name) }, 'migrated');
  });
};
