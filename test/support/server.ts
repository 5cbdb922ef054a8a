import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app that listens on a port of its own. */
export interface TestServer {
  readonly url: string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/** Serves an app over real HTTP on the loopback interface. */
export const listen = async (app: RequestListener, port = 0): Promise<TestServer> => {
  const server = createServer(app);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
