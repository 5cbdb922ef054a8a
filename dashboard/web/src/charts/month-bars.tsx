import type { components } from '@pickup/contracts/generated/dashboard';
import { scaleBand, scaleLinear } from 'd3-scale';
import { nameOf } from '../describe.js';
import type { Shown } from '../known.js';
import { formatCount, formatMonth } from '../format.js';
import { Grid, MARGIN, CountsReadout, Stripes } from './scaffold.js';
import { useRoving } from './use-roving.js';
import { useWidth } from './use-width.js';

type Schemas = components['schemas'];

interface Props {
  readonly items: readonly Shown<Schemas['MonthCounts']>[];
  readonly basis: Schemas['Basis'];
  readonly open: (month: string) => void;
  /** The month that the keyboard comes to first, from 0. */
  readonly start: number;
}

const HEIGHT = 320;

/** The height and place of a bar from zero to a value. */
const bar = (y: (value: number) => number, value: number) => ({
  y: Math.min(y(0), y(value)),
  height: Math.abs(y(value) - y(0)),
});

/** Where the number of a bar is written: above what is filled, if there is room in what is not, or else above all. */
const labelPlace = (y: (value: number) => number, net: number, bookings: number): number => {
  const [top, end] = [y(Math.max(net, 0)), y(bookings)];
  return (top - end < 20 ? Math.min(top, end) : top) - 6;
};

/**
 * The months of a year: a bar as high as what was booked, filled as far as it was not cancelled again; beside it, last
 * year's at the same time, with a mark where that year got in the end.
 */
export const MonthBars = ({ items, basis, open, start }: Props) => {
  const [ref, width] = useWidth();
  const { pointed, item } = useRoving(
    items,
    ({ month }) => {
      open(month);
    },
    { start },
  );
  const heights = items.flatMap(({ net, bookings, same_time_last_year, last_year }) => [
    net,
    bookings,
    same_time_last_year?.net ?? 0,
    last_year?.net ?? 0,
  ]);
  const x = scaleBand(
    items.map(({ month }) => month),
    [MARGIN.left, width - MARGIN.right],
  ).paddingInner(0.22);
  const y = scaleLinear([Math.min(0, ...heights), Math.max(1, ...heights)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(
    5,
  );
  const band = x.bandwidth();
  const [wide, narrow] = [band * 0.62, band * 0.3];
  return (
    <div ref={ref} class="chart">
      <CountsReadout pointed={pointed} basis={basis} what="month" />
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="group"
          aria-label="Months of the year, one bar each. The arrow keys move among them."
        >
          <defs>
            <Stripes id="months-past" className="past-line" />
            <Stripes id="months-unknown" className="unknown-line" />
          </defs>
          <Grid y={y} width={width} />
          {items.map((month, index) => {
            const left = x(month.month) ?? 0;
            const { net, bookings, same_time_last_year: sameTime, last_year: lastYear } = month;
            return (
              <g key={month.month} class="item" aria-label={nameOf(month, basis)} {...item(index)}>
                <rect
                  class="target"
                  x={left - band * 0.1}
                  y={MARGIN.top - 18}
                  width={band * 1.2}
                  height={HEIGHT - MARGIN.top + 14}
                  rx="6"
                />
                {month.isUnknown && (
                  <rect fill="url(#months-unknown)" x={left} y={y(0) - 26} width={wide} height="26" />
                )}
                <rect class="bookings" x={left} width={wide} {...bar(y, bookings)} />
                <rect class="net" x={left} width={wide} {...bar(y, net)} />
                {sameTime && (
                  <rect class="past-back" x={left + band - narrow} width={narrow} {...bar(y, sameTime.net)} />
                )}
                {sameTime && (
                  <rect
                    class="past"
                    fill="url(#months-past)"
                    x={left + band - narrow}
                    width={narrow}
                    {...bar(y, sameTime.net)}
                  />
                )}
                {lastYear && (
                  <line
                    class="final"
                    x1={left + band - narrow - 3}
                    x2={left + band + 3}
                    y1={y(lastYear.net)}
                    y2={y(lastYear.net)}
                  />
                )}
              </g>
            );
          })}
          <g class="labels" aria-hidden="true">
            {items.map(({ month, bookings, net }, index) => (
              <g key={month} transform={`translate(${String(x(month) ?? 0)},0)`}>
                {band > 54 && bookings > 0 && (
                  <text class="value" x={wide / 2} y={labelPlace(y, net, bookings)} text-anchor="middle">
                    {formatCount(net)}
                  </text>
                )}
                <text class="tick" x={band / 2} y={HEIGHT - 8} text-anchor="middle">
                  {formatMonth(index + 1, 'short').slice(0, band < 26 ? 1 : undefined)}
                </text>
              </g>
            ))}
          </g>
        </svg>
      )}
    </div>
  );
};
