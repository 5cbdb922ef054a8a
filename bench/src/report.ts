import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { GrowthResult } from './cases/growth.js';
import type { Measured } from './load.js';
import type { CaseResult } from './results.js';

const RESULTS = fileURLToPath(new URL('../results.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** What was measured in one run. */
export interface Results {
  readonly limits?: { readonly machine: string; readonly cases: readonly CaseResult[] };
  /** In ascending order of events. */
  readonly growth?: { readonly machine: string; readonly growth: readonly GrowthResult[] };
}

/** The machine that this runs on, in words. */
export const describeMachine = (postgres: string): string =>
  [
    `${String(availableParallelism())} cores (${cpus()[0]?.model.trim() ?? 'unknown'}) shared by load, services and Postgres`,
    `${String(Math.round(totalmem() / 2 ** 30))} GB of memory`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `Postgres ${postgres}`,
    new Date().toISOString().slice(0, 10),
  ].join(', ');

const number = (value: number): string =>
  value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : value.toPrecision(value >= 10 ? 2 : 3).replace(/\.0+$/, '');

const ratio = (value: number): string => value.toFixed(value >= 10 ? 0 : 2);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** How much longer than the median the slowest hundredth may take. */
const TAIL = 4;

const mark = (holds: boolean): string => (holds ? '✓' : '✗');

const tail = ({ median, p99, errors = 0 }: Measured): string => {
  if (median === undefined || p99 === undefined) return '';
  const failed = errors > 0 ? `, ${String(errors)} errors` : '';
  return `${number(median)} ms, ${number(p99)} ms: ${ratio(p99 / median)}${failed} ${mark(p99 <= TAIL * median && errors === 0)}`;
};

const casesTable = (results: readonly CaseResult[]): string =>
  table(
    ['case', 'a second', `median, p99: at most ${String(TAIL)}`, 'compared with', 'a second', 'ratio', 'at least'],
    results.flatMap(({ case: name, unit, ours, others }) =>
      others.map(({ name: other, measured, ratio: value, target }, index) => [
        ...(index === 0 ? [name, `${number(ours.perSecond)} ${unit}`, tail(ours)] : ['', '', '']),
        other,
        number(measured.perSecond),
        ratio(value),
        target === undefined ? '' : `${String(target)} ${mark(value >= target)}`,
      ]),
    ),
  );

interface Row {
  readonly name: string;
  readonly value: (one: GrowthResult) => number;
  readonly unit?: string;
  /** How many times as long it may take with the most events as with the fewest. */
  readonly most?: number;
  /** What it may be at most with any number of events. */
  readonly bound?: number;
}

/** The most that a process may have in memory, in MB. */
const MEMORY = { unit: ' MB', bound: 200 } as const;

const GROWTH_ROWS: readonly Row[] = [
  { name: '`GET /dashboard` by month, a second', value: ({ month }) => month.perSecond, most: 1.2 },
  { name: 'the same as CSV, of which nothing is remembered', value: ({ csv }) => csv.perSecond, most: 1.2 },
  {
    name: '`GET /events`, a page of 100 near the end, a second',
    value: ({ deepPage }) => deepPage.perSecond,
    most: 1.2,
  },
  { name: '`GET /events/digest` of everything, events/s', value: ({ digest }) => digest.perSecond },
  { name: 'walking everything, events/s', value: (one) => one.walk.perSecond },
  { name: 'import, events/s', value: (one) => one.import.perSecond },
  { name: 'sync, events/s', value: (one) => one.sync.perSecond, most: 1.3 },
  { name: 'memory of the import', value: ({ memory }) => memory.import, ...MEMORY },
  { name: 'memory of the provider meanwhile', value: ({ memory }) => memory['taking in'], ...MEMORY },
  { name: 'memory of the provider while all is read', value: ({ memory }) => memory.reading, ...MEMORY },
  { name: "memory of the dashboard's worker during the sync", value: ({ memory }) => memory.worker, ...MEMORY },
  { name: 'memory of the dashboard with all that it remembers', value: ({ memory }) => memory.dashboard, ...MEMORY },
  { name: "size of the provider's database", value: ({ size }) => size.provider, unit: ' MB' },
  { name: "size of the dashboard's database", value: ({ size }) => size.dashboard, unit: ' MB' },
  { name: 'combinations of filters', value: ({ filters }) => filters.combinations },
  { name: 'sequential scans for them', value: (one) => one.sequentialScans, bound: 0 },
  { name: 'the slowest of them', value: ({ filters }) => filters.slowest.milliseconds, unit: ' ms' },
];

const growthTable = (growth: readonly GrowthResult[]): string => {
  const [fewest, most] = [growth[0], growth.at(-1)];
  const judge = ({ value, unit = '', most: allowed, bound }: Row): string => {
    if (bound !== undefined) return `at most ${String(bound)}${unit} ${mark(Math.max(...growth.map(value)) <= bound)}`;
    if (allowed === undefined || !fewest || !most) return '';
    const longer = value(fewest) / value(most);
    return `${ratio(longer)} times as long, at most ${String(allowed)} ${mark(longer <= allowed)}`;
  };
  return table(
    ['events', ...growth.map(({ events }) => events.toLocaleString('en-US')), 'the most against the fewest'],
    GROWTH_ROWS.map((row) => [
      row.name,
      ...growth.map((one) => `${number(row.value(one))}${row.unit ?? ''}`),
      judge(row),
    ]),
  );
};

const between = (text: string, name: string, content: string): string => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/performance.md has no place for ${name}`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
};

const write = async (results: Results, tables: Readonly<Record<string, string>>): Promise<void> => {
  const before = await readFile(RESULTS, 'utf8').catch(() => '{}');
  await writeFile(RESULTS, `${JSON.stringify({ ...(JSON.parse(before) as Results), ...results }, null, 2)}\n`);
  let page = await readFile(PAGE, 'utf8');
  for (const [name, content] of Object.entries(tables)) page = between(page, name, content);
  await writeFile(PAGE, page);
};

const measuredOn = (machine: string): string => `Measured on: ${machine}.`;

/** Writes all cases of a run to `bench/results.json`, and their table into `docs/performance.md`. */
export const writeCases = (limits: NonNullable<Results['limits']>): Promise<void> =>
  write({ limits }, { machine: measuredOn(limits.machine), cases: casesTable(limits.cases) });

/** The same with the growth. */
export const writeGrowth = (growth: NonNullable<Results['growth']>): Promise<void> =>
  write({ growth }, { 'growth machine': measuredOn(growth.machine), growth: growthTable(growth.growth) });
