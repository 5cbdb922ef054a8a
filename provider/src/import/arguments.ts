import { parseArgs } from 'node:util';

/** What the command prints when it is asked for help. */
export const HELP = `Usage: npm run import -- FILE...

Imports booking and cancellation events from CSV files, plain or gzipped, into the
provider. The first line names the columns, in any order:

  id                   integer, unique within the hotel
  hotel_id             integer
  event_timestamp      YYYY-MM-DD HH:MM:SS, in UTC
  status               1 booking, 2 cancellation
  room_reservation_id  UUID or integer
  night_of_stay        YYYY-MM-DD

It may be run again at any time: events that are there already are not stored again,
and an interrupted import goes on where it was. Bad lines are named, and hold up
nothing else.

  -h, --help    Prints this.

Environment:
  PROVIDER_URL   Where the provider is; default that of make start, or http://127.0.0.1:3001
  PROVIDER_PORT  The same, on this machine
  DATA_DIR       Where it is kept how far an import has come; default .data

Exit status: 0 all is in; 1 some lines were bad or refused, all others are in; 2 wrong
usage; 3 a file could not be read to its end, or the provider is gone; 130 interrupted.
`;

/** What the command is asked to do. */
export type Command = { readonly files: readonly string[] } | { readonly help: true } | { readonly usageFault: string };

/** Reads the arguments of the command line. */
export const readArguments = (args: readonly string[]): Command => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return { help: true };
    return positionals.length > 0 ? { files: positionals } : { usageFault: 'There is no file to import.' };
  } catch (error) {
    return { usageFault: (error as Error).message };
  }
};
