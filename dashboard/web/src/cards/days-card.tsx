import type { components } from '@pickup/contracts/generated/dashboard';
import { CalendarHeatMap, highestOf, shadeRanges } from '../charts/calendar-heat-map.js';
import { DayLines } from '../charts/day-lines.js';
import { yearMonth } from '../calendar.js';
import { measureName } from '../describe.js';
import { capital, formatKey, formatMonth } from '../format.js';
import { showKnown } from '../known.js';
import { Card } from '../parts/card.js';
import { Choice, SelectChoice } from '../parts/choices.js';
import { CountsTable } from '../parts/data-table.js';
import type { Look } from '../parts/swatch.js';
import type { CountsCardProps } from './counts-card-props.js';

type DayCounts = components['schemas']['DayCounts'];

const daysOf = ({ dashboard, known }: Pick<CountsCardProps, 'dashboard' | 'known'>) =>
  showKnown(
    (dashboard?.items ?? []).filter((item): item is DayCounts => 'date' in item),
    known,
  );

/** The days of the year as a calendar. */
export const DaysCard = ({ view, go, dashboard, about, known, explain, ...card }: CountsCardProps) => {
  const { year, basis, measure, month } = view;
  const items = daysOf({ dashboard, known });
  const title = `Days of ${String(year)}`;
  const shades = shadeRanges(highestOf(items, measure)).map(({ shade, label }): [Look, string] => [shade, label]);
  return (
    <Card
      {...card}
      id="days"
      title={title}
      about={about}
      choices={
        <Choice
          name="Colour by"
          value={measure}
          options={(['net', 'bookings', 'cancellations'] as const).map((one) => [
            one,
            capital(measureName(one, basis)),
          ])}
          choose={(chosen) => {
            go({ measure: chosen });
          }}
        />
      }
      legend={[
        ...(items.some((day) => day[measure] < 0) ? [['below', 'Below zero'] as const] : []),
        ['shade-0', '0'],
        ...shades,
        ['unknown', 'No data'],
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
        <CalendarHeatMap
          items={items}
          basis={basis}
          measure={measure}

          open={explain}
          start={Math.max(
            items.findIndex(({ date }) => Number(date.slice(5, 7)) === month),
            0,
          )}
        />
      ) : undefined}
    </Card>
  );
};

/** The days of a month as a line. */
export const MonthCard = ({
  view,
  go,
  dashboard,
  about,
  known,
  explain,
  month,
  ...card
}: CountsCardProps & { readonly month: number }) => {
  const { year, basis, measure } = view;
  const key = yearMonth(year, month);
  const items = daysOf({ dashboard, known }).filter(({ date }) => date.startsWith(key));
  const title = `${formatKey(key)}, day by day`;
  return (
    <Card
      {...card}
      id="month"
      title={title}
      csvOf={`Days of ${String(year)}`}
      about={about}
      choices={
        <SelectChoice
          name="Month"
          value={month}
          options={Array.from({ length: 12 }, (_, index) => [index + 1, formatMonth(index + 1)])}
          choose={(chosen) => {
            go({ month: chosen });
          }}
        />
      }
      legend={[
        ['line now', capital(measureName(measure, basis))],
        ['line past', 'Same time last year'],
        ['line final', 'Last year in total'],
      ]}
      table={() => <CountsTable caption={`${title}, room nights`} basis={basis} items={items} explain={explain} />}
    >
      {items.length > 0 ? <DayLines items={items} basis={basis} measure={measure} open={explain} /> : undefined}
    </Card>
  );
};
