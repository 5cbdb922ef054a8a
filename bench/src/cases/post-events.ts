import type { Arena } from '../arena.js';
import { putLoad, type Measured } from '../load.js';
import { copyIn, toCopyText } from '../limits/copy.js';
import { compare, type CaseResult } from '../results.js';
import { inTurn } from '../rounds.js';
import { newEvent, ROUND, ROUNDS, WARM_UP, withProviders } from './services.js';

const BATCH = 1_000;

/** How many batches there are in a round. */
const BATCHES = 200;

/** Autocannon makes a first request for each connection, and may not send it. */
const SPARE = 10;

/** What is posted goes into databases of its own. */
const POSTED = 'posted';

/** `POST /events`: each connection posts one event after the other. */
export const postEvents = (arena: Arena): Promise<CaseResult> =>
  withProviders(
    arena,
    async (provider, bare) => {
      const post = (url: string, seconds: number) =>
        putLoad({
          url: `${url}/events`,
          connections: 64,
          last: { seconds },
          nextBody: () => JSON.stringify(newEvent()),
        });
      await post(provider.url, WARM_UP);
      await post(bare.url, WARM_UP);
      const found = await inTurn(ROUNDS, { ours: () => post(provider.url, ROUND), bare: () => post(bare.url, ROUND) });
      return compare('`POST /events`, 64 connections', 'requests/s', found, { bare: 0.6 });
    },
    POSTED,
  );

/** `POST /events/batch`, with what COPY writes into the same tables. */
export const postBatches = (arena: Arena): Promise<CaseResult> =>
  withProviders(
    arena,
    async (provider, bare) => {
      const post = async (url: string): Promise<Measured> => {
        // Made before, as they take longer to make than to take in.
        const bodies = Array.from({ length: BATCHES + SPARE }, () =>
          JSON.stringify(Array.from({ length: BATCH }, newEvent)),
        );
        const nextBody = () => bodies.pop() ?? '[]';
        const last = { requests: BATCHES };
        const measured = await putLoad({ url: `${url}/events/batch`, connections: 4, last, nextBody });
        return { ...measured, perSecond: measured.perSecond * BATCH };
      };
      const copy = async (): Promise<Measured> => {
        const events = Array.from({ length: BATCHES * BATCH }, newEvent);
        const text = toCopyText(events);
        const began = performance.now();
        await copyIn(bare.database, [text]);
        return { perSecond: (1_000 * events.length) / (performance.now() - began) };
      };
      await post(provider.url);
      await post(bare.url);
      const found = await inTurn(ROUNDS, {
        ours: () => post(provider.url),
        COPY: copy,
        bare: () => post(bare.url),
      });
      return compare('`POST /events/batch`, 1,000 events each', 'events/s', found, { COPY: 0.3 });
    },
    POSTED,
  );
