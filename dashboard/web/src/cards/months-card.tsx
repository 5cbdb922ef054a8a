import { MonthBars } from '../charts/month-bars.js';
import { netName } from '../describe.js';
import { capital } from '../format.js';
import { Card } from '../parts/card.js';
import { CountsTable } from '../parts/data-table.js';
import type { CountsCardProps } from './counts-card-props.js';

/** The months of the year as bars. */
export const MonthsCard = ({ view, items, totals, about, explain, ...card }: CountsCardProps) => {
  const { year, basis } = view;
  const months = items.filter((item) => 'month' in item);
  const title = `Months of ${String(year)}`;
  return (
    <Card
      {...card}
      id="months"
      title={title}
      about={about}
      legend={[
        ['net', capital(netName(basis))],
        ['bookings', 'Cancelled (in all: booked)'],
        ['past', 'Same time last year'],
        ['final', 'Last year in total'],
        ...(months.some(({ isUnknown }) => isUnknown) ? [['unknown', 'No data'] as const] : []),
      ]}
      table={() => (
        <CountsTable
          caption={`${title}, room nights`}
          basis={basis}
          items={months}
          explain={explain}
          {...(totals && { totals })}
        />
      )}
    >
      {months.length > 0 ? (
        <MonthBars items={months} basis={basis} open={explain} start={(view.month ?? 1) - 1} />
      ) : undefined}
    </Card>
  );
};
