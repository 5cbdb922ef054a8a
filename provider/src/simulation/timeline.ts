import { noteBooking, type Books } from './books.js';
import { DAY, dayOf } from './calendar.js';
import { drawDay, drawLive } from './demand.js';
import type { Change } from './reservation.js';

const inOrder = (a: Change, b: Change): number =>
  a.at - b.at || a.reservation.hotelId - b.reservation.hotelId || a.reservation.number - b.reservation.number;

const bookingsOf = (seed: string, { hotel, position }: Books, day: number, now: number): Change[] => {
  const booked = drawDay(seed, hotel, day).filter(({ number }) => number > position && number <= now);
  if (day === dayOf(now)) {
    const taken = new Set(booked.map(({ number }) => number));
    booked.push(...drawLive(seed, hotel, now, (number) => number > position && !taken.has(number)));
  }
  return booked.map((reservation) => ({ at: reservation.number, status: 1, reservation }));
};

const takeCancellations = ({ cancellations }: Books, through: number): Change[] => {
  const due = [...cancellations].filter(([, { at }]) => at <= through);
  for (const [room] of due) cancellations.delete(room);
  return due.map(([, change]) => change);
};

/**
 * All that happens in the hotels after the positions of their books and up to now, in the order in which it happens, a
 * day at a time. The books' cancellations follow; their positions stay.
 *
 * @param now - milliseconds since 1970
 */
export function* changesUntil(seed: string, hotels: readonly Books[], now: number): Generator<Change[], void> {
  const first = Math.min(...hotels.map(({ position }) => dayOf(position + 1)));
  for (let day = first; day <= dayOf(now); day += 1) {
    const end = Math.min((day + 1) * DAY - 1, now);
    const changes = hotels.flatMap((books) => {
      const bookings = bookingsOf(seed, books, day, now);
      for (const { reservation } of bookings) noteBooking(seed, books, reservation);
      return [...bookings, ...takeCancellations(books, end)];
    });
    yield changes.sort(inOrder);
  }
}
