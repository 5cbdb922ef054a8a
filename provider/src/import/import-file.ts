import type { Posted, Store } from './post-batch.js';
import type { Progress } from './progress.js';
import { readBatches, type Batch } from './read-batches.js';
import { FileError, readRows } from './read-csv.js';
import type { ResumePoint, ResumeState } from './resume-state.js';
import { addTallies, EMPTY_TALLY, type Tally } from './tally.js';

/** How many batches are on their way at a time. */
const IN_FLIGHT = 2;

/** How many bad lines of a file are printed; more are only counted. */
const MOST_REPORTED = 1_000;

interface ImportFileOptions {
  readonly file: string;
  readonly store: Store;
  readonly state: ResumeState;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What has become of a file. */
export interface FileOutcome {
  /** Of the whole file, with what earlier runs had done. */
  readonly tally: Tally;
  /** What earlier runs had done. */
  readonly before: Tally;
}

/** The import of a file stopped before its end. The cause tells why. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';

  constructor(
    readonly outcome: FileOutcome,
    override readonly cause: unknown,
  ) {
    super('the import of a file is not finished', { cause });
  }
}

const createReport = (file: string, { print }: Progress) => {
  let reported = 0;
  return (line: number, faults: readonly string[]): void => {
    reported += 1;
    if (reported <= MOST_REPORTED) for (const fault of faults) print(`${file}:${String(line)}: ${fault}`);
    if (reported === MOST_REPORTED + 1) print(`${file}: more bad lines are counted, but not shown`);
  };
};

const findStart = async ({ file, store, state, progress }: ImportFileOptions): Promise<ResumePoint | undefined> => {
  const point = await state.read();
  if (!point) return undefined;
  if (await store.has(point.last)) {
    progress.print(`${file}: going on after line ${String(point.line)}`);
    return point;
  }
  progress.print(`${file}: starting from the beginning, as the provider no longer has what was imported before`);
  return undefined;
};

/**
 * Imports a file: posts its events in batches, and remembers how far it has come.
 *
 * @throws Unfinished when the file can't be read to its end, the provider is gone, or the signal aborts
 */
export const importFile = async (options: ImportFileOptions): Promise<FileOutcome> => {
  const { file, store, state, progress, signal } = options;
  const report = createReport(file, progress);
  let before = EMPTY_TALLY;
  let tally = EMPTY_TALLY;
  let last: ResumePoint['last'] | undefined;

  // In the order of the file, so that what is done is always all lines up to one of them.
  const onTheWay: { batch: Batch; posting: Promise<Posted> }[] = [];
  const settleOldest = async (): Promise<void> => {
    const oldest = onTheWay.shift();
    if (!oldest) return;
    const { batch, posting } = oldest;
    const { created, existing, refused, last: stored } = await posting;
    tally = addTallies(tally, { lines: batch.lines, created, existing, bad: batch.bad + refused });
    last = stored ?? last;
    progress.advance(batch.lines, created + existing);
    if (last) await state.write({ line: batch.lastLine, last, tally });
  };

  try {
    const start = await findStart(options);
    if (start) {
      before = start.tally;
      tally = start.tally;
      last = start.last;
    }
    let unreadable: FileError | undefined;
    try {
      const rows = readRows(file, progress.update);
      for await (const batch of readBatches(rows, { after: start?.line ?? 0, report, signal })) {
        const posting = store.post(batch.entries, report);
        // A failure is met when its turn comes.
        posting.catch(() => undefined);
        onTheWay.push({ batch, posting });
        if (onTheWay.length === IN_FLIGHT) await settleOldest();
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      unreadable = error;
    }
    while (onTheWay.length > 0) await settleOldest();
    if (unreadable) throw unreadable;
    await state.remove();
    return { tally, before };
  } catch (error) {
    // What is still on the way ends soon, for the same reason.
    await Promise.allSettled(onTheWay.map(({ posting }) => posting));
    throw new Unfinished({ tally, before }, error);
  }
};
