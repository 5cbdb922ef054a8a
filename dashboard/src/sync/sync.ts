import type { Logger } from '@pickup/platform/logger';
import { DAY, earlier, later, plus } from '../moments.js';
import type { Reader } from './reader.js';
import { OvertakenError, type SyncStore } from './sync-store.js';

interface SyncOptions {
  readonly reader: Reader;
  readonly store: SyncStore;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly logger: Logger;
}

/** What a run of the sync has done. */
export interface SyncReport {
  readonly pages: number;
  readonly read: number;
  /** How many of the events were new. */
  readonly added: number;
  /** Whether it got to the end; not when another worker had overtaken it. */
  readonly complete: boolean;
}

/**
 * How far into the future a run reads, in milliseconds: clocks of posters go wrong by minutes and time zones. What lies
 * further ahead is left to the verification, so that it is not read again in each run.
 */
export const AHEAD = DAY;

/** The first moment that the contract knows: the start of the year 1. */
const FIRST_MOMENT = new Date('0001-01-01T00:00:00Z');

/**
 * Makes the work of the sync job: reads the provider's events from the watermark, less an overlap, page by page to the
 * end, and stores each page with its checkpoint. It may run anywhere, any number of times, also at once: every event
 * counts once, and a run that another one has overtaken stops.
 *
 * @returns the work of one run, which rejects when the provider or the database fails; the next run goes on from there
 */
export const createSync =
  ({ reader, store, clock, logger }: SyncOptions) =>
  async (signal: AbortSignal): Promise<SyncReport> => {
    const startedAt = new Date(clock());
    const before = await store.readCheckpoint();
    const from = before.watermark && later(plus(before.watermark, -before.overlap), FIRST_MOMENT);
    let { version } = before;
    let [pages, read, added] = [0, 0, 0];

    try {
      for await (const { items, next } of reader.events({ from, through: plus(startedAt, AHEAD) }, signal)) {
        signal.throwIfAborted();
        const last = items.at(-1);
        // A timestamp in the future must not become the place to read from: all that comes before it would be missed.
        const watermark = last && earlier(new Date(last.timestamp), startedAt);
        const complete = next === undefined;
        const syncedThrough = complete ? startedAt : watermark;
        pages += 1;
        read += items.length;
        const step = { watermark, syncedThrough, complete, startedAt, now: new Date(clock()), pages, read };
        const committed = await store.commitPage(items, step, { ...before, version });
        ({ version } = committed);
        added += committed.added;
        if (!complete) logger.info({ pages, read, added, through: syncedThrough }, 'catching up');
      }
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      logger.info('another worker is syncing');
      return { pages, read, added, complete: false };
    }
    if (added > 0) logger.info({ pages, read, added, through: startedAt }, 'synced');
    return { pages, read, added, complete: true };
  };
