import { setTimeout as pause } from 'node:timers/promises';
import { createDashboardClient, createProviderClient, type DashboardClient } from '@pickup/contracts/client';
import type { components } from '@pickup/contracts/generated/dashboard';
import { choose, randomOf } from '@pickup/platform/random';
import type { Options } from './arguments.js';
import { compareDashboard, compareProvider } from './check.js';
import { createHotel, type Hotel } from './hotels.js';
import { createLedger, type Ledger } from './ledger.js';
import { postUntilAcknowledged } from './poster.js';
import type { Victim } from './processes.js';
import { startServices } from './services.js';

type SyncStatus = components['schemas']['SyncStatus'];

/** What has happened, and what came of it. */
export interface Report {
  /** How many different events were acknowledged. */
  readonly events: number;
  /** How often each process was killed, by its name. */
  readonly kills: ReadonlyMap<string, number>;
  /** How often a process stood still for a while. */
  readonly freezes: number;
  /** How often each fault was inflicted, by its name. */
  readonly faults: ReadonlyMap<string, number>;
  /** How many numbers and events were compared in the end. */
  readonly compared: number;
  /** What differs, in words. */
  readonly differences: readonly string[];
}

interface ProveOptions extends Options {
  /** An empty folder for the database and the logs. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Is told how far it is. */
  readonly report: (message: string) => void;
}

const HOTELS = 6;

/** The share of the events that is there before the dashboard starts. */
const HISTORY = 0.25;

/** How much time there is for each kill, in milliseconds: enough to start again, and to do some work. */
const TIME_A_KILL = 3_000;

/** From this many events on, there is time for faults that last half a minute, and for long freezes. */
const PATIENT_FROM = 10_000;

/** For how long a process stands still, in milliseconds: with patience, for longer than the lock of a job lives. */
const FREEZE = { patient: 15_000, impatient: 1_000 } as const;

/** How long the dashboard may take to become equal once all is calm, in milliseconds. */
const CALM_WITHIN = 600_000;

/** The longest that a hotel waits for an answer, in milliseconds. */
const POST_TIMEOUT = 5_000;

const postHistory = async (
  { events, signal }: ProveOptions,
  proxyUrl: string,
  ledger: Ledger,
  hotels: readonly Hotel[],
): Promise<void> => {
  const client = createProviderClient({ url: proxyUrl, timeout: POST_TIMEOUT });
  for (const hotel of hotels) {
    for (let left = Math.floor((events * HISTORY) / hotels.length); left > 0; left -= 1_000) {
      await postUntilAcknowledged(client, hotel.history(Date.now(), Math.min(left, 1_000)), ledger, signal);
    }
  }
};

// Spreads the posts of all hotels over a time: after each, a hotel waits until the next one is due.
const postLive = async (
  { events, signal }: ProveOptions,
  proxyUrl: string,
  ledger: Ledger,
  hotels: readonly Hotel[],
  milliseconds: number,
): Promise<void> => {
  const client = createProviderClient({ url: proxyUrl, timeout: POST_TIMEOUT });
  const began = { at: Date.now(), events: ledger.size() };
  let drawn = began.events;
  const post = async (hotel: Hotel): Promise<void> => {
    while (drawn < events) {
      const due = began.at + ((drawn - began.events) / (events - began.events)) * milliseconds;
      if (due > Date.now()) await pause(due - Date.now(), undefined, { signal });
      if (drawn >= events) return;
      const next = hotel.next(Date.now(), Math.min(events - drawn, Math.ceil(events / 100)));
      drawn += next.events.filter(({ id }) => !ledger.has(hotel.id, id)).length;
      await postUntilAcknowledged(client, next, ledger, signal);
    }
  };
  await Promise.all(hotels.map(post));
};

interface Damage {
  readonly kills: Map<string, number>;
  freezes: number;
}

const killNowAndThen = async (
  { seed, kills, events, signal }: ProveOptions,
  victims: readonly { readonly weight: number; readonly victim: Victim }[],
  onKill: (damage: Damage) => void,
): Promise<Damage> => {
  const random = randomOf(seed, 'kills');
  const damage: Damage = { kills: new Map(), freezes: 0 };
  for (let done = 0; done < kills; done += 1) {
    await pause(random() * TIME_A_KILL, undefined, { signal });
    const { victim } = choose(random, victims, ({ weight }) => weight);
    await victim.kill();
    damage.kills.set(victim.name, (damage.kills.get(victim.name) ?? 0) + 1);
    await pause(random() * TIME_A_KILL, undefined, { signal });
    const { victim: other } = choose(random, victims, ({ weight }) => weight);
    if (random() < 0.25 && other.freeze) {
      // Kills go on beside it.
      void other.freeze(events >= PATIENT_FROM ? FREEZE.patient : FREEZE.impatient);
      damage.freezes += 1;
    }
    onKill(damage);
  }
  return damage;
};

const untilItSays = async (
  client: DashboardClient,
  condition: (status: SyncStatus) => boolean,
  signal: AbortSignal,
): Promise<void> => {
  const deadline = Date.now() + CALM_WITHIN;
  for (;;) {
    const { data } = await client.GET('/sync').catch(() => ({ data: undefined }));
    if (data && condition(data)) return;
    if (Date.now() > deadline) throw new Error('the dashboard does not get to the end of a verification');
    await pause(200, undefined, { signal });
  }
};

const isAfter = (moment: string | null | undefined, since: number): boolean =>
  typeof moment === 'string' && Date.parse(moment) > since;

// Waits until the dashboard says that all that was posted before now is in its copy: everything was verified since, and after
// that, which may have chosen another overlap, the sync has run and the hot days were verified once more.
const untilVerified = async (client: DashboardClient, signal: AbortSignal): Promise<void> => {
  const calm = Date.now();
  await untilItSays(client, ({ verification }) => isAfter(verification.fully_verified_at, calm), signal);
  const verified = Date.now();
  const followed = ({ run, verification }: SyncStatus) =>
    run?.complete === true && isAfter(run.started_at, verified) && isAfter(verification.verified_at, verified);
  await untilItSays(client, followed, signal);
};

/** How much all that was counted is together. */
export const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/**
 * Has hotels post through everything that can go wrong, waits until the dashboard says that its copy is verified, and
 * compares every number with what was acknowledged to the hotels.
 *
 * @throws UnexpectedAnswerError when a sound post is refused; Error when the dashboard does not verify its copy in time
 */
export const prove = async (options: ProveOptions): Promise<Report> => {
  const { seed, kills, events, folder, signal, report } = options;
  const stops: (() => Promise<void>)[] = [];
  const ledger = createLedger();
  const hotels = Array.from({ length: HOTELS }, (_, index) => createHotel(seed, index + 1));
  try {
    const patient = events >= PATIENT_FROM;
    const services = await startServices({ folder, seed, patient, report, onStop: (stop) => stops.push(stop) });
    const { postgres, proxy, provider, urls } = services;
    await postHistory(options, proxy.url, ledger, hotels);
    report(`${String(ledger.size())} events of history are there: the dashboard and its two workers start`);
    const { dashboard, workers } = services.startDashboard();

    const victims = [
      { weight: 3, victim: provider },
      { weight: 1, victim: dashboard },
      ...workers.map((victim) => ({ weight: 3, victim })),
      { weight: 2, victim: postgres },
    ];
    const onKill = (damage: Damage) => {
      report(
        `${String(ledger.size())} events, ${String(sum(damage.kills))} kills, ${String(sum(proxy.faults))} faults`,
      );
    };
    const [damage] = await Promise.all([
      killNowAndThen(options, victims, onKill),
      postLive(options, proxy.url, ledger, hotels, kills * TIME_A_KILL),
    ]);

    proxy.calm();
    report('All is posted, and calm: waiting until the dashboard says that its copy is verified');
    const client = createDashboardClient({ url: urls.dashboard });
    await untilVerified(client, signal);
    const kept = await compareProvider(createProviderClient({ url: urls.provider }), ledger);
    const counted = await compareDashboard(client, ledger);
    return {
      events: ledger.size(),
      ...damage,
      faults: proxy.faults,
      compared: kept.compared + counted.compared,
      differences: [...kept.differences, ...counted.differences],
    };
  } finally {
    for (const stop of stops.reverse()) await stop().catch(() => undefined);
  }
};
