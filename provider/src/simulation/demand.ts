import { DAY, dayOf, monthOf, weekdayOf } from './calendar.js';
import type { Guests, Hotel } from './hotels.js';
import { choose, fromQuantiles, poisson, randomOf, type Random } from '@pickup/platform/random';
import type { Reservation } from './reservation.js';
import type { Figures } from './statistics.js';

/** How many live reservations a hotel gets at each run of the simulation, on top of those of the day; a mean. */
const LIVE_RESERVATIONS = 0.5;

/** How long ago a live reservation was booked at most, in milliseconds. */
const LIVE_SPAN = 100;

/** More than the appeal that any stay has. */
const APPEAL_CEILING = 2;

/**
 * Of a cancelled reservation's lead time, the share that was left is a random number to this power. Chosen so that the
 * days between cancellation and arrival come out as they were: for half of the reservations more than 51 (resort) or 58
 * (city).
 */
const CANCELLATION_POWER = 0.7;

interface Stay {
  readonly arrival: number;
  readonly nights: number;
}

const at = (values: readonly number[], index: number): number => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no figure ${String(index)}`);
  return value;
};

/** How sought-after a stay is; 1 is the mean. Every night counts for the weekday: a Saturday among them helps. */
const appealOf = (figures: Figures, { arrival, nights }: Stay): number => {
  let appeal = at(figures.nightMonth, monthOf(arrival));
  for (let night = 0; night < nights; night += 1) appeal *= at(figures.nightWeekday, weekdayOf(arrival + night));
  return appeal;
};

/** Draws a stay that guests ask for; undefined when the season or the weekday puts them off. */
const drawStay = (random: Random, figures: Figures, today: number): Stay | undefined => {
  const arrival = today + Math.round(fromQuantiles(random, figures.leadDays));
  const [nights] = choose(random, figures.lengthOfStay, ([, share]) => share);
  const stay = { arrival, nights };
  return random() * APPEAL_CEILING < appealOf(figures, stay) ? stay : undefined;
};

/** The reservations that are made in a hotel on a day, in the order in which they are booked. */
export const drawDay = (seed: string, hotel: Hotel, day: number): Reservation[] => {
  const random = randomOf(seed, hotel.id, day, 'day');
  const booked = new Map<number, Reservation>();
  for (const { figures, reservationsPerDay } of hotel.guests) {
    // Who asks is more than who books: the appeal decides, so that seasons and weekdays come out right.
    const asking = poisson(random, reservationsPerDay * at(figures.bookedWeekday, weekdayOf(day)) * APPEAL_CEILING);
    for (let guest = 0; guest < asking; guest += 1) {
      const number = day * DAY + Math.floor(random() * DAY);
      const stay = drawStay(random, figures, day);
      // Two at the same millisecond, which comes about once in a thousand years: the number has to stay unique.
      if (stay) booked.set(number, { hotelId: hotel.id, number, ...stay });
    }
  }
  return [...booked.values()].sort((a, b) => a.number - b.number);
};

const chooseGuests = (random: Random, hotel: Hotel): Guests =>
  choose(random, hotel.guests, ({ reservationsPerDay }) => reservationsPerDay);

/**
 * The reservations that a hotel gets just now, so that something moves while somebody watches.
 *
 * @param now - they are booked at the last free moments up to this one, today and within 100 ms
 * @param isFree - whether a moment can be a reservation's number
 */
export const drawLive = (
  seed: string,
  hotel: Hotel,
  now: number,
  isFree: (number: number) => boolean,
): Reservation[] => {
  const today = dayOf(now);
  const count = poisson(randomOf(seed, hotel.id, now, 'live'), LIVE_RESERVATIONS);
  const numbers: number[] = [];
  for (let number = now; numbers.length < count && dayOf(number) === today && number > now - LIVE_SPAN; number -= 1) {
    if (isFree(number)) numbers.unshift(number);
  }
  return numbers.map((number) => {
    const random = randomOf(seed, hotel.id, number, 'stay');
    const { figures } = chooseGuests(random, hotel);
    let stay = drawStay(random, figures, today);
    while (!stay) stay = drawStay(random, figures, today);
    return { hotelId: hotel.id, number, ...stay };
  });
};

/**
 * When a reservation will be cancelled: after the booking, and on the day of arrival at the latest. It follows from
 * what was booked, so it can be found out again at any time.
 *
 * @returns milliseconds since 1970; undefined when the guests will come
 */
export const cancellationOf = (
  seed: string,
  hotel: Hotel,
  { number, arrival }: Pick<Reservation, 'number' | 'arrival'>,
): number | undefined => {
  const random = randomOf(seed, hotel.id, number, 'fate');
  const { figures } = chooseGuests(random, hotel);
  const lead = arrival - dayOf(number);
  const [, share] = figures.cancelled.find(([below]) => lead < below) ?? [0, 0];
  if (random() >= share) return undefined;
  const day = arrival - Math.round(lead * random() ** CANCELLATION_POWER);
  const earliest = Math.max(day * DAY, number + 1);
  const end = (day + 1) * DAY;
  return earliest < end ? earliest + Math.floor(random() * (end - earliest)) : undefined;
};
