import type { Writable } from 'node:stream';
import progressBars from 'cli-progress';
import { grouped } from './tally.js';

/** Where messages go: standard error, or what stands for it. */
export type MessageStream = Writable & { readonly isTTY?: boolean };

/** Shows how far the import of a file is: a bar on a terminal, a line every few seconds elsewhere. */
export interface Progress {
  /** Says how many bytes of the file have been read. */
  readonly update: (bytes: number) => void;
  /** Says how many lines and events are done in this run. */
  readonly advance: (lines: number, events: number) => void;
  /** Prints a line, beside the bar. */
  readonly print: (line: string) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

/** How often a line is printed where there is no terminal, in milliseconds. */
const LINE_INTERVAL = 5_000;

/**
 * Starts to show progress.
 *
 * @param name - the file
 * @param size - its size in bytes
 */
export const startProgress = (stream: MessageStream, name: string, size: number): Progress => {
  const started = performance.now();
  let read = 0;
  let lines = 0;
  let events = 0;

  const describe = (): string => {
    const seconds = (performance.now() - started) / 1000;
    const left = read > 0 ? `, ${grouped(((size - read) / read) * seconds)} s left` : '';
    const percentage = Math.floor((100 * read) / Math.max(size, 1));
    return `${String(percentage)}%, ${grouped(lines)} lines, ${grouped(events / seconds)} events/s${left}`;
  };
  const count = {
    advance: (moreLines: number, moreEvents: number) => {
      lines += moreLines;
      events += moreEvents;
    },
  };

  if (!stream.isTTY) {
    const print = (line: string) => stream.write(`${line}\n`);
    const timer = setInterval(() => print(`${name}: ${describe()}`), LINE_INTERVAL);
    return {
      ...count,
      print,
      update: (bytes) => {
        read = bytes;
      },
      stop: () => {
        clearInterval(timer);
      },
    };
  }

  const bars = new progressBars.MultiBar({
    stream,
    barsize: 25,
    clearOnComplete: true,
    // A printed line takes the place of the bar, which has to be drawn again even if it's the same.
    forceRedraw: true,
    format: (options, { progress }) => `${name} [${progressBars.Format.BarFormat(progress, options)}] ${describe()}`,
  });
  const bar = bars.create(size, 0);
  return {
    ...count,
    print: (line) => {
      bars.log(`${line}\n`);
    },
    update: (bytes) => {
      read = bytes;
      bar.update(bytes);
    },
    stop: () => {
      // Lines that were printed since it was drawn last are still to come.
      bars.update();
      bars.stop();
    },
  };
};
