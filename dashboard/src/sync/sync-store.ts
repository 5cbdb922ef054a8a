import type { Event } from '@pickup/contracts/client';
import { eventColumns } from '@pickup/contracts/event-columns';
import { QueryTypes, type Sequelize, type Transaction } from '@pickup/platform/database';
import { CheckpointModel } from './checkpoint-model.js';
import { copyEvents, isThere } from './copy-events.js';
import type { Day } from './pages.js';
import * as sql from './sql.js';
import { tallyDays, tallyDelays, type Counted } from './tally.js';

/** How far the copy has read. */
export interface Checkpoint {
  /** The latest timestamp that was read, but never one in the future; undefined before the first event. */
  readonly watermark: Date | undefined;
  /** All that the provider served up to this moment has been read. */
  readonly syncedThrough: Date | undefined;
  /** Whether a run has ever got to the end: before, the copy is being filled for the first time. */
  readonly caughtUp: boolean;
  /** How far before the watermark the next run starts, in milliseconds. */
  readonly overlap: number;
  /** Up to when the copy has been found to be what the provider has. */
  readonly verifiedThrough: Date | undefined;
  /** Whether there are days that differ and can't be mended. */
  readonly differing: boolean;
  /** When everything is to be verified again. */
  readonly fullDueAt: Date | undefined;
  /** Rises with each page of the sync. */
  readonly version: number;
}

/** Where the checkpoint moves to with a page, and how far the run has got that read it. */
export interface Step {
  readonly watermark: Date | undefined;
  readonly syncedThrough: Date | undefined;
  /** Whether the page is the last one. */
  readonly complete: boolean;
  readonly startedAt: Date;
  readonly now: Date;
  /** How many pages and events the run has read, this page included. */
  readonly pages: number;
  readonly read: number;
}

/** Another worker has moved the checkpoint: this one's page was not stored, and its run is over. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** What was new in a page of events that the sync has passed by. */
export interface Added {
  readonly added: number;
  readonly repaired: readonly Day[];
}

/** A job of the dashboard's worker. */
export type SyncJob = 'sync' | 'verify' | 'resync';

/** The dashboard's copy of the events, as the jobs write it. */
export interface SyncStore {
  readonly readCheckpoint: () => Promise<Checkpoint>;
  /**
   * Stores a page and moves the checkpoint, in one transaction.
   *
   * @param before - the checkpoint as this run has found it; its version as this run has last written it
   * @returns how many events were new, and the checkpoint's version now
   * @throws OvertakenError when the checkpoint has another version
   */
  readonly commitPage: (
    events: readonly Event[],
    step: Step,
    before: Checkpoint,
  ) => Promise<{ added: number; version: number }>;
  /**
   * Stores a page of events that the sync has passed by, and leaves the checkpoint where it is.
   *
   * @param since - up to when the copy was thought to be complete, to measure how late the events are; not measured
   *   when it is left out
   * @returns how many of them were new, and of which days
   */
  readonly addLate: (events: readonly Event[], since?: Date) => Promise<Added>;
  /** Keeps what has gone wrong in a job, for people to see. Never rejects: a database that is gone can't keep anything. */
  readonly noteFault: (job: SyncJob, detail: string, retried: boolean) => Promise<void>;
}

/** Opens the store over a database that has been migrated. */
export const createSyncStore = (database: Sequelize): SyncStore => {
  const checkpoints = database.getRepository(CheckpointModel);

  // Those that are there already stay as they are, and are not counted again.
  const insert = async (events: readonly Event[], transaction: Transaction): Promise<Counted[]> => {
    const rows = await database.query<Omit<Counted, 'timestamp'> & { timestamp: Date }>(sql.ADD_EVENTS, {
      bind: eventColumns(events),
      type: QueryTypes.SELECT,
      transaction,
    });
    return rows.map((row) => ({ ...row, timestamp: row.timestamp.toISOString() }));
  };

  const count = async (
    added: readonly Counted[],
    { since, repairing }: { since: Date | undefined; repairing: boolean },
    transaction: Transaction,
  ): Promise<Added> => {
    if (added.length === 0) return { added: 0, repaired: [] };
    const repaired = await database.query<Day>(sql.COUNT_ADDED, {
      bind: {
        days: JSON.stringify(tallyDays(added)),
        delays: JSON.stringify(since ? tallyDelays(added, since) : []),
        added: added.length,
        repairing,
      },
      type: QueryTypes.SELECT,
      transaction,
    });
    return { added: added.length, repaired };
  };

  const isAllNew = async (events: readonly Event[], transaction: Transaction): Promise<boolean> => {
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return false;
    const [row] = await database.query<{ has: boolean }>(sql.HAS_EVENTS_BETWEEN, {
      bind: {
        firstTimestamp: first.timestamp,
        firstHotelId: first.hotel_id,
        firstId: first.id,
        lastTimestamp: last.timestamp,
        lastHotelId: last.hotel_id,
        lastId: last.id,
      },
      type: QueryTypes.SELECT,
      transaction,
    });
    return row?.has === false;
  };

  const commit = async (
    events: readonly Event[],
    { watermark, syncedThrough, complete, startedAt, now, pages, read }: Step,
    before: Checkpoint,
    mayCopy: boolean,
  ): Promise<{ added: number; version: number }> =>
    database.transaction(async (transaction) => {
      // The checkpoint first: its row keeps others out until this transaction ends.
      const [moved] = await database.query<{ version: number }>(sql.MOVE_CHECKPOINT, {
        bind: {
          watermark: watermark?.toISOString() ?? null,
          syncedThrough: syncedThrough?.toISOString() ?? null,
          complete,
          startedAt: startedAt.toISOString(),
          now: now.toISOString(),
          read: events.length,
          runPages: pages,
          runEvents: read,
          version: before.version,
        },
        type: QueryTypes.SELECT,
        transaction,
      });
      if (!moved) throw new OvertakenError('another worker has moved the checkpoint');
      const since = before.caughtUp ? before.syncedThrough : undefined;
      const copied = mayCopy && (await isAllNew(events, transaction));
      if (copied) await copyEvents(events, transaction);
      const counted = copied ? events : await insert(events, transaction);
      const { added } = await count(counted, { since, repairing: false }, transaction);
      return { added, version: moved.version };
    });

  return {
    readCheckpoint: async () => {
      const row = await checkpoints.findByPk('events', { rejectOnEmpty: true });
      return {
        watermark: row.watermark ?? undefined,
        syncedThrough: row.synced_through ?? undefined,
        caughtUp: row.caught_up,
        overlap: row.overlap_seconds * 1000,
        verifiedThrough: row.verified_through ?? undefined,
        differing: Number(row.differing_days) > 0,
        fullDueAt: row.full_due_at ?? undefined,
        version: Number(row.version),
      };
    },

    commitPage: async (events, step, before) => {
      try {
        return await commit(events, step, before, true);
      } catch (error) {
        // The page has the same event twice, or one that has another timestamp in the copy.
        if (!isThere(error)) throw error;
        return commit(events, step, before, false);
      }
    },

    addLate: async (events, since) =>
      database.transaction(async (transaction) => {
        await database.query(sql.HOLD_CHECKPOINT, { type: QueryTypes.SELECT, transaction });
        return count(await insert(events, transaction), { since, repairing: true }, transaction);
      }),

    noteFault: async (job, detail, retried) => {
      await database.query(sql.NOTE_FAULT, { bind: { job, detail, retried } }).catch(() => undefined);
    },
  };
};
