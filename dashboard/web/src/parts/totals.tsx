import type { components } from '@pickup/contracts/generated/dashboard';
import { netName } from '../describe.js';
import { formatCount, formatGrowth, formatMoment, formatShare } from '../format.js';

type Schemas = components['schemas'];

/** An arrow that says the direction without colour. */
const Arrow = ({ change }: { change: number }) => (
  <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
    {change === 0 ? <path d="M0 4h10v2H0Z" /> : <path d={change > 0 ? 'M5 1 10 9H0Z' : 'M5 9 0 1h10Z'} />}
  </svg>
);

interface ChangeProps {
  readonly now: number;
  readonly before: number;
  /** Whether more is better. */
  readonly isGood: boolean;
}

const Change = ({ now, before, isGood }: ChangeProps) => {
  const look = now === before ? 'same' : now > before === isGood ? 'good' : 'bad';
  return (
    <span class={`change ${look}`}>
      <Arrow change={now - before} />
      {formatGrowth(now, before)}
    </span>
  );
};

interface TileProps {
  readonly name: string;
  readonly value: number;
  readonly before: number | undefined;
  readonly isGood: boolean;
  readonly note: string;
}

const Tile = ({ name, value, before, isGood, note }: TileProps) => (
  <div class="tile">
    <dt>{name}</dt>
    <dd>
      <b>{formatCount(value)}</b>
      {before !== undefined && <Change now={value} before={before} isGood={isGood} />}
      <small>{note}</small>
    </dd>
  </div>
);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The year in four numbers, with the change against last year as of the same time. */
export const Totals = ({ dashboard, isBusy }: { dashboard: Schemas['Dashboard']; isBusy: boolean }) => {
  const { totals, basis, year, last_year_as_of: sameTimeAt } = dashboard;
  const { bookings, cancellations, net, same_time_last_year: sameTime, last_year: lastYear } = totals;
  // Where last year has nothing at all, there is nothing to compare with.
  const known = lastYear && lastYear.bookings + lastYear.cancellations > 0 ? sameTime : undefined;
  const at =
    known && sameTimeAt ? `${formatCount(known.net)} as of ${formatMoment(sameTimeAt)}` : 'No data of last year';
  const share = (counts: Schemas['Counts']) =>
    counts.bookings > 0 ? formatShare(counts.cancellations / counts.bookings) : '–';
  return (
    <dl class="tiles" aria-busy={isBusy} aria-label={`Totals of ${String(year)}`}>
      <Tile name={capital(netName(basis))} value={net} before={known?.net} isGood note={at} />
      <Tile
        name="Booked"
        value={bookings}
        before={known?.bookings}
        isGood
        note={known ? `${formatCount(known.bookings)} at the same time last year` : 'No data of last year'}
      />
      <Tile
        name="Cancelled"
        value={cancellations}
        before={known?.cancellations}
        isGood={false}
        note={`${share(totals)} of what was booked${known ? `, last year ${share(known)}` : ''}`}
      />
      <div class="tile">
        <dt>Last year in total</dt>
        <dd>
          <b>{known && lastYear ? formatCount(lastYear.net) : '–'}</b>
          <small>
            {known && lastYear
              ? `${formatShare(net / Math.max(lastYear.net, 1))} of it reached`
              : 'No data of last year'}
          </small>
        </dd>
      </div>
    </dl>
  );
};
