import { CalendarHeatMap, highestOf, shadeRanges } from '../charts/calendar-heat-map.js';
import { DayLines } from '../charts/day-lines.js';
import { yearMonth } from '../calendar.js';
import { measureName } from '../describe.js';
import { capital, formatKey } from '../format.js';
import { Card } from '../parts/card.js';
import { Choice, MONTHS, SelectChoice } from '../parts/choices.js';
import { CountsTable } from '../parts/data-table.js';
import type { Look } from '../parts/swatch.js';
import { MEASURES } from '../view.js';
import type { CountsCardProps } from './counts-card-props.js';

const daysOf = (items: CountsCardProps['items']) => items.filter((item) => 'date' in item);

/** The days of the year as a calendar. */
export const DaysCard = ({ view, go, items, totals, about, explain, ...card }: CountsCardProps) => {
  const { year, basis, measure, month } = view;
  const days = daysOf(items);
  const title = `Days of ${String(year)}`;
  const shades = shadeRanges(highestOf(days, measure)).map(({ shade, label }): [Look, string] => [shade, label]);
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
          options={MEASURES.map((one) => [one, capital(measureName(one, basis))])}
          choose={(chosen) => {
            go({ measure: chosen });
          }}
        />
      }
      legend={[
        ...(days.some((day) => day[measure] < 0) ? [['below', 'Below zero'] as const] : []),
        ['shade-0', '0'],
        ...shades,
        ['unknown', 'No data'],
      ]}
      table={() => (
        <CountsTable
          caption={`${title}, room nights`}
          basis={basis}
          items={days}
          explain={explain}
          {...(totals && { totals })}
        />
      )}
    >
      {days.length > 0 ? (
        <CalendarHeatMap
          items={days}
          basis={basis}
          measure={measure}
          open={explain}
          start={Math.max(
            days.findIndex(({ date }) => Number(date.slice(5, 7)) === month),
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
  items,
  about,
  explain,
  month,
  totals: _totals,
  ...card
}: CountsCardProps & { readonly month: number }) => {
  const { year, basis, measure } = view;
  const key = yearMonth(year, month);
  const days = daysOf(items).filter(({ date }) => date.startsWith(key));
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
          options={MONTHS}
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
      table={() => <CountsTable caption={`${title}, room nights`} basis={basis} items={days} explain={explain} />}
    >
      {days.length > 0 ? <DayLines items={days} basis={basis} measure={measure} open={explain} /> : undefined}
    </Card>
  );
};
