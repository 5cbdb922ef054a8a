import { SingleBar } from 'cli-progress';
import { DAY } from './calendar.js';
import type { Progress } from './simulation.js';

/** What is less than this, in milliseconds, is filled in before anybody has read about it: a day. */
const WORTH_SHOWING = DAY;

/** How often a line is written where there is no terminal, in milliseconds. */
const LINE_INTERVAL = 3_000;

/** Shows how far a run has got. */
export interface ProgressBar {
  readonly update: (progress: Progress) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

/** Whether a run has so much to do that it is worth telling. */
export const isWorthShowing = ({ from, to }: Progress): boolean => to - from > WORTH_SHOWING;

/** A bar on a terminal, a line every few seconds elsewhere; nothing for a run that has hardly anything to do. */
export const createProgressBar = (stream: NodeJS.WritableStream): ProgressBar => {
  const bar = new SingleBar({
    stream,
    format: 'History of the hotels [{bar}] {percentage} %, {events} events, {rate}/s, {eta_formatted} left',
    barsize: 25,
    noTTYOutput: true,
    notTTYSchedule: LINE_INTERVAL,
    clearOnComplete: true,
    gracefulExit: false,
    hideCursor: null,
  });
  const started = Date.now();
  return {
    update: (progress) => {
      if (!isWorthShowing(progress)) return;
      const { from, position, to, events } = progress;
      const rate = Math.round((events * 1_000) / Math.max(Date.now() - started, 1));
      const payload = { events: events.toLocaleString('en'), rate: rate.toLocaleString('en') };
      if (position === from) bar.start(to - from, 0, payload);
      else bar.update(position - from, payload);
    },
    stop: () => {
      bar.stop();
    },
  };
};
