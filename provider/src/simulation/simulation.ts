import type { ProviderClient } from '@pickup/contracts/client';
import type { Logger } from '@pickup/platform/logger';
import { createBatches } from './batches.js';
import { openBooks, updateBooks, type Books } from './books.js';
import { DAY, dayOf } from './calendar.js';
import { HOTELS } from './hotels.js';
import { roomIdOf, type Change } from './reservation.js';
import { changesUntil } from './timeline.js';

/** How far a run got. Moments are milliseconds since 1970. */
export interface Progress {
  /** The moment after which the run began: how far the hotel that was furthest behind had got. */
  readonly from: number;
  /** What happened up to this moment is with the provider. */
  readonly position: number;
  /** The moment at which the run began, and up to which it goes. */
  readonly to: number;
  /** The events posted so far. */
  readonly events: number;
}

interface RunOptions {
  /** Ends the run, between two requests or in the middle of one. */
  readonly signal?: AbortSignal;
  /** Is told when the run begins, and after each batch. */
  readonly onProgress?: (progress: Progress) => void;
}

/** The simulated hotels. */
export interface Simulation {
  /**
   * Posts what has happened in the hotels since the last time, up to now: at first their whole history. What it knows
   * of the last time it finds out from the provider, so any process can go on where another one ended.
   *
   * @throws RequestError when the provider can't be reached, and the signal's reason when it aborts: the next run goes
   *   on from what the provider has
   */
  readonly run: (options?: RunOptions) => Promise<Progress>;
}

interface SimulationOptions {
  readonly client: ProviderClient;
  /** The same seed makes the same hotels. */
  readonly seed: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** How many days before the first run the hotels opened. */
  readonly historyDays?: number;
}

/** Opens the simulated hotels: the hotels' side, which knows the provider by its contract only. */
export const createSimulation = ({
  client,
  seed,
  logger,
  clock = Date.now,
  historyDays = 730,
}: SimulationOptions): Simulation => {
  let known: readonly Books[] | undefined;

  const read = async (now: number, signal: AbortSignal | undefined): Promise<readonly Books[]> => {
    const reading = { client, seed, signal };
    // What is known is handed to this run. When it fails, nothing is known, and the next one reads the books anew.
    const books = known;
    known = undefined;
    const opening = (dayOf(now) - historyDays) * DAY;
    if (!books) return Promise.all(HOTELS.map((hotel) => openBooks(reading, hotel, opening, now)));
    await Promise.all(books.map((one) => updateBooks(reading, one)));
    return books;
  };

  return {
    run: async ({ signal, onProgress } = {}) => {
      const now = clock();
      const hotels = await read(now, signal);
      const from = Math.min(now, ...hotels.map(({ position }) => position));
      let progress: Progress = { from, position: from, to: now, events: 0 };
      const report = (events: number, position: number): void => {
        progress = { ...progress, position, events: progress.events + events };
        onProgress?.(progress);
      };
      const forget = ({ reservation: { hotelId, number } }: Change): void => {
        for (const { cancellations } of hotels) cancellations.delete(roomIdOf(seed, hotelId, number));
      };

      report(0, from);
      const batches = createBatches({ client, seed, logger, signal, onStored: report, onRefused: forget });
      for (const changes of changesUntil(seed, hotels, now)) await batches.add(changes);
      await batches.flush();
      report(0, now);
      for (const books of hotels) books.position = Math.max(books.position, now);
      known = hotels;
      return progress;
    },
  };
};
