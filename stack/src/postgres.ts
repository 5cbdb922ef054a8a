import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@pickup/platform/embedded-postgres';

/** A Postgres server that is kept running until it is stopped, at the same address. */
export type KeptPostgres = Omit<EmbeddedPostgres, 'pid'>;

interface KeepOptions {
  readonly folder: string;
  /** Settings of the server beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Is told, in words, what happens to it. */
  readonly report: (message: string) => void;
}

/** How often it is looked whether it is there, in milliseconds. */
const LOOK_EVERY = 500;

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

  const startAgain = async (): Promise<void> => {
    try {
      server = await startEmbeddedPostgres({ folder, settings: { ...settings, port } });
    } catch {
      // What is left of the one before has not ended yet; or something is wrong that its log tells. The next look tries again.
    }
  };
  const watching = (async () => {
    for (let told = false; ;) {
      await pause(LOOK_EVERY, undefined, { signal: stopping.signal });
      const there = await answers(Number(port));
      if (!there && !told) report('Postgres has ended, and is started again.');
      told = !there;
      if (!there) await startAgain();
    }
  })().catch(() => undefined);

  return {
    url: server.url,
    ensureDatabase: server.ensureDatabase,
    stop: async () => {
      stopping.abort();
      await watching;
      await server.stop();
    },
  };
};
