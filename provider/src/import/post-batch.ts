import type { ProviderClient } from '@pickup/contracts/client';
import { requestWithRetries } from '@pickup/contracts/retries';
import { loadContract } from '@pickup/contracts/contract';
import type { Problem } from '@pickup/contracts/problem';
import { responseCheck } from '@pickup/contracts/validation';
import type { Entry } from './read-batches.js';
import { faultAt, type IdentifiedEvent } from './to-event.js';

/** An answer of the provider that leaves no way to go on. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}

/** How often a request is tried again; with pauses of up to 10 seconds, that is about a minute. */
const RETRIES = 10;

/** What became of the events of a batch. */
export interface Posted {
  readonly created: number;
  readonly existing: number;
  /** How many the provider has refused. */
  readonly refused: number;
  /** The last event that is stored now. */
  readonly last: IdentifiedEvent | undefined;
}

const NOTHING: Posted = { created: 0, existing: 0, refused: 0, last: undefined };

const add = (left: Posted, right: Posted): Posted => ({
  created: left.created + right.created,
  existing: left.existing + right.existing,
  refused: left.refused + right.refused,
  last: right.last ?? left.last,
});

const POINTER = /^\/(\d+)(?:\/(.*))?$/;

const refusals = ({ status, errors = [] }: Problem): Map<number, string[]> => {
  const found = new Map<number, string[]>();
  for (const { pointer = '', detail } of errors) {
    const [, index, field] = POINTER.exec(pointer) ?? [];
    if (index === undefined) continue;
    const fault = status === 409 ? 'is stored already with other content' : faultAt(field ?? '', detail);
    found.set(Number(index), [...(found.get(Number(index)) ?? []), fault]);
  }
  return found;
};

/** The provider, as far as an import needs it. Requests that get no good answer are repeated for about a minute. */
export interface Store {
  /**
   * Posts events; those that the provider refuses are reported, and the others posted without them.
   *
   * @throws RequestError when there was no answer; ProviderError when it can't be understood; the signal's reason
   */
  readonly post: (
    entries: readonly Entry[],
    report: (line: number, faults: readonly string[]) => void,
  ) => Promise<Posted>;
  /** Whether this very event is stored. */
  readonly has: (event: IdentifiedEvent) => Promise<boolean>;
}

interface StoreOptions {
  readonly client: ProviderClient;
  readonly signal: AbortSignal;
  /** Is told when the provider has gone away, once until it answers again. */
  readonly onAway: (reason: string) => void;
}

/** Makes the store over a client of the provider. */
export const createStore = ({ client, signal, onAway }: StoreOptions): Store => {
  const checkReceipt = responseCheck(loadContract('provider'), 'createEvents', '200');
  let away = false;

  const ask = async <T extends { readonly response: Response }>(request: () => Promise<T>): Promise<T> => {
    const answer = await requestWithRetries(request, {
      retries: RETRIES,
      signal,
      onRetry: ({ message }) => {
        if (!away) onAway(message);
        away = true;
      },
    });
    away = false;
    return answer;
  };

  const strange = ({ status, url }: Response, problem?: Partial<Problem>): ProviderError =>
    new ProviderError(
      `${url} answered ${String(status)}${problem?.detail ? ` (${problem.detail})` : ''}: check PROVIDER_URL`,
    );

  const post: Store['post'] = async (entries, report) => {
    if (entries.length === 0) return NOTHING;
    const body = entries.map(({ event }) => event);
    const { data, error, response } = await ask(() => client.POST('/events/batch', { body, signal }));
    if (response.ok) {
      if (!data || checkReceipt(data).length > 0) throw strange(response);
      return { created: data.created, existing: data.existing, refused: 0, last: body.at(-1) };
    }

    const refused = error && [400, 409].includes(response.status) ? refusals(error) : new Map<number, string[]>();
    const accepted = entries.filter((entry, index) => {
      const faults = refused.get(index);
      if (faults) report(entry.line, faults);
      return !faults;
    });
    if (accepted.length === entries.length) throw strange(response, error);

    // An answer names 100 events at most. By halves, a batch that is refused as a whole takes few rounds.
    const middle = Math.ceil(accepted.length / 2);
    const first = await post(accepted.slice(0, middle), report);
    const second = await post(accepted.slice(middle), report);
    return add(add(first, second), { ...NOTHING, refused: entries.length - accepted.length });
  };

  return {
    post,
    has: async ({ hotel_id, id, ...content }) => {
      const params = { path: { hotel_id, id } };
      const { data, response } = await ask(() => client.GET('/hotels/{hotel_id}/events/{id}', { params, signal }));
      if (response.status === 404) return false;
      if (!data) throw strange(response);
      return (
        data.room_id === content.room_id &&
        data.night_of_stay === content.night_of_stay &&
        data.rpg_status === content.rpg_status &&
        Date.parse(data.timestamp) === Date.parse(content.timestamp)
      );
    },
  };
};
