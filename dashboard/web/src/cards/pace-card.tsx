import type { components } from '@pickup/contracts/generated/dashboard';
import { PaceCurves } from '../charts/pace-curves.js';
import { yearMonth } from '../calendar.js';
import { formatKey } from '../format.js';
import { Card } from '../parts/card.js';
import { MONTHS, SelectChoice } from '../parts/choices.js';
import { PaceTable } from '../parts/data-table.js';
import type { Asked } from '../requests.js';

interface Props {
  readonly year: number;
  readonly month: number | undefined;
  readonly choose: (month: number | undefined) => void;
  readonly pace: Asked<components['schemas']['Pace']>;
  readonly about: string;
  /** Whether all of last year's nights are known. */
  readonly hasLastYear: boolean;
}

/** At what pace the nights of the year, or of one of its months, came on the books. */
export const PaceCard = ({ year, month, choose, pace, about, hasLastYear }: Props) => {
  const { data, isCurrent, failure, retry, csv } = pace;
  const items =
    data?.items.map((item) => {
      const { last_year: _lastYear, ...thisYear } = item;
      return hasLastYear ? item : thisYear;
    }) ?? [];
  const of = month === undefined ? String(year) : formatKey(yearMonth(year, month));
  return (
    <Card
      id="pace"
      title={`Pace of ${of}`}
      about={about}
      csv={csv}
      isBusy={!isCurrent}
      failure={failure}
      retry={retry}
      choices={
        <SelectChoice
          name="Nights of"
          value={month}
          options={[[undefined, `All of ${String(year)}`], ...MONTHS]}
          choose={choose}
        />
      }
      legend={[
        ['line now', 'On the books at the end of each day, by days before the first night'],
        ['line past', hasLastYear ? 'Last year' : 'Last year: not all of it is known'],
      ]}
      table={() => data && <PaceTable caption={`Pace of ${of}, room nights on the books`} items={items} />}
    >
      {data && <PaceCurves items={items} />}
    </Card>
  );
};
