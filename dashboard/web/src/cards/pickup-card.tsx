import type { components } from '@pickup/contracts/generated/dashboard';
import { useId } from 'preact/hooks';
import { PickupBars } from '../charts/pickup-bars.js';
import { formatChange, formatCount, formatDate } from '../format.js';
import { Card } from '../parts/card.js';
import { PickupTable } from '../parts/data-table.js';
import type { Asked } from '../requests.js';
import { PICKUP_DAYS, type PickupDays } from '../view.js';

type Schemas = components['schemas'];

interface Props {
  readonly days: PickupDays;
  readonly choose: (days: PickupDays) => void;
  /** What has come in, by window. */
  readonly pickups: Readonly<Record<PickupDays, Asked<Schemas['Pickup']>>>;
  readonly about: string;
  readonly explain: (month: string) => void;
}

const NAMES: Record<PickupDays, string> = { 1: 'Since yesterday', 7: 'Last 7 days', 28: 'Last 28 days' };

const Tile = ({ name, pickup }: { name: string; pickup: Schemas['Pickup'] | undefined }) => (
  <span class="tile">
    <span class="name">{name}</span>
    <b>{pickup ? formatChange(pickup.totals.net) : '–'}</b>
    <small>
      {pickup
        ? `${formatCount(pickup.totals.bookings)} booked, ${formatCount(pickup.totals.cancellations)} cancelled, since ${formatDate(pickup.updated__gte.slice(0, 10))}`
        : 'Loading…'}
    </small>
  </span>
);

/** What has come in lately, and for which months of stay. */
export const PickupCard = ({ days, choose, pickups, about, explain }: Props) => {
  const id = useId();
  const { data, isCurrent, failure, retry, csv } = pickups[days];
  const months = data?.items.filter((item): item is Schemas['MonthPickup'] => 'month' in item) ?? [];
  return (
    <Card
      id="pickup"
      title="Pickup"
      about={data ? `${about} · since ${formatDate(data.updated__gte.slice(0, 10))}` : about}
      csv={csv}
      isBusy={!isCurrent}
      failure={failure}
      retry={retry}
      choices={
        <fieldset class="windows">
          <legend class="unseen">Since when</legend>
          {PICKUP_DAYS.map((option) => (
            <label key={option}>
              <input
                type="radio"
                name={id}
                checked={option === days}
                onChange={() => {
                  choose(option);
                }}
              />
              <Tile name={NAMES[option]} pickup={pickups[option].data} />
            </label>
          ))}
        </fieldset>
      }
      legend={[
        ['net', 'Booked'],
        ['lost', 'Cancelled'],
        ['net-mark', 'Net'],
      ]}
      table={() =>
        data && (
          <PickupTable
            caption={`Pickup, ${NAMES[days].toLowerCase()}, room nights`}
            months={months}
            totals={data.totals}
            explain={explain}
          />
        )
      }
    >
      {data &&
        (months.length > 0 ? (
          <PickupBars items={months} open={explain} />
        ) : (
          <p class="nothing">Nothing was booked or cancelled in this time.</p>
        ))}
    </Card>
  );
};
