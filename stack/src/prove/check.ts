import type { DashboardClient, ProviderClient } from '@pickup/contracts/client';
import { nextCursor } from '@pickup/contracts/link';
import type { Basis, Ledger, PostedEvent, Tally } from './ledger.js';

/** What was compared in the end. */
export interface Comparison {
  /** How many numbers of the dashboard, and events of the provider, were looked at. */
  readonly compared: number;
  /** What differs, in words. */
  readonly differences: readonly string[];
}

const BASES: readonly Basis[] = ['night_of_stay', 'timestamp'];

const daysOf = (year: number): string[] => {
  const days: string[] = [];
  const day = new Date(Date.UTC(year, 0, 1));
  for (; day.getUTCFullYear() === year; day.setUTCDate(day.getUTCDate() + 1)) days.push(day.toISOString().slice(0, 10));
  return days;
};

const sum = (tallies: readonly Tally[]): Tally => [
  tallies.reduce((total, [bookings]) => total + bookings, 0),
  tallies.reduce((total, [, cancellations]) => total + cancellations, 0),
];

/** Compares every number of the dashboard, of each hotel, year, period and basis, with the ledger. */
export const compareDashboard = async (client: DashboardClient, ledger: Ledger): Promise<Comparison> => {
  const differences: string[] = [];
  let compared = 0;
  const expect = (what: string, found: unknown, expected: unknown): void => {
    compared += 1;
    if (found !== expected) differences.push(`${what}: ${String(found)} instead of ${String(expected)}`);
  };

  const { data: hotels = [] } = await client.GET('/hotels');
  expect('hotels', hotels.map(({ hotel_id }) => hotel_id).join(', '), ledger.hotels().join(', '));
  for (const hotelId of ledger.hotels()) {
    const years = ledger.years(hotelId);
    // A year on either side, where there must be nothing.
    for (const year of [Math.min(...years) - 1, ...years, Math.max(...years) + 1]) {
      for (const basis of BASES) {
        const days = daysOf(year).map((date) => [date, ledger.day(hotelId, basis, date)] as const);
        const months = Array.from({ length: 12 }, (_, index) => {
          const month = `${String(year).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}`;
          return [month, sum(days.flatMap(([date, tally]) => (date.startsWith(month) ? [tally] : [])))] as const;
        });
        for (const [period, expected] of [
          ['day', days],
          ['month', months],
        ] as const) {
          const query = { hotel_id: hotelId, year, period, basis };
          const { data } = await client.GET('/dashboard', { params: { query } });
          const where = `hotel ${String(hotelId)}, ${String(year)} by ${period} and ${basis}`;
          const found = (data?.items ?? []).map((item) => ({ at: 'date' in item ? item.date : item.month, ...item }));
          expect(`${where}: items`, found.length, expected.length);
          for (const [index, [at, [bookings, cancellations]]] of expected.entries()) {
            const item = found[index];
            expect(`${where}: item ${String(index + 1)}`, item?.at, at);
            expect(`${where}: bookings of ${at}`, item?.bookings, bookings);
            expect(`${where}: cancellations of ${at}`, item?.cancellations, cancellations);
            expect(`${where}: net of ${at}`, item?.net, bookings - cancellations);
          }
          const [bookings, cancellations] = sum(days.map(([, tally]) => tally));
          expect(`${where}: bookings of the year`, data?.totals.bookings, bookings);
          expect(`${where}: cancellations of the year`, data?.totals.cancellations, cancellations);
        }
      }
    }
  }
  return { compared, differences };
};

/** Walks all events of the provider: each that was acknowledged must be there once, as it was posted, and no other. */
export const compareProvider = async (client: ProviderClient, ledger: Ledger): Promise<Comparison> => {
  const differences: string[] = [];
  const expected = new Map<string, PostedEvent>(
    [...ledger.events()].map((event) => [`${String(event.hotel_id)}/${String(event.id)}`, event]),
  );
  const compared = expected.size;
  let cursor: string | undefined;
  do {
    const query = { limit: 10_000, ...(cursor !== undefined && { cursor }) };
    const { data = [], response } = await client.GET('/events', { params: { query } });
    for (const event of data) {
      const identity = `${String(event.hotel_id)}/${String(event.id)}`;
      const posted = expected.get(identity);
      expected.delete(identity);
      const same =
        posted?.timestamp === event.timestamp &&
        posted.rpg_status === event.rpg_status &&
        posted.room_id === event.room_id &&
        posted.night_of_stay === event.night_of_stay;
      if (!same) differences.push(`the provider has ${JSON.stringify(event)} instead of ${JSON.stringify(posted)}`);
    }
    cursor = nextCursor(response);
  } while (cursor !== undefined);
  for (const event of expected.values()) differences.push(`the provider has lost ${JSON.stringify(event)}`);
  return { compared, differences };
};
