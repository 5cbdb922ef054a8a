import { CITY, RESORT, type Figures } from './statistics.js';

/** The guests of one kind that a hotel has. */
export interface Guests {
  readonly figures: Figures;
  /** The mean number of reservations that they make. */
  readonly reservationsPerDay: number;
}

/** A simulated hotel. */
export interface Hotel {
  readonly id: number;
  readonly guests: readonly Guests[];
}

/** The simulated hotels: one in a city, a resort, and one in a town at the sea, which has both kinds of guests. */
export const HOTELS: readonly Hotel[] = [
  { id: 2607, guests: [{ figures: CITY, reservationsPerDay: 19 }] },
  { id: 3009, guests: [{ figures: RESORT, reservationsPerDay: 13 }] },
  {
    id: 3539,
    guests: [
      { figures: CITY, reservationsPerDay: 8 },
      { figures: RESORT, reservationsPerDay: 6 },
    ],
  },
];
