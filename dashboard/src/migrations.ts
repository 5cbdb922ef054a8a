import { fileURLToPath } from 'node:url';

/** The folder with the migrations of the dashboard's database. */
export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
