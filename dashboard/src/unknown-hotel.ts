import { notFound, type ProblemError } from '@pickup/contracts/problem';

/** The 404 of a hotel that has never had an event. */
export const unknownHotel = (hotelId: number): ProblemError =>
  notFound(`Hotel ${String(hotelId)} has never had an event.`);
