import type { components } from '@pickup/contracts/generated/dashboard';
import { MonthBars } from '../charts/month-bars.js';
import { netName } from '../describe.js';
import { showKnown } from '../known.js';
import { Card } from '../parts/card.js';
import { CountsTable } from '../parts/data-table.js';
import type { CountsCardProps } from './counts-card-props.js';

type MonthCounts = components['schemas']['MonthCounts'];

/** The months of the year as bars. */
export const MonthsCard = ({ view, dashboard, about, known, explain, ...card }: CountsCardProps) => {
  const { year, basis } = view;
  const items = showKnown(
    (dashboard?.items ?? []).filter((item): item is MonthCounts => 'month' in item),
    known,
  );
  const title = `Months of ${String(year)}`;
  return (
    <Card
      {...card}
      id="months"
      title={title}
      about={about}
      legend={[
        ['net', netName(basis) === 'net' ? 'Net' : 'On the books'],
        ['bookings', 'Cancelled (in all: booked)'],
        ['past', 'Same time last year'],
        ['final', 'Last year in total'],
        ...(items.some(({ isUnknown }) => isUnknown) ? [['unknown', 'No data'] as const] : []),
      ]}
      table={() => (
        <CountsTable
          caption={`${title}, room nights`}
          basis={basis}
          items={items}
          explain={explain}
          {...(dashboard && { totals: dashboard.totals })}
        />
      )}
    >
      {items.length > 0 ? (
        <MonthBars items={items} basis={basis} open={explain} start={(view.month ?? 1) - 1} />
      ) : undefined}
    </Card>
  );
};
