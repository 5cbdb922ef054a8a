import type { components } from '@pickup/contracts/generated/dashboard';
import { useMemo } from 'preact/hooks';
import { firstWeekday, weekdayOf } from '../calendar.js';
import { nameOf } from '../describe.js';
import type { Shown } from '../known.js';
import { formatCount, formatMonth, formatTick, formatWeekday } from '../format.js';
import type { Measure } from '../view.js';
import { CountsReadout, Stripes } from './scaffold.js';
import { useRoving, type Steps } from './use-roving.js';
import { useWidth } from './use-width.js';

type Schemas = components['schemas'];

interface Props {
  readonly items: readonly Shown<Schemas['DayCounts']>[];
  readonly basis: Schemas['Basis'];
  readonly measure: Measure;
  readonly open: (date: string) => void;
  /** The day that the keyboard comes to first, from 0. */
  readonly start: number;
}

/** The shades, from the least to the most. */
const SHADES = ['shade-1', 'shade-2', 'shade-3', 'shade-4', 'shade-5', 'shade-6'] as const;

/** How a day looks. */
export type Shade = (typeof SHADES)[number] | 'shade-0' | 'below';

/** The shade of a value: that of zero, one for all below, or one of equal parts of what is up to the highest. */
const shadeOf = (value: number, highest: number): Shade =>
  value < 0 ? 'below' : (SHADES[Math.ceil((value / highest) * SHADES.length) - 1] ?? 'shade-0');

/** What each shade stands for, without those that no whole number has. */
export const shadeRanges = (highest: number): { shade: Shade; label: string }[] =>
  SHADES.flatMap((shade, index) => {
    const bound = (part: number) => Math.floor((highest * part) / SHADES.length);
    const [from, to] = [bound(index) + 1, bound(index + 1)];
    if (from > to) return [];
    return [{ shade, label: from === to ? formatCount(from) : `${formatCount(from)} – ${formatCount(to)}` }];
  });

/** The highest value of a measure. */
export const highestOf = (items: readonly Schemas['Counts'][], measure: Measure): number =>
  Math.max(0, ...items.map((item) => item[measure]));

const GAP = 20;
const HEAD = 38;

/** Arrow keys left and right move by a day, up and down by a week, Page up and down by about a month. */
const STEPS: Steps = { ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28 };

const columnsFor = (width: number): number =>
  width >= 1080 ? 6 : width >= 700 ? 4 : width >= 520 ? 3 : width >= 270 ? 2 : 1;

/** The days of a year as twelve sheets of a calendar, the more the darker (in the dark, the brighter). */
export const CalendarHeatMap = ({ items, basis, measure, open, start }: Props) => {
  const [ref, width] = useWidth();
  const { pointed, item } = useRoving(
    items,
    ({ date }) => {
      open(date);
    },
    { start, steps: STEPS },
  );
  // Pointing at a day draws all of them again, and words take longest.
  const names = useMemo(() => items.map((day) => nameOf(day, basis)), [items, basis]);
  const highest = highestOf(items, measure);
  const columns = columnsFor(width);
  const gap = columns === 2 ? 10 : GAP;
  const cell = Math.min(44, (width - gap * (columns - 1)) / columns / 7);
  // Then a day shows its number, too.
  const isRoomy = cell >= 34;
  const sheet = { width: cell * 7 + gap, height: HEAD + cell * 6 + 14 };
  const first = firstWeekday();
  const place = (date: string): { x: number; y: number } => {
    const [month, day] = [Number(date.slice(5, 7)) - 1, Number(date.slice(8))];
    const before = (weekdayOf(`${date.slice(0, 8)}01`) - first + 7) % 7;
    const index = before + day - 1;
    return {
      x: (month % columns) * sheet.width + (index % 7) * cell,
      y: Math.floor(month / columns) * sheet.height + HEAD + Math.floor(index / 7) * cell,
    };
  };
  const days = items.map((day) => ({
    day,
    ...place(day.date),
    look: day.isUnknown ? 'unknown' : shadeOf(day[measure], highest),
  }));
  return (
    <div ref={ref} class="chart">
      <CountsReadout pointed={pointed} basis={basis} what="day" />
      {width > 0 && (
        <svg
          width={width}
          height={(12 / columns) * sheet.height}
          role="group"
          aria-label="Days of the year as a calendar. The arrow keys move by day and by week, Page up and Page down by month."
        >
          <defs>
            <Stripes id="days-unknown" className="unknown-line" />
          </defs>
          {Array.from({ length: 12 }, (_, month) => (
            <g
              key={month}
              aria-hidden="true"
              transform={`translate(${String((month % columns) * sheet.width)},${String(Math.floor(month / columns) * sheet.height)})`}
            >
              <text class="sheet" y="14">
                {formatMonth(month + 1)}
              </text>
              {Array.from({ length: 7 }, (_, day) => (
                <text key={day} class="tick" x={(day + 0.5) * cell} y={HEAD - 7} text-anchor="middle">
                  {formatWeekday((first + day) % 7)}
                </text>
              ))}
            </g>
          ))}
          {days.map(({ day, x, y, look }, index) => (
            <g key={day.date} class={`item day ${look}`} aria-label={names[index]} {...item(index)}>
              <rect class="target" x={x} y={y} width={cell} height={cell} />
              <rect
                class="cell"
                {...(look === 'unknown' && { fill: 'url(#days-unknown)' })}
                x={x + 1.5}
                y={y + 1.5}
                width={Math.max(cell - 3, 0)}
                height={Math.max(cell - 3, 0)}
                rx="3"
              />
            </g>
          ))}
          <g class="labels" aria-hidden="true" text-anchor="middle">
            {days.map(({ day, x, y, look }) => (
              <g key={day.date} class={look} transform={`translate(${String(x + cell / 2)},${String(y)})`}>
                <text class="day-number" y={cell * (isRoomy ? 0.3 : 0.5)} dy="0.35em">
                  {Number(day.date.slice(8))}
                </text>
                {isRoomy && look !== 'unknown' && (
                  <text class="day-value" y={cell * 0.66} dy="0.35em">
                    {formatTick(day[measure])}
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
