/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The UTC day of a moment (milliseconds since 1970), counted from 1970-01-01, which is 0. */
export const dayOf = (moment: number): number => Math.floor(moment / DAY);

/** A day as `YYYY-MM-DD`. */
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The day of the week: 0 is Monday, 6 Sunday. */
export const weekdayOf = (day: number): number => (day + 3) % 7;

/** The month of the year: 0 is January, 11 December. */
export const monthOf = (day: number): number => new Date(day * DAY).getUTCMonth();
