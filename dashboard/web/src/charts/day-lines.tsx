import type { components } from '@pickup/contracts/generated/dashboard';
import { nameOf } from '../describe.js';
import type { Shown } from '../known.js';
import type { Measure } from '../view.js';
import { Lines, lineScales, type Series } from './lines.js';
import { CountsReadout } from './scaffold.js';
import { useRoving } from './use-roving.js';
import { useWidth } from './use-width.js';

type Schemas = components['schemas'];

interface Props {
  /** The days of one month. */
  readonly items: readonly Shown<Schemas['DayCounts']>[];
  readonly basis: Schemas['Basis'];
  readonly measure: Measure;
  readonly open: (date: string) => void;
}

const HEIGHT = 260;

/** The days of a month as a line, with last year's beside it. */
export const DayLines = ({ items, basis, measure, open }: Props) => {
  const [ref, width] = useWidth();
  const { current, pointed, item } = useRoving(items, ({ date }) => {
    open(date);
  });
  const series: Series[] = [
    { look: 'final', values: items.map(({ last_year }) => last_year?.[measure] ?? null) },
    { look: 'past', values: items.map(({ same_time_last_year }) => same_time_last_year?.[measure] ?? null) },
    { look: 'now', values: items.map((day) => (day.isUnknown ? null : day[measure])) },
  ];
  const scales = lineScales({ width, height: HEIGHT, series });
  const { x } = scales;
  const band = items.length > 1 ? x(1) - x(0) : width;
  const every = band < 22 ? 5 : 1;
  const labels = items.flatMap((_day, index) =>
    index === 0 || (index + 1) % every === 0 ? [{ index, text: String(index + 1) }] : [],
  );
  return (
    <div ref={ref} class="chart">
      <CountsReadout pointed={pointed} basis={basis} what="day" />
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="group" aria-label="Days of the month. The arrow keys move among them.">
          <Lines width={width} height={HEIGHT} scales={scales} series={series} labels={labels} current={current} />
          {items.map((day, index) => (
            <g key={day.date} class="item" aria-label={nameOf(day, basis)} {...item(index)}>
              <rect class="target" x={x(index) - band / 2} y={4} width={band} height={HEIGHT - 8} rx="4" />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
};
