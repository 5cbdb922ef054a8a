import type { NewEvent } from '@pickup/contracts/client';
import { loadContract } from '@pickup/contracts/contract';
import { schemaChecks } from '@pickup/contracts/validation';
import { FileError } from './read-csv.js';
import type { Row } from './split-rows.js';

/** The columns that a file must have, and the fields of an event that they become. */
const FIELDS = {
  room_reservation_id: 'room_id',
  night_of_stay: 'night_of_stay',
  id: 'id',
  status: 'rpg_status',
  event_timestamp: 'timestamp',
  hotel_id: 'hotel_id',
} as const satisfies Record<string, keyof NewEvent>;

type Column = keyof typeof FIELDS;

const COLUMNS = Object.keys(FIELDS) as Column[];

/** An event from a file, with the id that makes it safe to post again. */
export type IdentifiedEvent = NewEvent & { readonly id: number };

/** What a row says, or what is wrong with it: a text for each fault, with the column where there is one. */
export type Reading = { readonly event: IdentifiedEvent } | { readonly faults: readonly string[] };

/** Names a fault by the column that a field of an event comes from. */
export const faultAt = (field: string, detail: string): string => {
  const column = COLUMNS.find((candidate) => FIELDS[candidate] === field);
  return column === undefined ? detail : `${column}: ${detail}`;
};

const INTEGER = /^-?(0|[1-9]\d*)$/;

// What is no integer stays text, for the contract to refuse or, as a UUID, to take. The text is copied: a part of a longer
// text keeps all of that in memory.
const numberOrText = (text: string): number | string | undefined => {
  if (INTEGER.test(text)) return Number(text);
  return text === '' ? undefined : Buffer.from(text).toString();
};

const toRfc3339 = (text: string): string | undefined => (text === '' ? undefined : `${text.replace(' ', 'T')}Z`);

const TIMESTAMP_FAULT = 'must be a time that exists, in UTC, such as 2020-01-01 00:00:00';

const columnIndices = (header: readonly string[]): Record<Column, number> => {
  const lacking = COLUMNS.filter((column) => !header.includes(column));
  const doubled = COLUMNS.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  const faults = [
    ...(lacking.length > 0 ? [`lacks ${lacking.join(', ')}`] : []),
    ...(doubled.length > 0 ? [`has more than once ${doubled.join(', ')}`] : []),
  ];
  if (faults.length > 0) {
    throw new FileError(`the header ${faults.join(' and ')}: it must name each of ${COLUMNS.join(', ')} once`);
  }
  return Object.fromEntries(COLUMNS.map((column) => [column, header.indexOf(column)])) as Record<Column, number>;
};

/** The fault of a file without a header. */
export const emptyFile = (): FileError =>
  new FileError(`is empty: its first line must name the columns ${COLUMNS.join(', ')}`);

/**
 * Makes a reader of rows from the header of a file: a row becomes an event that the contract allows, or a list of all
 * that is wrong with it. Columns may come in any order; others than those of an event are passed over.
 *
 * @throws FileError when a column is missing, or there more than once
 */
export const createRowReader = (header: Row): ((row: Row) => Reading) => {
  if ('fault' in header) throw new FileError(`the header ${header.fault}`);
  const width = header.fields.length;
  const indices = columnIndices(header.fields);
  const check = schemaChecks(loadContract('provider'))('#/components/schemas/NewEvent');

  return (row) => {
    if ('fault' in row) return { faults: [row.fault] };
    const { fields } = row;
    if (fields.length !== width) {
      return { faults: [`has ${String(fields.length)} fields where the header has ${String(width)}`] };
    }
    const at = (column: Column): string => fields[indices[column]] ?? '';
    const event = {
      id: numberOrText(at('id')),
      hotel_id: numberOrText(at('hotel_id')),
      timestamp: toRfc3339(at('event_timestamp')),
      rpg_status: numberOrText(at('status')),
      room_id: numberOrText(at('room_reservation_id')),
      night_of_stay: at('night_of_stay') || undefined,
    };
    const faults = check(event).map(({ path, detail }) => {
      const field = path.slice(1);
      return faultAt(field, field === 'timestamp' && event.timestamp !== undefined ? TIMESTAMP_FAULT : detail);
    });
    // The contract lets the provider choose an id; then a second run would store the event again.
    if (event.id === undefined) faults.unshift(faultAt('id', 'is required'));
    return faults.length > 0 ? { faults } : { event: event as IdentifiedEvent };
  };
};
