import { FileError } from './read-csv.js';
import type { Row } from './split-rows.js';
import { createRowReader, emptyFile, type IdentifiedEvent, type Reading } from './to-event.js';

/** An event, and the line of the file that it comes from. */
export interface Entry {
  readonly event: IdentifiedEvent;
  readonly line: number;
}

/** The next lines of a file: what is to be posted together, and how many lines were bad. */
export interface Batch {
  readonly entries: Entry[];
  /** How many lines it stands for, bad ones included. */
  lines: number;
  bad: number;
  /** The last line that it stands for. */
  lastLine: number;
}

/** The most events that one request may carry; the contract's bound. */
const MOST_EVENTS = 10_000;

interface ReadOptions {
  /** The line after which to begin; those before it are passed over. */
  readonly after: number;
  /** Is told of each line that is bad. */
  readonly report: (line: number, faults: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Gathers the rows of a file into batches of events.
 *
 * @param pages - the rows, some at a time, the header first
 * @throws FileError when the file is not what it should be, having given what came before; the signal's reason
 */
export const readBatches = async function* (
  pages: AsyncIterable<Row[]>,
  { after, report, signal }: ReadOptions,
): AsyncGenerator<Batch> {
  const newBatch = (): Batch => ({ entries: [], lines: 0, bad: 0, lastLine: after });
  let batch = newBatch();
  let read: ((row: Row) => Reading) | undefined;
  let unreadable: FileError | undefined;
  try {
    for await (const rows of pages) {
      signal.throwIfAborted();
      for (const row of rows) {
        if (!read) {
          read = createRowReader(row);
          continue;
        }
        if (row.line <= after) continue;
        const reading = read(row);
        batch.lines += 1;
        batch.lastLine = row.line;
        if ('event' in reading) {
          batch.entries.push({ event: reading.event, line: row.line });
        } else {
          batch.bad += 1;
          report(row.line, reading.faults);
        }
        if (batch.entries.length < MOST_EVENTS) continue;
        yield batch;
        batch = newBatch();
      }
    }
    if (!read) throw emptyFile();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    unreadable = error;
  }
  if (batch.lines > 0) yield batch;
  if (unreadable) throw unreadable;
};
