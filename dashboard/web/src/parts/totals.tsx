import type { components } from '@pickup/contracts/generated/dashboard';
import { netName } from '../describe.js';
import { spanOf, yearKey } from '../calendar.js';
import { isOutside, spanBeside, type Known } from '../known.js';
import { capital, formatCount, formatDate, formatGrowth, formatMoment, formatShare } from '../format.js';

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
  /** Whether there is no data at all. */
  readonly isUnknown: boolean;
  readonly explain: () => void;
}

const Tile = ({ name, value, before, isGood, note, isUnknown, explain }: TileProps) => (
  <div class="tile">
    <dt>{name}</dt>
    <dd>
      <b>
        {isUnknown ? (
          '–'
        ) : (
          <button
            type="button"
            class="link"
            aria-label={`${name}: ${formatCount(value)}, and the events behind it`}
            onClick={explain}
          >
            {formatCount(value)}
          </button>
        )}
      </b>
      {before !== undefined && !isUnknown && <Change now={value} before={before} isGood={isGood} />}
      <small>{isUnknown ? 'No data' : note}</small>
    </dd>
  </div>
);

interface Props {
  readonly dashboard: Schemas['Dashboard'];
  readonly known: Known;
  readonly isBusy: boolean;
  /** Leads to the events behind the year. */
  readonly explain: (year: string) => void;
}

/** From when on last year is known, where that is not all of it: a whole year doesn't compare with a part. */
const knownFrom = (year: number, { basis, lastYearBy, hotel }: Known): string | undefined => {
  const { first } = spanBeside(spanOf(yearKey(year)), lastYearBy);
  return basis === 'night_of_stay' && hotel && hotel.first_night > first ? hotel.first_night : undefined;
};

/** The year in four numbers, with the change against last year as of the same time. */
export const Totals = ({ dashboard, known, isBusy, explain }: Props) => {
  const { totals, basis, year, as_of: asOf, last_year_as_of: sameTimeAt } = dashboard;
  const { bookings, cancellations, net, same_time_last_year: sameTime, last_year: lastYear } = totals;
  const hasLastYear = lastYear !== undefined && lastYear.bookings + lastYear.cancellations > 0;
  const from = hasLastYear ? knownFrom(year, known) : undefined;
  const before = hasLastYear && from === undefined ? sameTime : undefined;
  const missing = from === undefined ? 'No data of last year' : `Last year is known from ${formatDate(from)} on`;
  const isUnknown = bookings + cancellations === 0 && isOutside(spanOf(yearKey(year)), known);
  // Who looks back chose a day, which is one of UTC; else it is a moment of the reader's day.
  const moment = sameTimeAt && (asOf === null ? formatMoment(sameTimeAt) : formatDate(sameTimeAt.slice(0, 10)));
  const share = (counts: Schemas['Counts']) => formatShare(counts.cancellations / counts.bookings);
  const shares = [
    ...(bookings > 0 ? [`${share(totals)} of what was booked`] : []),
    ...(before && before.bookings > 0 ? [`${share(before)} last year`] : []),
  ].join('; ');
  const tile = {
    isUnknown,
    explain: () => {
      explain(yearKey(year));
    },
  };
  return (
    <dl class="tiles" aria-busy={isBusy} inert={isBusy} aria-label={`Totals of ${String(year)}`}>
      <Tile
        {...tile}
        name={capital(netName(basis))}
        value={net}
        before={before?.net}
        isGood
        note={before && moment ? `${formatCount(before.net)} as of ${moment}` : missing}
      />
      <Tile
        {...tile}
        name="Booked"
        value={bookings}
        before={before?.bookings}
        isGood
        note={before ? `${formatCount(before.bookings)} at the same time last year` : missing}
      />
      <Tile
        {...tile}
        name="Cancelled"
        value={cancellations}
        before={before?.cancellations}
        isGood={false}
        note={shares}
      />
      <div class="tile">
        <dt>Last year in total</dt>
        <dd>
          <b>{hasLastYear ? formatCount(lastYear.net) : '–'}</b>
          <small>
            {before && lastYear && lastYear.net > 0
              ? `This year is at ${formatShare(net / lastYear.net)} of it`
              : missing}
          </small>
        </dd>
      </div>
    </dl>
  );
};
