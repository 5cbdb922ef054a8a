import type { components } from '@pickup/contracts/generated/dashboard';
import { today, yearKey } from './calendar.js';
import { DaysCard, MonthCard } from './cards/days-card.js';
import { MonthsCard } from './cards/months-card.js';
import { PaceCard } from './cards/pace-card.js';
import { PickupCard } from './cards/pickup-card.js';
import { describe, describePickup } from './describe.js';
import { formatDate, formatMoment } from './format.js';
import { keyOf, showKnown, spanBeside, type Known } from './known.js';
import { Explanation } from './parts/explanation.js';
import { Notice } from './parts/notice.js';
import { Totals } from './parts/totals.js';
import { pickupSince, useDashboard, usePace, usePickup, type Chosen } from './requests.js';
import { goBack, type Go } from './use-view.js';
import { ALL_NIGHTS, type Explained } from './view.js';

type Schemas = components['schemas'];

interface Props {
  readonly view: Chosen;
  readonly go: Go;
  /** Undefined for a hotel that is not known. */
  readonly hotel: Schemas['Hotel'] | undefined;
  readonly sync: Schemas['SyncStatus'] | undefined;
}

/** The counts of all items of a year, month or day together; undefined where there are none. */
const countsOf = (
  items: readonly (Schemas['MonthCounts'] | Schemas['DayCounts'] | Schemas['MonthPickup'])[],
  key: string,
) => {
  const found = items.filter((item) => keyOf(item).startsWith(key));
  const [only] = found;
  if (found.length <= 1) return only;
  const sum = (measure: keyof Schemas['Counts']) => found.reduce((total, item) => total + item[measure], 0);
  return { bookings: sum('bookings'), cancellations: sum('cancellations'), net: sum('net') };
};

/** What a number that is explained consists of. */
const behindOf = (
  { of, key }: Explained,
  dashboard: Schemas['Dashboard'] | undefined,
  pickup: Schemas['Pickup'] | undefined,
) => {
  if (of === 'counts') return countsOf(dashboard?.items ?? [], key);
  return key === ALL_NIGHTS ? pickup?.totals : countsOf(pickup?.items.filter((item) => 'month' in item) ?? [], key);
};

const hasAllOfLastYear = (pace: Schemas['Pace'] | undefined, { hotel, lastYearBy }: Known): boolean =>
  pace !== undefined &&
  hotel !== undefined &&
  hotel.first_night <= spanBeside({ first: pace.first_night, last: pace.last_night }, lastYearBy).first;

/** The numbers of one hotel and year. */
export const HotelView = ({ view, go, hotel, sync }: Props) => {
  const revision = sync?.totals.events_added;
  const dashboard = useDashboard(view, revision);
  const pickups = {
    1: usePickup(view, 1, revision),
    7: usePickup(view, 7, revision),
    28: usePickup(view, 28, revision),
  };
  const pace = usePace(view, revision);
  const { year, asOf, explained } = view;
  const { data, failure, retry } = dashboard;

  if (failure?.status === 404) {
    return (
      <Notice kind="info">{failure.detail} Choose another hotel, or post an event of this one to the provider.</Notice>
    );
  }
  const basis = view.basis === 'night_of_stay' ? 'nights of stay' : 'days of booking';
  const through = sync?.synced_through;
  const asKnown =
    asOf !== undefined ? `as known on ${formatDate(asOf)}` : through ? `as of ${formatMoment(through)}` : '';
  const about = (...what: string[]) => [`Hotel ${String(view.hotelId)}`, ...what, asKnown].filter(Boolean).join(' · ');
  const known: Known = {
    basis: view.basis,
    lastYearBy: view.lastYearBy,
    hotel,
    through: asOf ?? sync?.synced_through?.slice(0, 10) ?? '',
  };
  const counts = {
    view,
    go,
    about: about(basis),
    // The answer to an earlier choice of months or days is no answer to this one.
    items: data?.period === view.period ? showKnown(data.items, known) : [],
    totals: data?.totals,
    csv: dashboard.csv,
    isBusy: !dashboard.isCurrent,
    failure,
    retry,
    explain: (key: string) => {
      go({ explained: { of: 'counts', key } });
    },
  };
  const now = asOf ?? today();
  const month = view.month ?? (now.startsWith(yearKey(year)) ? Number(now.slice(5, 7)) : 1);
  const pickup = pickups[view.pickupDays];
  const behind =
    explained &&
    behindOf(explained, dashboard.isCurrent ? data : undefined, pickup.isCurrent ? pickup.data : undefined);
  return (
    <>
      {data ? (
        <Totals dashboard={data} known={known} isBusy={!dashboard.isCurrent} explain={counts.explain} />
      ) : (
        <div class="tiles" aria-busy={!failure} />
      )}
      {view.period === 'month' ? (
        <MonthsCard {...counts} />
      ) : (
        <>
          <DaysCard {...counts} />
          <MonthCard {...counts} month={month} />
        </>
      )}
      <PickupCard
        days={view.pickupDays}
        choose={(pickupDays) => {
          go({ pickupDays });
        }}
        pickups={pickups}
        about={about()}
        explain={(key) => {
          go({ explained: { of: 'pickup', key } });
        }}
      />
      <PaceCard
        year={year}
        month={view.month}
        choose={(chosen) => {
          go({ month: chosen });
        }}
        pace={pace}
        hasLastYear={hasAllOfLastYear(pace.data, known)}
        about={about()}
      />
      {explained && behind && (
        <Explanation
          key={`${explained.of}:${explained.key}`}
          view={view}
          explained={explained}
          words={explained.of === 'pickup' ? describePickup(behind) : describe(behind, view.basis)}
          counts={behind}
          since={pickupSince(asOf, view.pickupDays)}
          providerUrl={sync?.provider_url ?? null}
          showDays={
            explained.of === 'counts' && explained.key.length === 7 && view.period === 'month'
              ? () => {
                  go({ period: 'day', month: Number(explained.key.slice(5)), explained: undefined });
                  setTimeout(() => document.querySelector<HTMLElement>('#month-title')?.focus());
                }
              : undefined
          }
          close={() => {
            goBack(go, { explained: undefined });
          }}
        />
      )}
    </>
  );
};
