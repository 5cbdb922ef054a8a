import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@pickup/contracts/client';
import { readArguments } from '@pickup/dashboard/resync/arguments';
import { runResync } from '@pickup/dashboard/resync/run-resync';
import type { Window } from '@pickup/dashboard/sync/pages';
import { startDashboard, type TestDashboard } from '../../test/support/dashboard.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

let provider: TestProvider;
let dashboard: TestDashboard;

beforeAll(async () => {
  provider = await startProvider();
  dashboard = await startDashboard();
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  await dashboard.reset();
});

afterAll(async () => {
  await dashboard.stop();
  await provider.stop();
});

const post = (...events: NewEvent[]) => provider.client.POST('/events/batch', { body: events });

const resync = async (window: Window, { providerUrl = provider.url, signal = new AbortController().signal } = {}) => {
  const output: string[] = [];
  const stream = () =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        output.push(chunk.toString());
        done();
      },
    });
  const { database } = dashboard;
  const status = await runResync({ window, database, providerUrl, stdout: stream(), stderr: stream(), signal });
  return { status, output: output.join('') };
};

const bookings = async (hotel_id: number) => {
  const query = { hotel_id, year: 2020, period: 'month' } as const;
  return (await dashboard.client.GET('/dashboard', { params: { query } })).data?.totals.bookings;
};

describe('reads again, and adds what is missing', () => {
  beforeEach(async () => {
    await post(newEvent({ id: 1 }), newEvent({ hotel_id: 2 }));
    await dashboard.sync({ provider: provider.url });
    await post(
      newEvent({ id: 2, timestamp: '2019-05-01T12:00:00Z' }),
      newEvent({ id: 3, timestamp: '2019-06-01T00:00:00Z' }),
      newEvent({ hotel_id: 2, id: 2, timestamp: '2019-05-01T12:00:00Z' }),
    );
  });

  test('of a hotel and a time, and nothing else', async () => {
    const window = {
      hotelId: 1,
      from: new Date('2019-05-01T00:00:00Z'),
      through: new Date('2019-05-31T23:59:59.999Z'),
    };
    expect(await resync(window)).toEqual({
      status: 0,
      output: '1 event was read again, and was missing: it has been added.\nBoth sides are the same.\n',
    });
    expect([await bookings(1), await bookings(2)]).toEqual([2, 1]);
    expect((await dashboard.client.GET('/sync')).data?.repairs).toMatchObject({ days: 1, events: 1 });
  });

  test('of a hotel', async () => {
    expect(await resync({ hotelId: 1 })).toMatchObject({
      status: 0,
      output: expect.stringContaining('3 events were read again, of which 2 were missing: they have been added.'),
    });
    expect([await bookings(1), await bookings(2)]).toEqual([3, 1]);
  });

  test('of everything, and a second time there is nothing missing', async () => {
    expect((await resync({})).status).toBe(0);
    expect([await bookings(1), await bookings(2)]).toEqual([3, 2]);
    expect(await resync({})).toEqual({
      status: 0,
      output: '5 events were read again: none was missing.\nBoth sides are the same.\n',
    });
    expect([await bookings(1), await bookings(2)]).toEqual([3, 2]);
  });
});

test('names the days that it cannot mend', async () => {
  await post(newEvent({ id: 1 }), newEvent({ id: 2 }));
  await dashboard.sync({ provider: provider.url });
  await provider.database.query('DELETE FROM events WHERE id = 1');
  expect(await resync({ hotelId: 1 })).toEqual({
    status: 1,
    output:
      '1 event was read again: none was missing.\nThe dashboard has what the provider does not have, or other content: hotel 1 on 2020-01-01.\n',
  });
});

test('says so when the provider is gone, and when it is interrupted', async () => {
  const gone = await resync({ hotelId: 1 }, { providerUrl: 'http://127.0.0.1:1' });
  expect(gone.status).toBe(3);
  expect(gone.output).toMatch(/^http:\/\/127\.0\.0\.1:1 does not answer well \(.*\): trying again\n/);
  expect(gone.output).toMatch(
    /see that the dashboard's database and the provider at http:\/\/127\.0\.0\.1:1 run, then run the same command again\n$/,
  );
  const signal = AbortSignal.abort(new Error('SIGINT'));
  expect(await resync({ hotelId: 1 }, { signal })).toEqual({
    status: 130,
    output: expect.stringMatching(/^interrupted: /),
  });
}, 30_000);

describe('arguments', () => {
  test.each([
    [['--hotel', '7'], { hotelId: 7 }],
    [
      ['--from', '2020-01-01', '--to', '2020-01-31'],
      { from: '2020-01-01T00:00:00.000Z', through: '2020-01-31T23:59:59.999Z' },
    ],
    [['--hotel=7', '--to=2020-01-31T12:00:00+01:00'], { hotelId: 7, through: '2020-01-31T11:00:00.000Z' }],
    [['--all'], {}],
  ])('%j', (args, window) => {
    expect(JSON.parse(JSON.stringify(readArguments(args)))).toEqual({ window });
  });

  test.each([
    [[], 'Name a hotel or a time'],
    [['--hotel', '0'], "is not a hotel's number"],
    [['--hotel', '1e3'], "is not a hotel's number"],
    [['--from', '2020-02-30'], 'is neither a date'],
    [['--from', '2020-02-02', '--to', '2020-02-01'], '--from is after --to'],
    [['--all', '--hotel', '1'], 'goes with nothing else'],
    [['--hotels', '1'], '--hotels'],
    [['2020'], '2020'],
  ])('%j is wrong', (args, fault) => {
    expect(readArguments(args)).toEqual({ usageFault: expect.stringContaining(fault) });
  });

  test('--help', () => {
    expect(readArguments(['--hotel', 'x', '-h'])).toEqual({ help: true });
  });
});
