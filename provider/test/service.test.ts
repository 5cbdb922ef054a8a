import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { loadContract } from '@pickup/contracts/contract';
import type { Problem } from '@pickup/contracts/problem';
import { openDatabase } from '@pickup/platform/database';
import { createApp } from '@pickup/provider/app';
import { EventModel } from '@pickup/provider/events/event-model';
import { silent } from '../../test/support/database.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';
import { listen, type TestServer } from '../../test/support/server.js';
import { until } from '../../test/support/until.js';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${provider.url}${path}`, { headers });

describe('what is there besides the operations', () => {
  test('/healthz answers', async () => {
    const response = await get('/healthz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  test('/openapi.yaml is the contract', async () => {
    const response = await get('/openapi.yaml');
    expect(response.headers.get('content-type')).toMatch(/^application\/yaml/);
    expect(await response.text()).toBe(loadContract('provider').text);
  });

  test('/metrics counts requests by route, not by what anyone can make up', async () => {
    await get('/hotels/12345/events/67890');
    await get('/made-up-path');
    const response = await get('/metrics');
    const text = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/hotels\/:hotel_id\/events\/:id",status="404"\} 1\n/,
    );
    expect(text).not.toMatch(/12345|made-up/);
  });

  test('/docs is Swagger UI for the contract, with nothing from other hosts', async () => {
    const response = await get('/docs/');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'self'.*script-src 'self'/);
    expect(policy).not.toContain('upgrade-insecure-requests');
    const html = await response.text();
    expect(html).toContain('<title>Pickup provider</title>');
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = '']) => new URL(target, response.url));
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      expect(link.origin).toBe(provider.url);
      expect((await fetch(link)).status).toBe(200);
    }
    const settings = await (await get('/docs/swagger-ui-init.js')).text();
    expect(settings).toContain('"url": "/openapi.yaml"');
    expect(settings).toContain('"validatorUrl": null');
    expect(settings).not.toMatch(/https?:\/\//);
  });

  test('/docs leads to the page', async () => {
    expect((await get('/docs')).url).toBe(`${provider.url}/docs/`);
  });
});

test.each(['/events', '/events?limit=0', '/nothing', '/docs/', '/openapi.yaml'])(
  '%s has headers that protect',
  async (path) => {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('x-powered-by')).toBeNull();
  },
);

describe('the id of a request', () => {
  /** The id of the answer, which a problem repeats. */
  const idOf = async (given: string): Promise<string | null> => {
    const response = await get('/events?limit=0', { 'X-Request-Id': given });
    expect((await response.json()) as Problem).toMatchObject({ request_id: response.headers.get('x-request-id') });
    return response.headers.get('x-request-id');
  };

  test.each(['1', 'a-b.c:d_e', 'x'.repeat(128)])('is the one that the caller has given: %s', async (id) => {
    expect(await idOf(id)).toBe(id);
  });

  test.each(['', 'a b', 'a"b', '<script>', 'é', 'x'.repeat(129)])('is a new one, instead of %j', async (id) => {
    expect(await idOf(id)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });
});

test('an unexpected error is answered with 500, and says nothing about the inside', async () => {
  await provider.database.query('ALTER TABLE events RENAME TO elsewhere');
  try {
    const response = await get('/events');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({
      type: 'about:blank',
      title: 'Internal Server Error',
      instance: '/events',
    });
    expect(text).not.toMatch(/relation|elsewhere|SELECT|sequelize|postgres|\bat .*:\d/i);
  } finally {
    await provider.database.query('ALTER TABLE elsewhere RENAME TO events');
  }
  expect((await get('/events')).status).toBe(200);
});

/** A way to Postgres that can be cut and mended, as a network between two machines. */
const startWire = async (databaseUrl: string) => {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    [near, far].forEach(keep);
    near.on('close', () => far.destroy()).pipe(far);
    far.on('close', () => near.destroy()).pipe(near);
  });
  const open = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const wirePort = await open(0);
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String(wirePort)}`;
  return {
    url: url.href,
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => open(wirePort),
  };
};

describe('while Postgres can not be reached', () => {
  let wire: Awaited<ReturnType<typeof startWire>>;
  let server: TestServer;
  let database: ReturnType<typeof openDatabase>;
  let stopping = false;

  beforeAll(async () => {
    wire = await startWire(provider.databaseUrl);
    database = openDatabase({ url: wire.url, models: [EventModel] });
    server = await listen(createApp({ database, logger: silent, stopping: () => stopping }));
  });

  afterAll(async () => {
    await server.close();
    await database.close();
    await wire.cut();
  });

  const ask = (path: string, body?: unknown) =>
    fetch(`${server.url}${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'Content-Type': 'application/json' },
    });

  const expectUnavailable = async (response: Response): Promise<void> => {
    const text = await response.text();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:problem-type:pickup:unavailable', status: 503 });
    const { username, password, host } = new URL(wire.url);
    for (const secret of [username, password, host]) expect(text).not.toContain(secret);
  };

  const OPERATIONS: [string, unknown?][] = [
    ['/events'],
    ['/hotels/1/events/1'],
    ['/events', newEvent()],
    ['/events/batch', [newEvent()]],
  ];

  test('operations say so, and work again when it is back', async () => {
    for (const [path, body] of OPERATIONS) expect((await ask(path, body)).status).not.toBe(503);
    await wire.cut();
    for (const [path, body] of OPERATIONS) await expectUnavailable(await ask(path, body));
    expect((await ask('/events?limit=0')).status).toBe(400);
    await wire.mend();
    await until('all operations work', async () => {
      const answers = await Promise.all(OPERATIONS.map(([path, body]) => ask(path, body)));
      return answers.every(({ status }) => status < 300);
    });
  });

  test('a post that is under way is not lost in silence, and can be made again', async () => {
    // Sequelize tells that it gives up the connection.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const event = newEvent({ hotel_id: 2 });
    const lock = await provider.database.transaction();
    await provider.database.query('LOCK TABLE events', { transaction: lock });
    const pending = ask('/events', event);
    await until('the post waits for the lock', async () => {
      const [rows] = await provider.database.query(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass",
      );
      return rows.length > 0;
    });
    await wire.cut();
    await expectUnavailable(await pending);
    await lock.rollback();
    await wire.mend();
    await until('the post succeeds', async () => (await ask('/events', event)).ok);
    expect(await (await get('/events?hotel_id=2')).json()).toEqual([event]);
    warn.mockRestore();
  });

  test('connections that Postgres has closed are replaced', async () => {
    await ask('/events');
    await provider.database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await until('an operation works', async () => (await ask('/events')).ok);
  });

  test('/readyz says so, /healthz does not', async () => {
    const ready = async () => {
      const response = await ask('/readyz');
      return { status: response.status, body: (await response.json()) as object };
    };
    const isReady = { status: 200, body: { status: 'ready', checks: { database: 'ok' } } };
    expect(await ready()).toEqual(isReady);
    await wire.cut();
    expect(await ready()).toEqual({ status: 503, body: { status: 'not ready', checks: { database: 'unreachable' } } });
    expect((await ask('/healthz')).status).toBe(200);
    await wire.mend();
    await until('it is ready', async () => (await ready()).status === 200);
    stopping = true;
    expect(await ready()).toEqual({ status: 503, body: { status: 'stopping', checks: { database: 'ok' } } });
  });
});
