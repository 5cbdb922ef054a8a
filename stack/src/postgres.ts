import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@pickup/platform/embedded-postgres';
import { describeError } from '@pickup/platform/errors';

/** A Postgres server that is kept running until it is stopped, at the same address. */
export interface KeptPostgres extends Omit<EmbeddedPostgres, 'pid'> {
  /** Whether it answers at the moment. */
  readonly isThere: () => Promise<boolean>;
}

interface KeepOptions {
  readonly folder: string;
  /** Settings of the server beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Is told, in words, what happens to it. */
  readonly report: (message: string) => void;
}

/** How often it is looked whether it is there, in milliseconds. */
const LOOK_EVERY = 500;

/** After how many failures to start it the reason is told. */
const TELL_EVERY = 20;

// By its port, not by its process: one that was killed stays in the list until its parent has looked.
const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/**
 * Starts a Postgres server from a folder, and starts it again whenever it ends. What was committed is there again.
 *
 * @throws StartError when it can't be started for the first time
 */
export const keepPostgres = async ({ folder, settings = {}, report }: KeepOptions): Promise<KeptPostgres> => {
  let server = await startEmbeddedPostgres({ folder, settings });
  const { port } = new URL(server.url('postgres'));
  const stopping = new AbortController();
  const isThere = () => answers(Number(port));

  // The next look tries again: what is left of the one before may not have ended yet.
  const startAgain = async (failures: number): Promise<number> => {
    if (failures === 0) report('Postgres has ended, and is started again.');
    try {
      server = await startEmbeddedPostgres({ folder, settings: { ...settings, port } });
      return 0;
    } catch (error) {
      if (failures % TELL_EVERY === TELL_EVERY - 1) report(`Postgres can't be started again: ${describeError(error)}`);
      return failures + 1;
    }
  };
  const watching = (async () => {
    for (let failures = 0; ;) {
      await pause(LOOK_EVERY, undefined, { signal: stopping.signal });
      failures = (await isThere()) ? 0 : await startAgain(failures);
    }
  })().catch(() => undefined);

  return {
    isThere,
    url: server.url,
    ensureDatabase: server.ensureDatabase,
    stop: async () => {
      stopping.abort();
      await watching;
      await server.stop();
    },
  };
};
