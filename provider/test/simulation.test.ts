import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createProviderClient, type Event } from '@pickup/contracts/client';
import { RequestError } from '@pickup/contracts/retries';
import { nextCursor } from '@pickup/contracts/link';
import { createBatches } from '../src/simulation/batches.js';
import { DAY, dayOf } from '../src/simulation/calendar.js';
import { createSimulation, type Simulation } from '../src/simulation/simulation.js';
import { silent } from '../../test/support/database.js';
import { newEvent } from '../../test/support/event.js';
import { startProvider, type TestProvider } from '../../test/support/provider.js';

const NOON = Date.parse('2024-06-15T12:00:00Z');
const HOTELS = [2607, 3009, 3539];

let provider: TestProvider;
let now: number;
let logger: typeof silent;

beforeAll(async () => {
  provider = await startProvider();
});

beforeEach(async () => {
  await provider.database.query('TRUNCATE events');
  now = NOON;
  logger = silent.child({});
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => provider.stop());

const simulate = (historyDays = 10): Simulation =>
  createSimulation({ client: provider.client, seed: 'test', logger, clock: () => now, historyDays });

const readEvents = async (): Promise<Event[]> => {
  const events: Event[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 10_000, ...(cursor !== undefined && { cursor }) };
    const { data = [], response } = await provider.client.GET('/events', { params: { query } });
    events.push(...data);
    cursor = nextCursor(response);
  } while (cursor !== undefined);
  return events;
};

/** What the provider has after runs at these moments, starting from nothing. */
const eventsAfter = async (moments: readonly number[], simulationAt: (run: number) => Simulation): Promise<Event[]> => {
  await provider.database.query('TRUNCATE events');
  for (const [run, moment] of moments.entries()) {
    now = moment;
    await simulationAt(run).run();
  }
  return readEvents();
};

const always = (simulation: Simulation) => () => simulation;

const TICKS = [0, 5_000, 10_000, DAY / 3, DAY, DAY + 5_000, 9 * DAY, 9 * DAY + 1, 9 * DAY + 5_000].map(
  (after) => NOON + after,
);

/** Hands each POST to the network, or to what it returns instead. */
const interceptPosts = (intercept: (post: () => Promise<Response>, body: Event[]) => Promise<Response>): void => {
  const { fetch } = globalThis;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== 'POST') return fetch(request);
    const body = (await request.clone().json()) as Event[];
    return intercept(() => fetch(request), body);
  });
};

const expectSound = (events: readonly Event[]): void => {
  const nights = new Map<string, Event[]>();
  for (const event of events) {
    const key = `${String(event.hotel_id)} ${String(event.room_id)} ${event.night_of_stay}`;
    nights.set(key, [...(nights.get(key) ?? []), event]);
  }
  const wrong = [...nights.values()].filter(([booking, cancellation, ...more]) => {
    if (booking?.rpg_status !== 1 || more.length > 0) return true;
    if (!cancellation) return false;
    return cancellation.rpg_status !== 2 || cancellation.timestamp <= booking.timestamp;
  });
  expect(wrong).toEqual([]);
  expect(events.filter((event) => event.rpg_status === 2).length).toBeGreaterThan(0);
};

test('the first run makes the history, from the opening to now, in order of time', async () => {
  const batches: Event[][] = [];
  interceptPosts((post, body) => {
    batches.push(body);
    return post();
  });
  const positions: number[] = [];
  const onProgress = ({ position }: { position: number }) => positions.push(position);
  const done = await simulate(75).run({ onProgress });

  const times = batches.map((batch) => batch.map(({ timestamp }) => timestamp));
  expect(batches.length).toBeGreaterThan(1);
  expect(times.flat()).toEqual(times.flat().sort());
  expect(times.slice(1).map(([first]) => first)).not.toContain(times[0]?.at(-1));
  expect(times.flat()[0]?.slice(0, 10)).toBe('2024-04-01');
  expect(Date.parse(times.flat().at(-1) ?? '')).toBeLessThanOrEqual(NOON);

  const events = await readEvents();
  expectSound(events);
  expect(events).toHaveLength(times.flat().length);
  expect(new Set(events.map(({ hotel_id }) => hotel_id))).toEqual(new Set(HOTELS));
  expect(done).toMatchObject({ position: NOON, to: NOON, events: events.length });
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
});

test('what happens at one moment is never spread over two batches', async () => {
  const batches: Event[][] = [];
  interceptPosts((post, body) => {
    batches.push(body);
    return post();
  });
  const onStored = jest.fn();
  const options = { client: provider.client, seed: 'test', logger, signal: undefined, onStored, onRefused: jest.fn() };
  const changes = Array.from({ length: 2_000 }, (_, index) => {
    const reservation = { hotelId: 2607, number: NOON + index, arrival: dayOf(NOON), nights: 5 };
    return { at: NOON + DAY + Math.floor(index / 3), status: 1 as const, reservation };
  });
  const { add, flush } = createBatches(options);
  await add(changes);
  await flush();
  expect(batches.map(({ length }) => length)).toEqual([9_510, 490]);
  expect(batches[0]?.at(-1)?.timestamp).not.toBe(batches[1]?.[0]?.timestamp);
  expect(onStored).toHaveBeenLastCalledWith(490, NOON + DAY + 666);
});

test('a later run adds what has happened since, and nothing else', async () => {
  const simulation = simulate();
  await simulation.run();
  const before = await readEvents();
  now = NOON + 2 * DAY;
  const { from, events } = await simulation.run();
  const after = await readEvents();
  expect(from).toBe(NOON);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(before.length + events);
  expect(events).toBeGreaterThan(100);
  expect(after.slice(before.length).filter(({ timestamp }) => Date.parse(timestamp) <= NOON)).toEqual([]);
});

test('with no time gone by, or the clock set back, nothing happens', async () => {
  const simulation = simulate();
  await simulation.run();
  for (now of [NOON, NOON - DAY]) expect((await simulation.run()).events).toBe(0);
  now = NOON - DAY;
  expect((await simulate(9).run()).events).toBe(0);
});

test('only what is booked is cancelled, once, however the runs fall', async () => {
  const events = await eventsAfter(TICKS, always(simulate(20)));
  expectSound(events);
});

test('it makes no difference whether one process makes all runs, a new one each, or two in turns', async () => {
  const byOne = await eventsAfter(TICKS, always(simulate()));
  expect(await eventsAfter(TICKS, () => simulate())).toEqual(byOne);
  const two = [simulate(), simulate()] as const;
  expect(await eventsAfter(TICKS, (run) => two[run % 2 === 0 ? 0 : 1])).toEqual(byOne);
});

test('a history that was interrupted is continued', async () => {
  const whole = await eventsAfter([NOON], () => simulate(70));
  await provider.database.query('TRUNCATE events');

  const abort = new AbortController();
  const stopped = simulate(70).run({
    signal: abort.signal,
    onProgress: ({ events }) => {
      if (events > 0) abort.abort(new Error('stop'));
    },
  });
  await expect(stopped).rejects.toThrow('stop');
  const part = await readEvents();
  expect(part.length).toBeGreaterThan(0);
  expect(part.length).toBeLessThan(whole.length);

  await simulate(70).run();
  expect(await readEvents()).toEqual(whole);
});

test('while the provider is down a run fails, and the next one makes up for it', async () => {
  const later = NOON + 3 * DAY;
  const undisturbed = await eventsAfter([NOON, later], always(simulate()));
  await provider.database.query('TRUNCATE events');

  now = NOON;
  const simulation = simulate();
  await simulation.run();
  now = NOON + DAY;
  interceptPosts(() => Promise.resolve(new Response(null, { status: 503 })));
  await expect(simulation.run()).rejects.toThrow(RequestError);
  jest.restoreAllMocks();
  now = later;
  await simulation.run();
  expect(await readEvents()).toEqual(undisturbed);
});

test('a provider that is not there is an error, and a signal ends the waiting for it', async () => {
  const client = createProviderClient({ url: 'http://127.0.0.1:1' });
  const simulation = createSimulation({ client, seed: 'test', logger, clock: () => now });
  await expect(simulation.run()).rejects.toThrow(RequestError);
  await expect(simulation.run({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
});

test('a batch whose answer was lost is posted again, and counts once', async () => {
  const undisturbed = await eventsAfter([NOON], () => simulate());
  await provider.database.query('TRUNCATE events');
  let posts = 0;
  interceptPosts(async (post) => {
    const answer = await post();
    posts += 1;
    if (posts === 1) throw new TypeError('fetch failed');
    return answer;
  });
  await simulate().run();
  expect(posts).toBe(2);
  expect(await readEvents()).toEqual(undisturbed);
});

test("other people's events for the hotels make no difference", async () => {
  const later = NOON + DAY;
  const own = await eventsAfter([NOON, later], () => simulate());
  await provider.database.query('TRUNCATE events');

  const post = async (timestamp: number, ids: { id?: number }) =>
    Promise.all(
      HOTELS.map((hotel_id) =>
        provider.client.POST('/events', {
          body: newEvent({ hotel_id, ...ids, timestamp: new Date(timestamp).toISOString() }),
        }),
      ),
    );
  for (const [index, at] of [0, NOON - DAY, NOON].entries()) await post(at, { id: index + 1 });
  now = NOON;
  await simulate().run();
  await post(NOON + 3, { id: 4 });
  now = later;
  await simulate().run();
  expect((await readEvents()).filter(({ id }) => id > 4)).toEqual(own);
});

test('a reservation whose ids somebody else has used is left out, and its cancellation too', async () => {
  const own = await eventsAfter([NOON, NOON + 20 * DAY], always(simulate()));
  const late = own.find((event) => event.rpg_status === 2 && Date.parse(event.timestamp) > NOON);
  const booking = own.find((event) => event.rpg_status === 1 && event.room_id === late?.room_id);
  if (!booking) throw new Error('no reservation was cancelled later');
  await provider.database.query('TRUNCATE events');
  const theirs = { ...booking, room_id: 1, timestamp: '2020-01-01T00:00:00.000Z' };
  await provider.client.POST('/events', { body: theirs });

  const error = jest.spyOn(logger, 'error');
  const simulation = simulate();
  for (now of [NOON, NOON + 20 * DAY]) await simulation.run();
  expect(await readEvents()).toEqual([theirs, ...own.filter((event) => event.room_id !== booking.room_id)]);
  const { hotel_id, id } = booking;
  expect(error).toHaveBeenCalledWith({ hotel_id, id }, expect.stringContaining('left out'));
});

test('a reservation of which somebody else has cancelled a night is left alone', async () => {
  const own = await eventsAfter([NOON, NOON + 20 * DAY], always(simulate()));
  const late = own.find((event) => event.rpg_status === 2 && Date.parse(event.timestamp) > NOON + DAY);
  if (!late) throw new Error('no reservation was cancelled later');
  for (const simulationAt of [always(simulate()), () => simulate()]) {
    await eventsAfter([NOON], simulationAt);
    const theirs = { ...late, id: 1, timestamp: new Date(NOON + 1).toISOString() };
    await provider.client.POST('/events', { body: theirs });
    now = NOON + 20 * DAY;
    await simulationAt().run();
    const ofRoom = (await readEvents()).filter(({ room_id }) => room_id === late.room_id);
    expect(ofRoom.filter(({ rpg_status }) => rpg_status === 2)).toEqual([theirs]);
  }
});

test('the hotels have no bookings before they opened', async () => {
  const events = await eventsAfter([NOON], () => simulate(3));
  expect(events.filter(({ timestamp }) => dayOf(Date.parse(timestamp)) < dayOf(NOON) - 3)).toEqual([]);
});
