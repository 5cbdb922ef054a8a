import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

// What is answered with 201 or 200 is committed. That it then survives is tried by the proofs of stack/test/prove.test.ts.
let provider: TestProvider;

beforeAll(async () => {
  // Sequelize says on the console that a commit has failed.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  provider = await startProvider();
});

afterAll(async () => {
  jest.restoreAllMocks();
  await provider.stop();
});

// A database that takes every statement, and fails when all of it is to be committed.
beforeEach(async () => {
  await provider.database.query(`
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full' USING ERRCODE = '53100'; END $$;
    CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON events
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail();`);
});

afterEach(async () => {
  await provider.database.query('DROP TRIGGER IF EXISTS fail ON events; DROP FUNCTION fail');
});

const postOne = () => provider.client.POST('/events', { body: newEvent() });
const postBatch = () => provider.client.POST('/events/batch', { body: [newEvent({ id: 2 }), newEvent({ id: 3 })] });

test.each([
  ['an event', postOne],
  ['a batch', postBatch],
])('%s is acknowledged only when it is committed', async (_what, post) => {
  expect((await post()).response.status).toBe(500);
  expect((await provider.client.GET('/events')).data).toEqual([]);
  await provider.database.query('DROP TRIGGER fail ON events');
  expect((await post()).response.status).toBe(201);
  await provider.database.query('TRUNCATE events');
});
