import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { GrowthResult } from './cases/growth.js';
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

const casesTable = (results: readonly CaseResult[]): string =>
  table(
    ['case', 'per second', 'median, p99', 'compared with', 'per second', 'ratio', 'at least'],
    results.flatMap(({ case: name, unit, ours, others }) =>
      others.map(({ name: other, measured, ratio: value, target }, index) => [
        index === 0 ? name : '',
        index === 0 ? `${number(ours.perSecond)} ${unit.replace('/s', '')}` : '',
        index === 0 && ours.median !== undefined && ours.p99 !== undefined
          ? `${number(ours.median)} ms, ${number(ours.p99)} ms`
          : '',
        other,
        number(measured.perSecond),
        ratio(value),
        target === undefined ? '' : `${String(target)} ${value >= target ? '✓' : '✗'}`,
      ]),
    ),
  );

const growthTable = (growth: readonly GrowthResult[]): string => {
  const row = (name: string, of: (one: GrowthResult) => string) => [name, ...growth.map(of)];
  return table(
    ['events', ...growth.map(({ events }) => events.toLocaleString('en-US'))],
    [
      row('`GET /dashboard` by month, requests/s', ({ month }) => number(month.perSecond)),
      row('the same as CSV, of which nothing is remembered', ({ counted }) => number(counted.perSecond)),
      row('`GET /events`, a page of 100 near the end, requests/s', ({ deepPage }) => number(deepPage.perSecond)),
      row('`GET /events/digest`, of everything, events/s', ({ digest }) => number(digest.perSecond)),
      row('walking everything, events/s', (one) => number(one.walk.perSecond)),
      row('import, events/s', (one) => number(one.import.perSecond)),
      row('sync, events/s', (one) => number(one.sync.perSecond)),
      row('memory: the import', ({ memory }) => `${String(memory.import)} MB`),
      row('memory: the provider during it', ({ memory }) => `${String(memory['import, provider'])} MB`),
      row('memory: the provider while all is walked', ({ memory }) => `${String(memory['walk, provider'])} MB`),
      row("memory: the dashboard's worker during the sync", ({ memory }) => `${String(memory['sync, worker'])} MB`),
      row("size of the provider's database", ({ size }) => `${number(size.provider)} MB`),
      row("size of the dashboard's database", ({ size }) => `${number(size.dashboard)} MB`),
      row(
        'combinations of filters, sequential scans among them',
        ({ filters }) => `${String(filters.combinations)}, ${String(filters.sequentialScans)}`,
      ),
      row('the slowest of them', ({ filters }) => `${number(filters.slowest.milliseconds)} ms`),
    ],
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
