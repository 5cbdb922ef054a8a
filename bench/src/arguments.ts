import { parseArgs } from 'node:util';

/** What can be measured. */
export const CASES = ['post', 'batch', 'list', 'walk', 'dashboard', 'sync', 'growth'] as const;

/** See {@link CASES}. */
export type CaseName = (typeof CASES)[number];

/** What the command prints when it is asked for help. */
export const HELP = `Usage: make bench [CASES="name …"]

Measures the services as make start runs them, each case in turn with what it is
compared with, and writes bench/results.json and the tables of docs/performance.md.

  CASES   Which ones, of: ${CASES.join(' ')}
          Default: all of them, which takes about half an hour. A table is written
          when all that stands in it was measured: all but growth, or growth.

dlt, with which the sync is compared, is installed from PyPI where Python 3 is there.

Exit status: 0 done; 1 a case has failed; 2 wrong usage; 130 interrupted.
`;

/** What the command is asked to do. */
export type Command =
  { readonly cases: readonly CaseName[] } | { readonly help: true } | { readonly usageFault: string };

const isCase = (name: string): name is CaseName => (CASES as readonly string[]).includes(name);

/** Reads the arguments of the command line. */
export const readArguments = (args: readonly string[]): Command => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) return { help: true };
    const unknown = positionals.find((name) => !isCase(name));
    if (unknown !== undefined) return { usageFault: `${unknown}: is not one of ${CASES.join(', ')}.` };
    return { cases: positionals.length > 0 ? positionals.filter(isCase) : CASES };
  } catch (error) {
    return { usageFault: (error as Error).message };
  }
};
