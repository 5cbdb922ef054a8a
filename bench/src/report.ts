import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { GrowthResult } from './cases/growth.js';
import type { Measured } from './load.js';
import type { CaseResult } from './results.js';

const RESULTS = fileURLToPath(new URL('../results.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** All that was measured. */
export interface Results {
  /** What it was measured on. */
  readonly machine: string;
  /** By the name of the case; a case may have several results. */
  readonly cases: Readonly<Record<string, readonly CaseResult[]>>;
  /** In ascending order of events. */
  readonly growth: readonly GrowthResult[];
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

/** Reads what was measured before; nothing where nothing was. */
export const readResults = async (): Promise<Results> =>
  readFile(RESULTS, 'utf8').then(
    (text) => JSON.parse(text) as Results,
    () => ({ machine: '', cases: {}, growth: [] }),
  );

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
}

const GROWTH_ROWS: readonly Row[] = [
  { name: '`GET /dashboard` by month, a second', value: ({ month }) => month.perSecond, most: 1.2 },
  { name: 'the same as CSV, of which nothing is remembered', value: ({ counted }) => counted.perSecond, most: 1.2 },
  {
    name: '`GET /events`, a page of 100 near the end, a second',
    value: ({ deepPage }) => deepPage.perSecond,
    most: 1.2,
  },
  { name: '`GET /events/digest` of everything, events/s', value: ({ digest }) => digest.perSecond },
  { name: 'walking everything, events/s', value: (one) => one.walk.perSecond },
  { name: 'import, events/s', value: (one) => one.import.perSecond },
  { name: 'sync, events/s', value: (one) => one.sync.perSecond, most: 1.3 },
  { name: 'memory of the import', value: ({ memory }) => memory.import, unit: ' MB' },
  { name: 'memory of the provider during it', value: ({ memory }) => memory['import, provider'], unit: ' MB' },
  { name: 'memory of the provider while all is walked', value: ({ memory }) => memory['walk, provider'], unit: ' MB' },
  {
    name: "memory of the dashboard's worker during the sync",
    value: ({ memory }) => memory['sync, worker'],
    unit: ' MB',
  },
  { name: "size of the provider's database", value: ({ size }) => size.provider, unit: ' MB' },
  { name: "size of the dashboard's database", value: ({ size }) => size.dashboard, unit: ' MB' },
  { name: 'combinations of filters', value: ({ filters }) => filters.combinations },
  { name: 'sequential scans for them', value: ({ filters }) => filters.sequentialScans },
  { name: 'the slowest of them', value: ({ filters }) => filters.slowest.milliseconds, unit: ' ms' },
];

const growthTable = (growth: readonly GrowthResult[]): string => {
  const [fewest, most] = [growth[0], growth.at(-1)];
  const times = ({ value, most: allowed }: Row): string => {
    if (allowed === undefined || !fewest || !most) return '';
    const longer = value(fewest) / value(most);
    return `${ratio(longer)} ×, at most ${String(allowed)} ${mark(longer <= allowed)}`;
  };
  return table(
    ['events', ...growth.map(({ events }) => events.toLocaleString('en-US')), 'the most as long as the fewest'],
    GROWTH_ROWS.map((row) => [
      row.name,
      ...growth.map((one) => `${number(row.value(one))}${row.unit ?? ''}`),
      times(row),
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

/** Writes what was measured to `bench/results.json`, and its tables into `docs/performance.md`. */
export const writeResults = async (results: Results): Promise<void> => {
  await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  let page = await readFile(PAGE, 'utf8');
  page = between(page, 'machine', `Measured on: ${results.machine}.`);
  page = between(page, 'cases', casesTable(Object.values(results.cases).flat()));
  page = between(page, 'growth', growthTable(results.growth));
  await writeFile(PAGE, page);
};
