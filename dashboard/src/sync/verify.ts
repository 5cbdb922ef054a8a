import type { Digest } from '@pickup/contracts/client';
import type { Logger } from '@pickup/platform/logger';
import type { Reader } from './reader.js';
import type { SyncStore } from './sync-store.js';

interface VerifyOptions {
  readonly reader: Reader;
  readonly store: SyncStore;
  readonly logger: Logger;
}

/** What a verification has found. */
export interface VerifyReport {
  /** How many days, each of one hotel, the provider has events of. */
  readonly days: number;
  /** How many of them were not the same in the copy, and have been read again. */
  readonly differing: number;
  /** How many events were missing, and have been added. */
  readonly added: number;
}

/** Days of one hotel in a row, the first and the last one included. */
interface Stretch {
  readonly hotelId: number;
  readonly from: string;
  readonly through: string;
}

const DAY = 86_400_000;

const keyOf = ({ hotel_id, date }: Digest): string => `${String(hotel_id)}/${date}`;

const isNextDay = (date: string, after: string): boolean => Date.parse(date) - Date.parse(after) === DAY;

/** Joins days that follow each other, so that a long gap takes few requests. */
const toStretches = (days: readonly Digest[]): Stretch[] => {
  const stretches: Stretch[] = [];
  const inOrder = [...days].sort((a, b) => a.hotel_id - b.hotel_id || (a.date < b.date ? -1 : 1));
  for (const { hotel_id: hotelId, date } of inOrder) {
    const last = stretches.at(-1);
    if (last?.hotelId === hotelId && isNextDay(date, last.through)) {
      stretches[stretches.length - 1] = { ...last, through: date };
    } else {
      stretches.push({ hotelId, from: date, through: date });
    }
  }
  return stretches;
};

/**
 * Makes the work of the verification: compares what the provider has, by hotel and day, with the copy, and reads again the
 * days that differ. So an event is found that was posted long after its timestamp, which the sync has passed by.
 *
 * Only events up to where the sync has read are compared, since later ones are its own to fetch. A day that changes
 * between the two looks is read again for nothing, and no harm.
 */
export const createVerify =
  ({ reader, store, logger }: VerifyOptions) =>
  async (signal: AbortSignal): Promise<VerifyReport> => {
    const { syncedThrough } = await store.readCheckpoint();
    if (!syncedThrough) return { days: 0, differing: 0, added: 0 };

    const theirs: Digest[] = [];
    for await (const { items } of reader.digests({ through: syncedThrough.toISOString() }, signal))
      theirs.push(...items);
    const ours = new Map((await store.readDigests(syncedThrough)).map((digest) => [keyOf(digest), digest]));
    const differing = theirs.filter((digest) => {
      const own = ours.get(keyOf(digest));
      return own?.events !== digest.events || own.checksum !== digest.checksum;
    });

    let added = 0;
    for (const stretch of toStretches(differing)) {
      for await (const { items } of reader.events(stretch, signal)) {
        signal.throwIfAborted();
        added += await store.addLate(items);
      }
    }
    const known = new Set(theirs.map(keyOf));
    const unknown = [...ours.keys()].filter((key) => !known.has(key));
    if (unknown.length > 0 || (differing.length > 0 && added === 0)) {
      const days = [...differing.map(keyOf), ...unknown];
      logger.warn({ count: days.length, days: days.slice(0, 10) }, 'days differ from the provider, and are not mended');
    }
    if (added > 0) logger.info({ days: theirs.length, differing: differing.length, added }, 'found late events');
    return { days: theirs.length, differing: differing.length, added };
  };
