import { parseArgs } from 'node:util';
import { FORMATS, isDate, momentBounds } from '@pickup/contracts/formats';
import type { Window } from '../sync/pages.js';

/** What the command prints when it is asked for help. */
export const HELP = `Usage: npm run resync -- [--hotel N] [--from D] [--to D]

Reads events from the provider again, adds to the dashboard what is missing there, and
compares both sides. The verification does so by itself; this is for whoever doesn't
want to wait for it, or doubts it. It may run at any time, beside everything else.

  --hotel N   Only the events of this hotel
  --from D    Only events with this timestamp or a later one
  --to D      Only events with this timestamp or an earlier one
  --all       Everything
  -h, --help  Prints this.

D is a date (2026-01-31, which means that whole day in UTC) or a date-time
(2026-01-31T12:00:00Z).

Environment:
  DASHBOARD_DATABASE_URL  The dashboard's database; default: that of make start
  DATA_DIR                Where make start keeps it; default .data
  PROVIDER_URL            Where the provider is; default that of make start, or
                          http://127.0.0.1:3001. It must be the one that the
                          dashboard reads from
  PROVIDER_PORT           The same, on this machine

Exit status: 0 both sides are the same; 1 they still differ, and the days are named;
2 wrong usage; 3 the provider or the database is gone; 130 interrupted.
`;

/** What the command is asked to do. */
export type Command = { readonly window: Window } | { readonly help: true } | { readonly usageFault: string };

class UsageFault extends Error {}

const readHotel = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const hotel = Number(text);
  if (!/^\d+$/.test(text) || hotel < 1 || hotel > 2 ** 31 - 1)
    throw new UsageFault(`--hotel ${text}: is not a hotel's number.`);
  return hotel;
};

const readMoment = (name: string, text: string | undefined): { first: Date; last: Date } | undefined => {
  if (text === undefined) return undefined;
  if (!isDate(text) && !FORMATS['date-time'](text)) {
    throw new UsageFault(
      `${name} ${text}: is neither a date, as 2026-01-31, nor a date-time, as 2026-01-31T12:00:00Z.`,
    );
  }
  return momentBounds(text);
};

/** Reads the arguments of the command line. */
export const readArguments = (args: readonly string[]): Command => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        hotel: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        all: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { help: true };
    const hotelId = readHotel(values.hotel);
    const from = readMoment('--from', values.from)?.first;
    const through = readMoment('--to', values.to)?.last;
    const given = [hotelId, from, through].filter((value) => value !== undefined).length;
    if (given === 0 && !values.all) throw new UsageFault('Name a hotel or a time; or everything, with --all.');
    if (given > 0 && values.all) throw new UsageFault('--all is everything: it goes with nothing else.');
    if (from && through && from > through) throw new UsageFault('--from is after --to.');
    return { window: { hotelId, from, through } };
  } catch (error) {
    return { usageFault: (error as Error).message };
  }
};
