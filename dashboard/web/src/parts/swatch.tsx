import type { Shade } from '../charts/calendar-heat-map.js';
import { Stripes } from '../charts/scaffold.js';

/** How something looks in a chart. */
export type Look =
  | 'net'
  | 'bookings'
  | 'lost'
  | 'past'
  | 'final'
  | 'net-mark'
  | 'unknown'
  | 'line now'
  | 'line past'
  | 'line final'
  | Shade;

const STRIPED: Partial<Record<Look, string>> = { past: 'past-line', lost: 'lost-line', unknown: 'unknown-line' };

/** A small piece of a chart, for its legend. The id tells it from others on the page. */
export const Swatch = ({ look, id }: { look: Look; id: string }) => {
  const stripes = STRIPED[look];
  const isDay = look.startsWith('shade') || look === 'unknown' || look === 'below';
  return (
    <svg class="swatch" width="20" height="14" aria-hidden="true">
      {stripes !== undefined && (
        <defs>
          <Stripes id={id} className={stripes} />
        </defs>
      )}
      {look.startsWith('line') || look === 'final' || look === 'net-mark' ? (
        <line class={look} x1="1" x2="19" y1="7" y2="7" />
      ) : isDay ? (
        <g class={`day ${look}`}>
          <rect
            class="cell"
            {...(stripes !== undefined && { fill: `url(#${id})` })}
            x="3"
            y="0.5"
            width="13"
            height="13"
            rx="3"
          />
        </g>
      ) : (
        <g>
          {stripes !== undefined && <rect class={`${look}-back`} x="2" y="1" width="16" height="12" />}
          <rect
            class={look === 'lost' ? '' : look}
            {...(stripes !== undefined && { fill: `url(#${id})` })}
            x="2"
            y="1"
            width="16"
            height="12"
          />
        </g>
      )}
    </svg>
  );
};
