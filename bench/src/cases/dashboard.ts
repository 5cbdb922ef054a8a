import type { Arena } from '../arena.js';
import { putLoad } from '../load.js';
import { compare, type CaseResult } from '../results.js';
import { inTurn } from '../rounds.js';
import { HISTORY, ROUND, ROUNDS, WARM_UP, withProvider } from './services.js';
import { fillDashboard } from './sync.js';

const CONNECTIONS = 64;

/** `GET /dashboard` by month and by day, with the least that Express can answer and what Node and Postgres can. */
export const getDashboard = (arena: Arena): Promise<CaseResult[]> =>
  withProvider(arena, async (provider) => {
    const database = await arena.database('dashboard', 'dashboard');
    await fillDashboard(arena, provider.url, database, HISTORY.events);
    await arena.query(database, 'VACUUM (ANALYZE)');
    const programs = await Promise.all([
      arena.start('dashboard/dist/main.js', 'DASHBOARD_PORT', { DASHBOARD_DATABASE_URL: database }),
      arena.start('bench/dist/limits/hello-server.js', 'PORT', {}),
      arena.start('bench/dist/limits/bare-server.js', 'PORT', { DATABASE_URL: database }),
    ]);
    const [dashboard, hello, bare] = programs;
    const get = (url: string, seconds = ROUND) => putLoad({ url, connections: CONNECTIONS, last: { seconds } });

    const measure = async (period: 'month' | 'day', target: number): Promise<CaseResult> => {
      const path = `/dashboard?hotel_id=1&year=2024&period=${period}`;
      await get(dashboard.url + path, WARM_UP);
      await get(bare.url + path, WARM_UP);
      await get(hello.url, WARM_UP);
      const found = await inTurn(ROUNDS, {
        ours: () => get(dashboard.url + path),
        'Express "hello"': () => get(hello.url),
        bare: () => get(bare.url + path),
      });
      return compare(`\`GET /dashboard\`, one year by ${period}`, 'requests/s', found, { 'Express "hello"': target });
    };
    try {
      return [await measure('month', 0.45), await measure('day', 0.3)];
    } finally {
      await Promise.all(programs.map(({ stop }) => stop()));
    }
  });
