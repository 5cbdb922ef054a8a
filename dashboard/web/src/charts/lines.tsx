import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { Grid, MARGIN } from './scaffold.js';

/** A line of a chart. Where a value is missing, it is interrupted. */
export interface Series {
  /** How the line looks: `now`, `past` or `final`. */
  readonly look: 'now' | 'past' | 'final';
  readonly values: readonly (number | null)[];
}

/** Where the points of a line chart are, in pixels. */
export interface Scales {
  readonly x: (index: number) => number;
  readonly y: ReturnType<typeof scaleLinear<number, number>>;
}

interface Props {
  readonly width: number;
  readonly height: number;
  readonly scales: Scales;
  readonly series: readonly Series[];
  /** The words below the lines, each at its point. */
  readonly labels: readonly { readonly index: number; readonly text: string }[];
  /** The point that is looked at. */
  readonly current: number | undefined;
}

/** The scales by which lines fill a chart. */
export const lineScales = ({ width, height, series }: Pick<Props, 'width' | 'height' | 'series'>): Scales => {
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const count = series[0]?.values.length ?? 0;
  return {
    x: scaleLinear([0, Math.max(count - 1, 1)], [MARGIN.left + 8, width - MARGIN.right - 8]),
    y: scaleLinear([Math.min(0, ...values), Math.max(1, ...values)], [height - MARGIN.bottom, MARGIN.top]).nice(5),
  };
};

/** Lines over a grid, this year's on top, and a mark on each where it is looked at. */
export const Lines = ({ width, height, scales: { x, y }, series, labels, current }: Props) => {
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_value, index) => x(index))
    .y((value) => y(value ?? 0));
  return (
    <g aria-hidden="true">
      <Grid y={y} width={width} />
      {labels.map(({ index, text }) => (
        <text key={index} class="tick" x={x(index)} y={height - 8} text-anchor="middle">
          {text}
        </text>
      ))}
      {series.map(({ look, values }) => (
        <path key={look} class={`line ${look}`} d={path([...values]) ?? ''} />
      ))}
      {current !== undefined && (
        <line class="cursor" x1={x(current)} x2={x(current)} y1={MARGIN.top} y2={height - MARGIN.bottom} />
      )}
      {current !== undefined &&
        series.map(({ look, values }) => {
          const value = values[current] ?? null;
          return value === null ? null : (
            <circle key={look} class={`dot ${look}`} cx={x(current)} cy={y(value)} r="4.5" />
          );
        })}
    </g>
  );
};
