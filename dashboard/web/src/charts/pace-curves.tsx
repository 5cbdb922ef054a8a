import type { components } from '@pickup/contracts/generated/dashboard';
import { useState } from 'preact/hooks';
import { formatDaysBefore } from '../describe.js';
import { formatCount, formatGrowth } from '../format.js';
import { Lines, lineScales, type Series } from './lines.js';
import { Readout } from './scaffold.js';
import { useWidth } from './use-width.js';

type Schemas = components['schemas'];

const HEIGHT = 300;

const labelOf = (days: number): string =>
  days === 0 ? 'first night' : days > 0 ? formatCount(days) : `${formatCount(-days)} after`;

const partsOf = ({ on_the_books: now, last_year: before }: Schemas['DayPace']): string[] => [
  now === null ? 'not known yet' : `${formatCount(now)} on the books`,
  ...(typeof before === 'number' ? [`${formatCount(before)} last year`] : []),
  ...(now !== null && typeof before === 'number' ? [formatGrowth(now, before)] : []),
];

const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -28,
  PageUp: 28,
};

/** How nights came on the books, this year and last. A slider runs along the curves, by pointer and by keys. */
export const PaceCurves = ({ items }: { items: readonly Schemas['DayPace'][] }) => {
  const [ref, width] = useWidth();
  const [looked, setLooked] = useState<number>();
  const last = items.length - 1;
  const newest = Math.max(
    items.findLastIndex((day) => day.on_the_books !== null),
    0,
  );
  const at = Math.min(looked ?? newest, last);
  const series: Series[] = [
    { look: 'past', values: items.map((day) => day.last_year ?? null) },
    { look: 'now', values: items.map((day) => day.on_the_books) },
  ];
  const scales = lineScales({ width, height: HEIGHT, series });
  const { x } = scales;
  const every = [30, 60, 90, 120, 180].find((days) => x(days) - x(0) > 66) ?? 365;
  const labels = items.flatMap(({ days_before: days }, index) => {
    const isMarked = days % every === 0 && (days === 0 || (x(index) > 62 && x(index) < width - 24));
    return isMarked ? [{ index, text: labelOf(days) }] : [];
  });
  const pointed = items[at];
  const follow = (event: PointerEvent) => {
    const left = (event.currentTarget as SVGElement).getBoundingClientRect().left;
    const position = (event.clientX - left - x(0)) / Math.max(x(1) - x(0), Number.EPSILON);
    setLooked(Math.min(Math.max(Math.round(position), 0), last));
  };
  const move = (event: KeyboardEvent) => {
    const to = { Home: 0, End: last }[event.key] ?? at + (MOVES[event.key] ?? Number.NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    setLooked(Math.min(Math.max(to, 0), last));
  };
  if (!pointed) return null;
  return (
    <div ref={ref} class="chart">
      <Readout title={formatDaysBefore(pointed.days_before)} parts={partsOf(pointed)} hint="" />
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          class="slider"
          role="slider"
          tabindex={0}
          aria-label="Day of the curve"
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at}
          aria-valuetext={`${formatDaysBefore(pointed.days_before)}: ${partsOf(pointed).join(', ')}`}
          onPointerMove={follow}
          onPointerDown={follow}
          onPointerLeave={() => {
            setLooked(undefined);
          }}
          onKeyDown={move}
        >
          <Lines width={width} height={HEIGHT} scales={scales} series={series} labels={labels} current={at} />
        </svg>
      )}
    </div>
  );
};
