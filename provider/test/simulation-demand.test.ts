import { describe, expect, test } from '@jest/globals';
import { loadContract } from '@pickup/contracts/contract';
import { schemaChecks } from '@pickup/contracts/validation';
import fc from 'fast-check';
import { DAY, dayOf, monthOf, weekdayOf } from '../src/simulation/calendar.js';
import { cancellationOf, drawDay, drawLive } from '../src/simulation/demand.js';
import { HOTELS, type Hotel } from '../src/simulation/hotels.js';
import { eventsOf, reservationOf, type Reservation } from '../src/simulation/reservation.js';
import { CITY, RESORT, type Figures } from '../src/simulation/statistics.js';

const FIRST = dayOf(Date.parse('2020-01-01'));
const DAYS = 4 * 365 + 1;

/** How many days before the first one booking begins, so that the nights of all days are sold as in the long run. */
const AHEAD = 600;

const drawDays = (hotel: Hotel, days: number, seed = 'test'): Reservation[] =>
  Array.from({ length: days }, (_, index) => drawDay(seed, hotel, FIRST - AHEAD + index)).flat();

const hotelOf = (figures: Figures): Hotel => ({ id: 1, guests: [{ figures, reservationsPerDay: 25 }] });

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean number of things a day by group, relative to the mean of all groups. */
const indexes = (days: readonly number[], groups: number, groupOf: (day: number) => number): number[] => {
  const calendar = Array.from({ length: DAYS }, (_, index) => FIRST + index);
  const counted = days.filter((day) => day >= FIRST && day < FIRST + DAYS);
  const share = (group: number, all: readonly number[]) =>
    all.filter((day) => groupOf(day) === group).length / all.length;
  return Array.from({ length: groups }, (_, group) => share(group, counted) / share(group, calendar));
};

const expectWithin = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  expect(actual).toHaveLength(expected.length);
  const far = actual.map((value, index) => [value, expected[index] ?? Number.NaN] as const);
  expect(far.filter(([value, wanted]) => !(Math.abs(value - wanted) <= tolerance))).toEqual([]);
};

describe.each([
  { kind: 'resort', figures: RESORT, leadMedian: 58, cancelledShare: 0.273, cancelledBefore: 51 },
  { kind: 'city', figures: CITY, leadMedian: 74, cancelledShare: 0.407, cancelledBefore: 58 },
])('the guests of a $kind hotel', ({ figures, leadMedian, cancelledShare, cancelledBefore }) => {
  const hotel = hotelOf(figures);
  const reservations = drawDays(hotel, AHEAD + DAYS);
  const nights = reservations.flatMap((one) => Array.from({ length: one.nights }, (_, night) => one.arrival + night));

  test('book as many reservations as the hotel is known for', () => {
    expectWithin([reservations.length / (AHEAD + DAYS)], [25], 0.5);
  });

  test('book as far ahead, and stay as long, as they did', () => {
    expectWithin([median(reservations.map(({ number, arrival }) => arrival - dayOf(number)))], [leadMedian], 4);
    const shares = figures.lengthOfStay.map(([length]) =>
      mean(reservations.map((one) => Number(one.nights === length))),
    );
    expectWithin(
      shares,
      figures.lengthOfStay.map(([, share]) => share),
      0.015,
    );
  });

  test('come in the months and on the weekdays in which they did', () => {
    expectWithin(indexes(nights, 12, monthOf), figures.nightMonth, 0.1);
    expectWithin(indexes(nights, 7, weekdayOf), figures.nightWeekday, 0.07);
    expectWithin(
      indexes(
        reservations.map(({ number }) => dayOf(number)),
        7,
        weekdayOf,
      ),
      figures.bookedWeekday,
      0.05,
    );
  });

  test('cancel as often, and as long before, as they did', () => {
    const before = reservations.flatMap((one) => {
      const at = cancellationOf('test', hotel, one);
      return at === undefined ? [] : [one.arrival - dayOf(at)];
    });
    expectWithin([before.length / reservations.length], [cancelledShare], 0.02);
    expectWithin([median(before)], [cancelledBefore], 6);
  });
});

describe('the hotels', () => {
  test('have about 200 events a day together: 150,000 in two years', () => {
    const reservations = HOTELS.flatMap((hotel) => drawDays(hotel, 365).map((one) => ({ hotel, ...one })));
    const events = reservations.map(
      (one) => (cancellationOf('test', one.hotel, one) === undefined ? 1 : 2) * one.nights,
    );
    expectWithin([(mean(events) * events.length) / 365], [217], 15);
  });

  test('are the same for the same seed, and others for another one', () => {
    const draw = (seed: string) => HOTELS.map((hotel) => drawDays(hotel, 5, seed));
    expect(draw('one')).toEqual(draw('one'));
    const [numbers, others] = ['one', 'two'].map((seed) =>
      draw(seed)
        .flat(2)
        .map(({ number }) => number),
    );
    expect(numbers?.length).toBeGreaterThan(100);
    expect(others?.filter((number) => numbers?.includes(number))).toEqual([]);
    expect(new Set(draw('one').map((days) => days.length)).size).toBeGreaterThan(1);
  });

  test('make events that the contract allows, each with an id of its own', () => {
    const check = schemaChecks(loadContract('provider'))('#/components/schemas/NewEvent');
    for (const hotel of HOTELS) {
      const events = drawDays(hotel, 60).flatMap((reservation) => [
        ...eventsOf('test', { at: reservation.number, status: 1, reservation }),
        ...eventsOf('test', { at: reservation.number + DAY, status: 2, reservation }),
      ]);
      expect(events.flatMap(check)).toEqual([]);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect(new Set(events.map((event) => `${String(event.room_id)} ${event.night_of_stay}`)).size).toBe(
        events.length / 2,
      );
    }
  });
});

const anyHotel = fc.constantFrom(...HOTELS);
const anyMoment = fc.integer({ min: FIRST * DAY, max: (FIRST + DAYS) * DAY });

test('a reservation is read back from its events, and from no others', () => {
  const nights = fc.integer({ min: 1, max: 31 });
  fc.assert(
    fc.property(
      fc.string(),
      anyHotel,
      anyMoment,
      nights,
      fc.nat(700),
      (seed, { id: hotelId }, number, length, lead) => {
        const reservation = { hotelId, number, arrival: dayOf(number) + lead, nights: length };
        const last = eventsOf(seed, { at: number, status: 2, reservation }).at(-1);
        if (!last) throw new Error('a reservation without nights');
        expect(reservationOf(seed, last)).toEqual(reservation);
        expect(reservationOf(`${seed}?`, last)).toBeUndefined();
        expect(reservationOf(seed, { ...last, id: last.id + 64 })).toBeUndefined();
        expect(reservationOf(seed, { ...last, hotel_id: 1 })).toBeUndefined();
      },
    ),
  );
});

test('a cancellation comes after the booking, and on the day of arrival at the latest', () => {
  const lastMoment = fc.integer({ min: FIRST, max: FIRST + DAYS }).map((day) => day * DAY - 1);
  const moment = fc.oneof(anyMoment, lastMoment);
  fc.assert(
    fc.property(fc.string(), anyHotel, moment, fc.oneof(fc.constant(0), fc.nat(570)), (seed, hotel, number, lead) => {
      const at = cancellationOf(seed, hotel, { number, arrival: dayOf(number) + lead });
      if (at === undefined) return;
      expect(at).toBeGreaterThan(number);
      expect(dayOf(at)).toBeLessThanOrEqual(dayOf(number) + lead);
    }),
    { numRuns: 2_000 },
  );
});

test('live reservations are booked just now, at free moments, one after the other', () => {
  const spared = fc.array(fc.nat(20), { maxLength: 5 });
  fc.assert(
    fc.property(fc.string(), anyHotel, anyMoment, spared, (seed, hotel, now, taken) => {
      const isFree = (number: number) => !taken.includes(now - number);
      const live = drawLive(seed, hotel, now, isFree);
      const numbers = live.map(({ number }) => number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(numbers.filter((number) => number > now || number <= now - 100 || !isFree(number))).toEqual([]);
      expect(live.filter(({ number, arrival }) => arrival < dayOf(number) || dayOf(number) !== dayOf(now))).toEqual([]);
      expect(drawLive(seed, hotel, now, isFree)).toEqual(live);
    }),
    { numRuns: 1_000 },
  );
});

test('a live reservation comes at every second look', () => {
  const looks = HOTELS.flatMap((hotel) =>
    Array.from({ length: 500 }, (_, look) => ({ hotel, now: (FIRST + look) * DAY + DAY / 2 })),
  );
  const counts = looks.map(({ hotel, now }) => drawLive('test', hotel, now, () => true).length);
  expectWithin([mean(counts)], [0.5], 0.06);
});
