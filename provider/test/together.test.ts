import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import { until } from '../../test/support/until.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

// Events that are posted at the same time share a statement, but nothing of their fate.
let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

const statusesOf = async (events: readonly NewEvent[]): Promise<number[]> => {
  const answers = await Promise.all(events.map((body) => provider.client.POST('/events', { body })));
  return answers.map(({ response }) => response.status);
};

const count = async (hotel_id: number): Promise<number | undefined> =>
  (await provider.client.GET('/events', { params: { query: { hotel_id } } })).data?.length;

test('each is answered for itself', async () => {
  const hotel_id = 1;
  await statusesOf([1, 2].map((id) => newEvent({ hotel_id, id })));
  const events = Array.from({ length: 60 }, (_, index) => {
    const id = 1 + Math.floor(index / 2);
    return newEvent({ hotel_id, id, ...(id === 2 && { room_id: 999 }) });
  });
  const statuses = await statusesOf(events);
  const of = (id: number) => statuses.slice(2 * (id - 1), 2 * id);
  expect(of(1)).toEqual([200, 200]);
  expect(of(2)).toEqual([409, 409]);
  for (let id = 3; id <= 30; id += 1) expect(of(id).sort()).toEqual([200, 201]);
  expect(await count(hotel_id)).toBe(30);
});

test('those that come in while others are being written share a statement', async () => {
  const hotel_id = 6;
  const waiting = async () => {
    const [rows] = await provider.database.query(
      "SELECT count(*)::integer AS count FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass",
    );
    return (rows as [{ count: number }])[0].count;
  };
  const statuses = await provider.database.transaction(async (transaction) => {
    await provider.database.query('LOCK TABLE events IN EXCLUSIVE MODE', { transaction });
    const posted = statusesOf(Array.from({ length: 60 }, (_, id) => newEvent({ hotel_id, id: id + 1 })));
    await until('a group waits for the table', async () => (await waiting()) > 0);
    // What was sent before is there when this is answered.
    await fetch(`${provider.url}/healthz`);
    return { posted };
  });
  expect(new Set(await statuses.posted)).toEqual(new Set([201]));
  const [rows] = await provider.database.query(
    `SELECT count(DISTINCT xmin::text)::integer AS count FROM events WHERE hotel_id = ${String(hotel_id)}`,
  );
  expect((rows as [{ count: number }])[0].count).toBeLessThan(30);
});

test('of two with the same id and different content, one is stored', async () => {
  const hotel_id = 2;
  const events = Array.from({ length: 40 }, (_, index) =>
    newEvent({ hotel_id, id: 1 + Math.floor(index / 2), room_id: 1 + (index % 2) }),
  );
  const statuses = await statusesOf(events);
  expect(statuses.filter((status) => status === 201).length).toBe(20);
  expect(statuses.filter((status) => status === 409).length).toBe(20);
  expect(await count(hotel_id)).toBe(20);
});

test('those without an id are stored as often as they are posted', async () => {
  const hotel_id = 3;
  const { id: _id, ...event } = newEvent({ hotel_id });
  expect(new Set(await statusesOf(Array.from({ length: 50 }, () => event)))).toEqual(new Set([201]));
  expect(await count(hotel_id)).toBe(50);
});

test('one that the database refuses fails alone', async () => {
  const hotel_id = 4;
  // Nothing that the contract lets pass is refused, so the database has to be made to.
  await provider.database.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused' USING ERRCODE = '23514'; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.hotel_id = 4 AND NEW.id = 13) EXECUTE FUNCTION refuse()`);
  const statuses = await statusesOf(Array.from({ length: 30 }, (_, id) => newEvent({ hotel_id, id: id + 1 })));
  expect(statuses.map((status, index) => [index + 1, status]).filter(([, status]) => status !== 201)).toEqual([
    [13, 500],
  ]);
  expect(await count(hotel_id)).toBe(29);
});

test('when the database can’t be reached, that is everyone’s, and nobody is tried alone', async () => {
  const hotel_id = 5;
  // A sequence counts on, whatever becomes of its transaction.
  await provider.database.query(`
    CREATE SEQUENCE tries;
    CREATE FUNCTION shut_down() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM nextval('tries'); RAISE 'shut down' USING ERRCODE = '57P01'; END $$;
    CREATE TRIGGER shut_down BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.hotel_id = 5) EXECUTE FUNCTION shut_down()`);
  const statuses = await statusesOf(Array.from({ length: 40 }, (_, id) => newEvent({ hotel_id, id: id + 1 })));
  expect(new Set(statuses)).toEqual(new Set([503]));
  const [tries] = await provider.database.query('SELECT last_value::integer AS count FROM tries');
  expect((tries as [{ count: number }])[0].count).toBeLessThanOrEqual(40);
  expect(await count(hotel_id)).toBe(0);
});
