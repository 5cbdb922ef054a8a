import { choose, randomOf, type Random } from '@pickup/platform/random';
import type { PostedEvent } from './ledger.js';

/** What a hotel posts at once. */
export interface Post {
  /** How it is posted: one event by itself, or several in a batch. */
  readonly single: boolean;
  readonly events: readonly PostedEvent[];
}

/** A hotel that posts what happens in it. */
export interface Hotel {
  readonly id: number;
  /**
   * Draws what it posts next: new events, or some of before once more.
   *
   * @param now - milliseconds since 1970
   * @param most - the most new events
   */
  readonly next: (now: number, most: number) => Post;
  /** Draws events of the years before, in one batch. */
  readonly history: (now: number, count: number) => Post;
}

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const YEAR = 365 * DAY;

/** How late an event is posted, in milliseconds after its timestamp, and how often that is so. Less than 0: a clock is ahead. */
const DELAYS: readonly { weight: number; from: number; to: number }[] = [
  { weight: 60, from: 0, to: 0 },
  { weight: 10, from: 0, to: 5 * SECOND },
  { weight: 8, from: 5 * SECOND, to: 300 * SECOND },
  { weight: 5, from: 300 * SECOND, to: 7_200 * SECOND },
  { weight: 5, from: 7_200 * SECOND, to: 3 * DAY },
  { weight: 4, from: 3 * DAY, to: YEAR },
  { weight: 3, from: YEAR, to: 6 * YEAR },
  { weight: 2, from: -30 * SECOND, to: 0 },
  { weight: 1, from: -3 * DAY, to: 0 },
];

/** How many events a post has, and how often. */
const SIZES: readonly { weight: number; from: number; to: number }[] = [
  { weight: 55, from: 1, to: 1 },
  { weight: 30, from: 2, to: 20 },
  { weight: 12, from: 20, to: 200 },
  { weight: 3, from: 200, to: 2_000 },
];

/** The share of posts that were posted before. */
const REPLAYS = 0.08;

/** The share of events that have the very same millisecond as the one before. */
const TIES = 0.3;

/** How many posts a hotel remembers, to post them again. */
const MEMORY = 50;

const within = (random: Random, { from, to }: { from: number; to: number }): number =>
  Math.floor(from + random() * (to - from + 1));

const uuid = (random: Random): string => {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Opens a hotel: what it posts is drawn from a seed. */
export const createHotel = (seed: string, id: number): Hotel => {
  const random = randomOf(seed, 'hotel', id);
  const posted: Post[] = [];
  let lastId = 0;
  let lastTimestamp = 0;

  const drawEvent = (timestamp: number): PostedEvent => {
    // Ids ascend, but leave gaps, and some are as large as can be.
    lastId += 1 + Math.floor(random() * 3);
    const night = timestamp + Math.floor(random() * 300) * DAY;
    return {
      id: random() < 0.001 ? Number.MAX_SAFE_INTEGER - lastId : lastId,
      hotel_id: id,
      timestamp: new Date(timestamp).toISOString(),
      rpg_status: random() < 0.75 ? 1 : 2,
      room_id: random() < 0.5 ? 1 + Math.floor(random() * 400) : uuid(random),
      night_of_stay: new Date(night).toISOString().slice(0, 10),
    };
  };

  const drawTimestamp = (now: number): number => {
    if (lastTimestamp === 0 || random() >= TIES) {
      lastTimestamp =
        now -
        within(
          random,
          choose(random, DELAYS, ({ weight }) => weight),
        );
    }
    return lastTimestamp;
  };

  const remember = (post: Post): Post => {
    posted.push(post);
    if (posted.length > MEMORY) posted.shift();
    return post;
  };

  return {
    id,
    next: (now, most) => {
      const old = posted[Math.floor(random() * posted.length)];
      if (old && random() < REPLAYS) return old;
      const count = Math.min(
        within(
          random,
          choose(random, SIZES, ({ weight }) => weight),
        ),
        most,
      );
      const events = Array.from({ length: count }, () => drawEvent(drawTimestamp(now)));
      return remember({ single: count === 1 && random() < 0.8, events });
    },
    history: (now, count) => ({
      single: false,
      events: Array.from({ length: count }, () => drawEvent(now - Math.floor(random() * 2 * YEAR))),
    }),
  };
};
