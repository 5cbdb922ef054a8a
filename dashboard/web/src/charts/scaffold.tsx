import type { components } from '@pickup/contracts/generated/dashboard';
import type { ScaleLinear } from 'd3-scale';
import type { ComponentChildren } from 'preact';
import { describe } from '../describe.js';
import { formatKey, formatTick } from '../format.js';
import { keyOf, type Shown } from '../known.js';

/** The space around what is drawn, in pixels. */
export const MARGIN = { top: 22, right: 10, bottom: 28, left: 46 } as const;

/** The stripes that tell last year and missing data apart without colour. */
export const Stripes = ({ id, className }: { id: string; className: string }) => (
  <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line class={className} x1="0" y1="0" x2="0" y2="6" stroke-width="3" />
  </pattern>
);

/** Lines across the chart at round numbers, with the numbers. */
export const Grid = ({ y, width }: { y: ScaleLinear<number, number>; width: number }) => (
  <g aria-hidden="true">
    {y.ticks(5).map((tick) =>
      Number.isInteger(tick) ? (
        <g key={tick} transform={`translate(0,${String(y(tick))})`}>
          <line class={tick === 0 ? 'grid zero' : 'grid'} x1={MARGIN.left} x2={width - MARGIN.right} />
          <text class="tick" x={MARGIN.left - 8} dy="0.32em" text-anchor="end">
            {formatTick(tick)}
          </text>
        </g>
      ) : null,
    )}
  </g>
);

/**
 * The exact values of what is pointed at, or a hint. It keeps its place, so that nothing jumps and nothing is covered. The
 * same words are the names of the chart's items, which screen readers say.
 */
export const Readout = ({
  title,
  parts,
  hint,
}: {
  title?: string | undefined;
  parts: readonly string[];
  hint: ComponentChildren;
}) => (
  <p class="readout" aria-hidden="true">
    {title === undefined ? (
      <span class="hint">{hint}</span>
    ) : (
      <>
        <strong>{title}</strong>
        {parts.map((part) => (
          <span key={part}>{part}</span>
        ))}
      </>
    )}
  </p>
);

interface CountsReadoutProps {
  readonly pointed: Shown | undefined;
  readonly basis: components['schemas']['Basis'];
  /** What is pointed at. */
  readonly what: 'day' | 'month';
}

/** The exact values of a day or month. */
export const CountsReadout = ({ pointed, basis, what }: CountsReadoutProps) => (
  <Readout
    title={pointed && formatKey(keyOf(pointed))}
    parts={pointed ? describe(pointed, basis) : []}
    hint={`Point at a ${what} for its numbers, choose it for the events behind them.`}
  />
);
