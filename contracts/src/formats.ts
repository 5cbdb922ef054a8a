const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/i;
const MINUTE = 60_000;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0));

// The number at a place of a text; NaN where there are not only digits. Regular expressions take several times as long, and a
// page of events has 20,000 dates and times.
const digitsAt = (text: string, from: number, to: number): number => {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
};

const isDateAtStart = (text: string): boolean => {
  if (text[4] !== '-' || text[7] !== '-') return false;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 7), digitsAt(text, 8, 10)];
  return year >= 1 && day >= 1 && day <= daysIn(year, month);
};

/**
 * Whether a text is a date (`full-date` of RFC 3339 section 5.6) that exists in the Gregorian calendar, in the years 1
 * to 9999, which both JavaScript and Postgres can hold.
 */
export const isDate = (text: string): boolean => text.length === 10 && isDateAtStart(text);

// The form in which date-times are sent: 2020-01-01T00:00:00.000Z.
const isCanonicalTimestamp = (text: string): boolean =>
  text.length === 24 &&
  isDateAtStart(text) &&
  text[10] === 'T' &&
  digitsAt(text, 11, 13) <= 23 &&
  text[13] === ':' &&
  digitsAt(text, 14, 16) <= 59 &&
  text[16] === ':' &&
  digitsAt(text, 17, 19) <= 59 &&
  text[19] === '.' &&
  digitsAt(text, 20, 23) >= 0 &&
  text[23] === 'Z';

/**
 * Reads a date-time (RFC 3339 section 5.6) with any offset. Digits finer than milliseconds are cut off.
 *
 * @returns the moment; undefined for what is no date-time, for a leap second, and for a moment whose year in UTC is not
 *   within 1 to 9999
 */
export const parseTimestamp = (text: string): Date | undefined => {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, date = '', hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match;
  if (!isDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  const local = Date.parse(`${date}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`);
  const moment = new Date(local + milliseconds - offset * MINUTE);
  const year = moment.getUTCFullYear();
  return year >= 1 && year <= 9999 ? moment : undefined;
};

/**
 * The first and the last moment that a `Moment` of the contract stands for: itself for a date-time, the whole UTC day
 * for a date.
 *
 * @throws RangeError when the text is neither; validation by the contract comes first
 */
export const momentBounds = (text: string): { first: Date; last: Date } => {
  if (isDate(text)) return { first: new Date(`${text}T00:00:00.000Z`), last: new Date(`${text}T23:59:59.999Z`) };
  const moment = parseTimestamp(text);
  if (!moment) throw new RangeError(`neither a date nor a date-time: ${text}`);
  return { first: moment, last: moment };
};

/**
 * The last moment that a `Moment` of the contract stands for; undefined where there is none.
 *
 * @throws RangeError as {@link momentBounds}
 */
export const lastMoment = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : momentBounds(text).last;

/** The formats of the contracts, stricter than the usual ones: what passes here, Postgres takes too. */
export const FORMATS = {
  date: isDate,
  'date-time': (text: string): boolean => isCanonicalTimestamp(text) || parseTimestamp(text) !== undefined,
} as const;
