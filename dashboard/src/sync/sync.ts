import type { Logger } from '@pickup/platform/logger';
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
 * How far before the watermark a run starts, in milliseconds: an event whose timestamp was set a while before it was
 * posted, as by a clock that is late or a request that was retried, is still read.
 */
const OVERLAP = 10 * 60_000;

/** The first moment that the contract knows, in milliseconds since 1970: the start of the year 1. */
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

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
    const started = new Date(clock());
    const checkpoint = await store.readCheckpoint();
    const from = checkpoint.watermark && new Date(Math.max(checkpoint.watermark.getTime() - OVERLAP, FIRST_MOMENT));
    let { version } = checkpoint;
    let [pages, read, added] = [0, 0, 0];

    try {
      for await (const { items, next } of reader.events(from ? { from: from.toISOString() } : {}, signal)) {
        signal.throwIfAborted();
        const last = items.at(-1);
        // A timestamp in the future must not become the place to read from: all that comes before it would be missed.
        const watermark = last && earlier(new Date(last.timestamp), started);
        const syncedThrough = next === undefined ? started : watermark;
        const committed = await store.commitPage(items, { watermark, syncedThrough }, version);
        ({ version } = committed);
        pages += 1;
        read += items.length;
        added += committed.added;
        if (next !== undefined) logger.info({ pages, read, added, through: syncedThrough }, 'catching up');
      }
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      logger.info('another worker is syncing');
      return { pages, read, added, complete: false };
    }
    if (added > 0) logger.info({ pages, read, added, through: started }, 'synced');
    return { pages, read, added, complete: true };
  };
