import type { Event, ProviderClient } from '@pickup/contracts/client';
import { requestWithRetries } from '@pickup/contracts/retries';
import { nextCursor } from '@pickup/contracts/link';
import { dateOf, dayOf } from './calendar.js';
import { cancellationOf } from './demand.js';
import type { Hotel } from './hotels.js';
import { answered, RETRIES } from './requests.js';
import { reservationOf, roomIdOf, type Change, type Reservation } from './reservation.js';

/** What a hotel knows about itself. */
export interface Books {
  readonly hotel: Hotel;
  /** Up to this moment, included, all that has happened is with the provider. Milliseconds since 1970. */
  position: number;
  /** The cancellations that will come, by the reservation's room. Only what is booked has one. */
  readonly cancellations: Map<string, Change>;
}

/** What it takes to read the books back from the provider. */
export interface Reading {
  readonly client: ProviderClient;
  readonly seed: string;
  readonly signal: AbortSignal | undefined;
}

/** The first window in which a hotel's latest event is looked for, in milliseconds: an hour. */
const FIRST_WINDOW = 3_600_000;

/** Notes that a reservation was booked: it may be one that will be cancelled. */
export const noteBooking = (seed: string, { hotel, cancellations }: Books, reservation: Reservation): void => {
  const at = cancellationOf(seed, hotel, reservation);
  if (at === undefined) return;
  cancellations.set(roomIdOf(seed, hotel.id, reservation.number), { at, status: 2, reservation });
};

interface EventFilters {
  readonly hotel_id: number;
  readonly updated__gte?: string;
  readonly updated__lte?: string;
  readonly night_of_stay__gte?: string;
}

async function* listEvents({ client, signal }: Reading, filters: EventFilters): AsyncGenerator<Event> {
  let cursor: string | undefined;
  do {
    const query = { ...filters, limit: 10_000, ...(cursor !== undefined && { cursor }) };
    const answer = await requestWithRetries(
      () => client.GET('/events', { params: { query }, ...(signal && { signal }) }),
      { retries: RETRIES, signal },
    );
    yield* answered('listEvents', answer);
    cursor = nextCursor(answer.response);
  } while (cursor !== undefined);
}

const latestWithin = async (
  reading: Reading,
  hotel: Hotel,
  from: number,
  through: number,
): Promise<number | undefined> => {
  const window = { updated__gte: new Date(from).toISOString(), updated__lte: new Date(through).toISOString() };
  let latest: number | undefined;
  for await (const event of listEvents(reading, { hotel_id: hotel.id, ...window })) {
    if (reservationOf(reading.seed, event)) latest = Date.parse(event.timestamp);
  }
  return latest;
};

// Others may have posted events for the hotel too, so its latest event need not be its own: all are looked at, from now
// back, in windows that double.
const findPosition = async (reading: Reading, hotel: Hotel, opening: number, now: number): Promise<number> => {
  let through = now;
  for (let window = FIRST_WINDOW; through >= opening; window *= 2) {
    const from = Math.max(opening, through - window);
    const latest = await latestWithin(reading, hotel, from, through);
    if (latest !== undefined) return latest;
    through = from - 1;
  }
  return opening - 1;
};

// A reservation of which somebody else has cancelled a night is left alone.
const readInto = async (books: Books, reading: Reading, filters: EventFilters): Promise<void> => {
  const booked = new Map<number, Reservation>();
  const cancelledRooms = new Set<string>();
  for await (const event of listEvents(reading, filters)) {
    if (event.rpg_status === 2) cancelledRooms.add(String(event.room_id).toLowerCase());
    const reservation = reservationOf(reading.seed, event);
    if (!reservation) continue;
    books.position = Math.max(books.position, Date.parse(event.timestamp));
    // The nights of a booking come in their order, so the last one tells how many there are.
    if (event.rpg_status === 1) booked.set(reservation.number, reservation);
  }
  for (const reservation of booked.values()) noteBooking(reading.seed, books, reservation);
  for (const room of cancelledRooms) books.cancellations.delete(room);
};

/**
 * Opens a hotel's books with what the provider has of it.
 *
 * @param opening - when the hotel opened: its first event comes after that
 * @throws RequestError when the provider can't be reached
 */
export const openBooks = async (reading: Reading, hotel: Hotel, opening: number, now: number): Promise<Books> => {
  const position = await findPosition(reading, hotel, opening, now);
  const books: Books = { hotel, position, cancellations: new Map() };
  await readInto(books, reading, { hotel_id: hotel.id, night_of_stay__gte: dateOf(dayOf(position)) });
  return books;
};

/**
 * Adds to a hotel's books what has come since their position: another process may have gone on with the hotel.
 *
 * @throws RequestError when the provider can't be reached
 */
export const updateBooks = async (reading: Reading, books: Books): Promise<void> =>
  readInto(books, reading, { hotel_id: books.hotel.id, updated__gte: new Date(books.position).toISOString() });
