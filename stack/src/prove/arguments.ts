import { parseArgs } from 'node:util';

/** What the command prints when it is asked for help. */
export const HELP = `Usage: make prove [SEED=text] [EVENTS=number] [KILLS=number]

Starts a provider and a dashboard with two workers, on a database of their own. Hotels
post events, with duplicates, ties, bursts and late arrivals, through a proxy that makes
everything go wrong that can; processes and Postgres are killed and started again. In
the end, every number of the dashboard must be what was acknowledged to the hotels.

  SEED    What happens, and in which order; default: the time. The same seed draws the
          same events, faults and kills, though not at the very same moments.
  EVENTS  How many events; default 20000, at least 100
  KILLS   How many processes are killed; default one for 5,000 events, at least 6

Exit status: 0 all is equal; 1 something differs, and what is printed; 2 wrong usage;
130 interrupted.
`;

/** What is proven, and how hard it is made. */
export interface Options {
  readonly seed: string;
  readonly events: number;
  readonly kills: number;
}

/** What the command is asked to do. */
export type Command = { readonly options: Options } | { readonly help: true } | { readonly usageFault: string };

const readCount = (name: string, text: string, least: number, most: number): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < least || count > most) {
    throw new Error(`${name} ${text}: is not a number from ${String(least)} to ${String(most)}.`);
  }
  return count;
};

/** Reads the arguments of the command line. */
export const readArguments = (args: readonly string[]): Command => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: String(Date.now()) },
        events: { type: 'string', default: '20000' },
        kills: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { help: true };
    const events = readCount('--events', values.events, 100, 10_000_000);
    const kills = readCount('--kills', values.kills ?? String(Math.max(6, Math.round(events / 5_000))), 0, 10_000);
    return { options: { seed: values.seed, events, kills } };
  } catch (error) {
    return { usageFault: (error as Error).message };
  }
};
