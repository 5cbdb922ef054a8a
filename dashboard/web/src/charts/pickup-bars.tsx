import type { components } from '@pickup/contracts/generated/dashboard';
import { scaleBand, scaleLinear } from 'd3-scale';
import { monthAfter } from '../calendar.js';
import { describePickup } from '../describe.js';
import { formatKey, formatMonth } from '../format.js';
import { Grid, MARGIN, Readout, Stripes } from './scaffold.js';
import { useRoving } from './use-roving.js';
import { useWidth } from './use-width.js';

type MonthPickup = components['schemas']['MonthPickup'];

interface Props {
  /** The months to which something happened. */
  readonly items: readonly MonthPickup[];
  readonly open: (month: string) => void;
}

const HEIGHT = 260;

/** How many months the chart has room for on a small screen. */
const MOST_MONTHS = 36;

/** All months from the first to the last, with zeros where nothing happened, unless they lie too far apart. */
const withoutGaps = (items: readonly MonthPickup[]): MonthPickup[] => {
  const [first, last] = [items[0]?.month, items.at(-1)?.month];
  const byMonth = new Map(items.map((item) => [item.month, item]));
  const filled: MonthPickup[] = [];
  for (let month = first; month !== undefined && last !== undefined && month <= last; month = monthAfter(month)) {
    if (filled.length === MOST_MONTHS) return [...items];
    filled.push(byMonth.get(month) ?? { month, bookings: 0, cancellations: 0, net: 0 });
  }
  return filled;
};

/** What the months of stay have gained, upwards, and lost, downwards, with a mark at the net. */
export const PickupBars = ({ items: found, open }: Props) => {
  const items = withoutGaps(found);
  const [ref, width] = useWidth();
  const { pointed, item } = useRoving(items, ({ month }) => {
    open(month);
  });
  const x = scaleBand(
    items.map(({ month }) => month),
    [MARGIN.left, width - MARGIN.right],
  )
    .paddingInner(0.3)
    .paddingOuter(0.15);
  const [lowest, highest] = [
    Math.max(1, ...items.map(({ cancellations }) => cancellations)),
    Math.max(1, ...items.map(({ bookings }) => bookings)),
  ];
  const y = scaleLinear([-lowest, highest], [HEIGHT - MARGIN.bottom - 14, MARGIN.top]).nice(5);
  const band = x.bandwidth();
  const bar = Math.min(band, 56);
  return (
    <div ref={ref} class="chart">
      <Readout
        title={pointed && `Nights of ${formatKey(pointed.month)}`}
        parts={pointed ? describePickup(pointed) : []}
        hint="By month of stay. Choose a month for the events behind its numbers."
      />
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="group"
          aria-label="Pickup by month of stay. The arrow keys move among the months."
        >
          <defs>
            <Stripes id="pickup-lost" className="lost-line" />
          </defs>
          <Grid y={y} width={width} />
          {items.map((month, index) => {
            const middle = (x(month.month) ?? 0) + band / 2;
            return (
              <g
                key={month.month}
                class="item"
                aria-label={`Nights of ${formatKey(month.month)}: ${describePickup(month).join(', ')}`}
                {...item(index)}
              >
                <rect class="target" x={middle - band * 0.6} y={4} width={band * 1.2} height={HEIGHT - 8} rx="6" />
                <rect
                  class="net"
                  x={middle - bar / 2}
                  width={bar}
                  y={y(month.bookings)}
                  height={y(0) - y(month.bookings)}
                />
                <rect class="lost" x={middle - bar / 2} width={bar} y={y(0)} height={y(-month.cancellations) - y(0)} />
                <rect
                  fill="url(#pickup-lost)"
                  x={middle - bar / 2}
                  width={bar}
                  y={y(0)}
                  height={y(-month.cancellations) - y(0)}
                />
                <line
                  class="net-mark"
                  x1={middle - bar / 2 - 4}
                  x2={middle + bar / 2 + 4}
                  y1={y(month.net)}
                  y2={y(month.net)}
                />
              </g>
            );
          })}
          <g class="labels" aria-hidden="true">
            {items.map(({ month }, index) => (
              <g key={month} transform={`translate(${String((x(month) ?? 0) + band / 2)},${String(HEIGHT)})`}>
                <text class="tick" y="-22" text-anchor="middle">
                  {formatMonth(Number(month.slice(5)), 'short').slice(0, band < 26 ? 1 : undefined)}
                </text>
                {(index === 0 || month.endsWith('-01')) && (
                  <text class="tick" y="-6" text-anchor="middle">
                    {band < 26 ? `’${month.slice(2, 4)}` : month.slice(0, 4)}
                  </text>
                )}
              </g>
            ))}
          </g>
        </svg>
      )}
    </div>
  );
};
