import type { Digest, Event } from '@pickup/contracts/client';
import { eventColumns } from '@pickup/contracts/event-columns';
import { QueryTypes, type Sequelize, type Transaction } from '@pickup/platform/database';
import { CheckpointModel } from './checkpoint-model.js';
import { ADD_PAGE, HOLD_CHECKPOINT, MOVE_CHECKPOINT, READ_DIGESTS } from './sql.js';

/** How far the copy has read. */
export interface Checkpoint {
  /** The latest timestamp that was read, but never one in the future; undefined before the first event. */
  readonly watermark: Date | undefined;
  /** All that the provider served up to this moment has been read. */
  readonly syncedThrough: Date | undefined;
  /** Rises with each change. */
  readonly version: number;
}

/** Another worker has moved the checkpoint: this one's page was not stored, and its run is over. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** The dashboard's copy of the events, as the sync writes it. */
export interface SyncStore {
  readonly readCheckpoint: () => Promise<Checkpoint>;
  /**
   * Stores a page and moves the checkpoint, in one transaction.
   *
   * @param version - of the checkpoint that this run has last read or written
   * @returns how many events were new, and the checkpoint's version now
   * @throws OvertakenError when the checkpoint has another version
   */
  readonly commitPage: (
    events: readonly Event[],
    to: { readonly watermark: Date | undefined; readonly syncedThrough: Date | undefined },
    version: number,
  ) => Promise<{ added: number; version: number }>;
  /** Stores a page of events that are late, and leaves the checkpoint where it is; how many of them were new. */
  readonly addLate: (events: readonly Event[]) => Promise<number>;
  /** The digests of the copy, of the events up to a moment; in no particular order. */
  readonly readDigests: (through: Date) => Promise<readonly Digest[]>;
}

/** Opens the store over a database that has been migrated. */
export const createSyncStore = (database: Sequelize): SyncStore => {
  const checkpoints = database.getRepository(CheckpointModel);

  const add = async (events: readonly Event[], transaction: Transaction): Promise<number> => {
    const bind = eventColumns(events);
    const [row] = await database.query<{ added: number }>(ADD_PAGE, { bind, type: QueryTypes.SELECT, transaction });
    return row?.added ?? 0;
  };

  return {
    readCheckpoint: async () => {
      const row = await checkpoints.findByPk('events', { rejectOnEmpty: true });
      return {
        watermark: row.watermark ?? undefined,
        syncedThrough: row.synced_through ?? undefined,
        version: Number(row.version),
      };
    },

    commitPage: async (events, { watermark, syncedThrough }, version) =>
      database.transaction(async (transaction) => {
        // The checkpoint first: its row keeps others out until this transaction ends.
        const [moved] = await database.query<{ version: number }>(MOVE_CHECKPOINT, {
          bind: {
            watermark: watermark?.toISOString() ?? null,
            syncedThrough: syncedThrough?.toISOString() ?? null,
            version,
          },
          type: QueryTypes.SELECT,
          transaction,
        });
        if (!moved) throw new OvertakenError('another worker has moved the checkpoint');
        return { added: await add(events, transaction), version: moved.version };
      }),

    addLate: async (events) =>
      database.transaction(async (transaction) => {
        await database.query(HOLD_CHECKPOINT, { type: QueryTypes.SELECT, transaction });
        return add(events, transaction);
      }),

    readDigests: async (through) => {
      const rows = await database.query<Digest & { events: string }>(READ_DIGESTS, {
        bind: { through: through.toISOString() },
        type: QueryTypes.SELECT,
      });
      return rows.map((row) => ({ ...row, events: Number(row.events) }));
    },
  };
};
