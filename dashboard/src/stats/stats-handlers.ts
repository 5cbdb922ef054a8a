import type { operations } from '@pickup/contracts/generated/dashboard';
import { notFound } from '@pickup/contracts/problem';
import { JsonText, type Handlers } from '@pickup/contracts/server/handlers';
import { daysOf, monthsOf, totalsOf } from './calendar.js';
import type { StatsRepository } from './stats-repository.js';

/** The work of the operations that tell the counts. */
export const createStatsHandlers = (stats: StatsRepository): Omit<Handlers<operations>, 'getSyncStatus'> => ({
  getDashboard: async ({ query: { hotel_id, period, year, basis } }) => {
    if (basis === undefined) throw new Error('the contract has lost its default for basis');
    const found = await stats.readYear(hotel_id, year, basis);
    if (!found) throw notFound(`Hotel ${String(hotel_id)} has never had an event.`);
    const { days, syncedThrough } = found;
    return {
      status: 200,
      body: {
        hotel_id,
        year,
        period,
        basis,
        synced_through: syncedThrough?.toISOString() ?? null,
        totals: totalsOf(days),
        items: period === 'month' ? monthsOf(year, days) : daysOf(year, days),
      },
    };
  },

  listHotels: async () => ({ status: 200, body: new JsonText(await stats.listHotels()) }),
});
