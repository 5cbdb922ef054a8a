import type { components } from '@pickup/contracts/generated/dashboard';
import { formatDaysBefore, measureName, type Compared } from '../describe.js';
import { ALL_NIGHTS } from '../view.js';
import { keyOf, type Shown } from '../known.js';
import { capital, formatChange, formatCount, formatKey } from '../format.js';

type Schemas = components['schemas'];

interface Row {
  readonly title: string;
  /** Leads to the events behind the row. */
  readonly open?: () => void;
  readonly cells: readonly string[];
}

interface Props {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly Row[];
  readonly total?: Row;
}

const Cells = ({ title, open, cells }: Row) => (
  <tr>
    <th scope="row">
      {open ? (
        <button type="button" class="link" onClick={open}>
          {title}
        </button>
      ) : (
        title
      )}
    </th>
    {cells.map((cell, index) => (
      <td key={index}>{cell}</td>
    ))}
  </tr>
);

const DataTable = ({ caption, head, rows, total }: Props) => (
  <table>
    <caption>{caption}</caption>
    <thead>
      <tr>
        {head.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <Cells key={row.title} {...row} />
      ))}
    </tbody>
    {total && (
      <tfoot>
        <Cells {...total} />
      </tfoot>
    )}
  </table>
);

const cellsOf = (counts: Compared): string[] => {
  const { net, isUnknown, same_time_last_year: sameTime, last_year: lastYear } = counts;
  const known = (value: number | undefined) => (value === undefined ? '–' : formatCount(value));
  return [
    ...[counts.bookings, counts.cancellations, net].map((value) => known(isUnknown ? undefined : value)),
    known(sameTime?.net),
    sameTime && !isUnknown ? formatChange(net - sameTime.net) : '–',
    known(lastYear?.net),
  ];
};

interface CountsProps {
  readonly caption: string;
  readonly basis: Schemas['Basis'];
  readonly items: readonly Shown[];
  readonly totals?: Compared;
  readonly explain: (key: string) => void;
}

/** The counts of months or days. */
export const CountsTable = ({ caption, basis, items, totals, explain }: CountsProps) => {
  const net = capital(measureName('net', basis));
  const [firstItem] = items;
  const year = firstItem ? keyOf(firstItem).slice(0, 4) : '';
  return (
    <DataTable
      caption={caption}
      head={[
        firstItem && 'month' in firstItem ? 'Month' : 'Day',
        'Booked',
        'Cancelled',
        net,
        'Same time last year',
        'Change',
        'Last year in total',
      ]}
      rows={items.map((item) => {
        const key = keyOf(item);
        return {
          title: formatKey(key),
          open: () => {
            explain(key);
          },
          cells: cellsOf(item),
        };
      })}
      {...(totals && {
        total: {
          title: 'Year',
          open: () => {
            explain(year);
          },
          cells: cellsOf(totals),
        },
      })}
    />
  );
};

interface PickupProps {
  readonly caption: string;
  readonly months: readonly Schemas['MonthPickup'][];
  readonly totals: Schemas['Counts'];
  readonly explain: (month: string) => void;
}

/** What has come in, by month of stay. */
export const PickupTable = ({ caption, months, totals, explain }: PickupProps) => {
  const cells = ({ bookings, cancellations, net }: Schemas['Counts']) => [
    formatCount(bookings),
    formatCount(cancellations),
    formatChange(net),
  ];
  return (
    <DataTable
      caption={caption}
      head={['Month of stay', 'Booked', 'Cancelled', 'Net']}
      rows={months.map((item) => ({
        title: formatKey(item.month),
        open: () => {
          explain(item.month);
        },
        cells: cells(item),
      }))}
      total={{
        title: 'All nights',
        open: () => {
          explain(ALL_NIGHTS);
        },
        cells: cells(totals),
      }}
    />
  );
};

/** What was on the books, by days before the first night. */
export const PaceTable = ({ caption, items }: { caption: string; items: readonly Schemas['DayPace'][] }) => {
  const cell = (value: number | null | undefined) => (typeof value === 'number' ? formatCount(value) : '–');
  return (
    <DataTable
      caption={caption}
      head={['Day', 'On the books', 'Last year']}
      rows={items.map((day) => ({
        title: formatDaysBefore(day.days_before),
        cells: [cell(day.on_the_books), cell(day.last_year)],
      }))}
    />
  );
};
