import type { ProviderClient } from '@pickup/contracts/client';
import { requestWithRetries } from '@pickup/contracts/retries';
import type { Logger } from '@pickup/platform/logger';
import { answered, RETRIES } from './requests.js';
import { eventsOf, type Change } from './reservation.js';

/** From this many events on a batch is full. The rest of the 10,000 is for what happens at the same millisecond. */
const FULL = 9_500;

interface BatchOptions {
  readonly client: ProviderClient;
  readonly seed: string;
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
  /** Is told of each batch that is stored: how many events it had, and when the last of them happened. */
  readonly onStored: (events: number, through: number) => void;
  /** Is told of each change that the provider does not take, as somebody else has used its ids. */
  readonly onRefused: (change: Change) => void;
}

/** Posts changes in batches, one at a time, in the order in which they are added. */
export interface Batches {
  /** Adds changes, and posts what makes a full batch. */
  readonly add: (changes: readonly Change[]) => Promise<void>;
  /** Posts the rest. */
  readonly flush: () => Promise<void>;
}

interface PostedEvent {
  readonly event: ReturnType<typeof eventsOf>[number];
  readonly change: Change;
}

/**
 * Starts to post changes. All that happens at one moment is in one batch, so what is stored is complete up to its
 * latest event, wherever the posting ends.
 *
 * Adding and flushing throw RequestError when the provider can't be reached, and the signal's reason when it aborts.
 */
export const createBatches = ({ client, seed, logger, signal, onStored, onRefused }: BatchOptions): Batches => {
  let batch: Change[] = [];
  let size = 0;
  const refused = new Set<string>();
  const keyOf = ({ reservation: { hotelId, number } }: Change) => `${String(hotelId)}/${String(number)}`;

  const onRetry = ({ message }: Error): void => {
    logger.warn({ reason: message }, 'a batch is posted again');
  };

  const refuse = ({ event: { hotel_id, id }, change }: PostedEvent): void => {
    logger.error({ hotel_id, id }, 'somebody else has used this id: the reservation is left out');
    refused.add(keyOf(change));
    onRefused(change);
  };

  // All but what was refused, over again when something is; the number of events that are stored in the end.
  const post = async (changes: readonly Change[]): Promise<number> => {
    const posted = changes
      .filter((change) => !refused.has(keyOf(change)))
      .flatMap((change) => eventsOf(seed, change).map((event) => ({ event, change })));
    if (posted.length === 0) return 0;
    const answer = await requestWithRetries(
      () => client.POST('/events/batch', { body: posted.map(({ event }) => event), ...(signal && { signal }) }),
      { retries: RETRIES, signal, onRetry },
    );
    const conflicts = answer.response.status === 409 ? (answer.error?.errors ?? []) : [];
    if (conflicts.length === 0) {
      answered('createEvents', answer);
      return posted.length;
    }
    for (const { pointer = '' } of conflicts) {
      const conflict = posted[Number(pointer.slice(1))];
      if (!conflict) throw new Error(`the provider found a conflict in an event that was not posted: "${pointer}"`);
      refuse(conflict);
    }
    return post(changes);
  };

  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    const last = batch.at(-1);
    if (!last) return;
    onStored(await post(batch), last.at);
    batch = [];
    size = 0;
  };

  return {
    flush,
    add: async (changes) => {
      for (const change of changes) {
        if (size >= FULL && change.at !== batch.at(-1)?.at) await flush();
        batch.push(change);
        size += change.reservation.nights;
      }
    },
  };
};
