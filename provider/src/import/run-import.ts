import path from 'node:path';
import type { Writable } from 'node:stream';
import { createProviderClient } from '@pickup/contracts/client';
import { RequestError } from '@pickup/contracts/retries';
import { EXIT_STATUS } from './exit-status.js';
import { importFile, Unfinished, type FileOutcome } from './import-file.js';
import { createStore, ProviderError } from './post-batch.js';
import { startProgress, type MessageStream } from './progress.js';
import { FileError, lookAtFile } from './read-csv.js';
import { openResumeState } from './resume-state.js';
import { addTallies, EMPTY_TALLY, summary } from './tally.js';

interface ImportOptions {
  readonly files: readonly string[];
  readonly providerUrl: string;
  /** Where it is kept how far an import has come. */
  readonly stateFolder: string;
  /** Takes the summaries. */
  readonly stdout: Writable;
  /** Takes the progress and what goes wrong. */
  readonly stderr: MessageStream;
  /** Interrupts the import. */
  readonly signal: AbortSignal;
}

const NOTHING: FileOutcome = { tally: EMPTY_TALLY, before: EMPTY_TALLY };

const GO_ON = 'run the same command again to go on';

const once = (say: (reason: string) => void): ((reason: string) => void) => {
  let said = false;
  return (reason) => {
    if (!said) say(reason);
    said = true;
  };
};

/**
 * Imports CSV files into the provider, one after the other. It may be run again at any time: what is stored already is
 * not stored again.
 *
 * @returns the exit status
 */
export const runImport = async (options: ImportOptions): Promise<number> => {
  const { files, providerUrl, stateFolder, stdout, stderr, signal } = options;
  const client = createProviderClient({ url: providerUrl });
  let print = (line: string): void => {
    stderr.write(`${line}\n`);
  };
  const onFault = once((reason) => {
    print(`how far the import has come can't be kept, so an interrupted one starts from the beginning: ${reason}`);
  });
  const onAway = (reason: string): void => {
    print(`${providerUrl} does not answer (${reason}): trying again for a minute`);
  };

  const importOne = async (file: string): Promise<FileOutcome> => {
    const version = await lookAtFile(file);
    const state = openResumeState({ folder: stateFolder, file, version, providerUrl, onFault });
    const store = createStore({ client, signal, onAway });
    const progress = startProgress(stderr, path.basename(file), version.size);
    const printPlain = print;
    print = progress.print;
    try {
      return await importFile({ file, store, state, progress, signal });
    } finally {
      progress.stop();
      print = printPlain;
    }
  };

  const explain = (failure: unknown, file: string): string => {
    if (signal.aborted) return `interrupted: ${GO_ON}`;
    if (failure instanceof FileError) return `${file}: ${failure.message}`;
    if (failure instanceof ProviderError) return `${failure.message}, then ${GO_ON}`;
    if (failure instanceof RequestError) {
      return `${providerUrl} does not answer (${failure.message}): see that the provider runs, then ${GO_ON}`;
    }
    throw failure;
  };

  const sumUp = (name: string, outcome: FileOutcome, since: number): void => {
    stdout.write(`${summary(name, outcome, (performance.now() - since) / 1000)}\n`);
  };

  const started = performance.now();
  let total = NOTHING;
  let unreadable = false;
  for (const file of files) {
    const fileStarted = performance.now();
    let outcome = NOTHING;
    let failure: unknown;
    try {
      outcome = await importOne(file);
    } catch (error) {
      failure = error;
      if (error instanceof Unfinished) ({ outcome, cause: failure } = error);
    }
    total = { tally: addTallies(total.tally, outcome.tally), before: addTallies(total.before, outcome.before) };
    if (failure === undefined || outcome.tally.lines > 0) sumUp(path.basename(file), outcome, fileStarted);
    if (failure === undefined) continue;

    print(explain(failure, file));
    if (signal.aborted) return EXIT_STATUS.interrupted;
    if (!(failure instanceof FileError)) return EXIT_STATUS.unfinished;
    unreadable = true;
  }

  if (files.length > 1) sumUp(`${String(files.length)} files`, total, started);
  if (unreadable) return EXIT_STATUS.unfinished;
  return total.tally.bad > 0 ? EXIT_STATUS.badLines : EXIT_STATUS.done;
};
