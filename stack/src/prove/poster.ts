import { setTimeout as pause } from 'node:timers/promises';
import type { ProviderClient } from '@pickup/contracts/client';
import type { Post } from './hotels.js';
import type { Ledger } from './ledger.js';

/** How long to wait before a post is repeated, in milliseconds. */
const REPEAT_AFTER = 100;

/** An answer that no fault explains. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
}

const send = async (
  client: ProviderClient,
  { single, events }: Post,
): Promise<{ status: number; complete: boolean }> => {
  const [first] = events;
  if (single && first) {
    const { data, response } = await client.POST('/events', { body: first });
    return { status: response.status, complete: data?.id === first.id };
  }
  const { data, response } = await client.POST('/events/batch', { body: [...events] });
  return { status: response.status, complete: data !== undefined && data.created + data.existing === events.length };
};

/**
 * Posts events until they are acknowledged, as often as that takes, and notes them in the ledger.
 *
 * @throws UnexpectedAnswerError when they are refused; the signal's reason when it aborts
 */
export const postUntilAcknowledged = async (
  client: ProviderClient,
  post: Post,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> => {
  for (;;) {
    signal.throwIfAborted();
    try {
      const { status, complete } = await send(client, post);
      if ((status === 200 || status === 201) && complete) {
        ledger.acknowledge(post.events);
        return;
      }
      if ([400, 404, 409, 413, 415].includes(status)) {
        throw new UnexpectedAnswerError(`the provider answered ${String(status)} to a post that is sound`);
      }
    } catch (error) {
      if (error instanceof UnexpectedAnswerError) throw error;
    }
    await pause(REPEAT_AFTER, undefined, { signal });
  }
};
