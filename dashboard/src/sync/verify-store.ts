import type { Digest } from '@pickup/contracts/client';
import { QueryTypes, type Sequelize } from '@pickup/platform/database';
import { earlier, endOf, later, startOf } from '../moments.js';
import type { Day, Window } from './pages.js';
import * as sql from './verify-sql.js';

/** How late events arrive. */
export interface Arrivals {
  /** How many were measured. */
  readonly events: number;
  /** Within how many seconds 999 of 1,000 events arrive, at the hotel where it takes longest. */
  readonly seconds: number | undefined;
}

/** What a verification reads and notes. One that another has overtaken notes nothing any more. */
export interface VerifyStore {
  /**
   * The digests of the copy within a window, in ascending order of date and hotel.
   *
   * @param after - only those that come after this day
   * @param last - only those up to this day
   * @param limit - the most; all of them when it is left out
   */
  readonly readDigests: (window: Window, after?: Day, last?: Day, limit?: number) => Promise<Digest[]>;
  /** Begins a verification; its number. */
  readonly begin: () => Promise<number>;
  /**
   * Notes that the copy is what the provider had, up to a moment.
   *
   * @param at - when the comparison began: what came after that may be missing
   * @param from - since when that was compared; everything was when it's left out
   * @returns whether that could be stated: not when there is a gap before, or days differ, or another one has begun
   */
  readonly noteVerified: (number: number, through: Date, at: Date, from: Date | undefined) => Promise<boolean>;
  /**
   * Notes days that differ and can't be mended.
   *
   * @param days - the first of them
   * @param all - whether everything was compared; else they say something new only where none were known
   */
  readonly noteDiffering: (number: number, count: number, days: readonly Day[], all: boolean) => Promise<void>;
  /** Sets when everything is to be verified again, and the overlap. */
  readonly plan: (number: number, fullDueAt: Date, overlapSeconds: number) => Promise<void>;
  /** How late events arrive; those that come later than so many seconds are left out. */
  readonly measureArrivals: (longestSeconds: number) => Promise<Arrivals>;
  /** Removes what was measured and repaired more than four weeks ago. */
  readonly forgetOld: () => Promise<void>;
}

const FIRST: Day = { hotel_id: 0, date: '0001-01-01' };
const LAST: Day = { hotel_id: 2 ** 31 - 1, date: '9999-12-31' };

/** Opens the store over a database that has been migrated. */
export const createVerifyStore = (database: Sequelize): VerifyStore => ({
  readDigests: async ({ hotelId, from, through }, after = FIRST, last = LAST, limit) => {
    // Days outside of what is asked for need not be looked at.
    const bounds = { from: startOf(after.date), through: endOf(last.date) };
    const rows = await database.query<Digest & { events: string }>(sql.READ_DIGESTS, {
      bind: {
        hotelId: hotelId ?? null,
        from: (from ? later(from, bounds.from) : bounds.from).toISOString(),
        through: (through ? earlier(through, bounds.through) : bounds.through).toISOString(),
        afterDate: after.date,
        afterHotelId: after.hotel_id,
        lastDate: last.date,
        lastHotelId: last.hotel_id,
        limit: limit ?? null,
      },
      type: QueryTypes.SELECT,
    });
    return rows.map((row) => ({ ...row, events: Number(row.events) }));
  },

  begin: async () => {
    const [row] = await database.query<{ number: number }>(sql.BEGIN, { type: QueryTypes.SELECT });
    if (!row) throw new Error('the checkpoint is gone');
    return row.number;
  },

  noteVerified: async (number, through, at, from) => {
    const bind = { number, through: through.toISOString(), at: at.toISOString() };
    const rows = await database.query(from ? sql.NOTE_VERIFIED : sql.NOTE_ALL_VERIFIED, {
      bind: from ? { ...bind, from: from.toISOString() } : bind,
      type: QueryTypes.SELECT,
    });
    return rows.length > 0;
  },

  noteDiffering: async (number, count, days, all) => {
    await database.query(sql.NOTE_DIFFERING, { bind: { number, count, days: JSON.stringify(days), all } });
  },

  plan: async (number, fullDueAt, overlapSeconds) => {
    await database.query(sql.PLAN, { bind: { number, fullDueAt: fullDueAt.toISOString(), overlapSeconds } });
  },

  measureArrivals: async (longestSeconds) => {
    const [row] = await database.query<{ events: number; seconds: number | null }>(sql.MEASURE_ARRIVALS, {
      bind: { longestSeconds },
      type: QueryTypes.SELECT,
    });
    return { events: row?.events ?? 0, seconds: row?.seconds ?? undefined };
  },

  forgetOld: async () => {
    await database.query(sql.FORGET);
  },
});
