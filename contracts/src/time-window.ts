import { lastMoment, momentBounds } from './formats.js';
import type { InvalidInput } from './problem.js';

/** A window of the events' `timestamp`: its first and its last moment, both included; undefined where it is open. */
export interface TimeWindow {
  readonly from: Date | undefined;
  readonly through: Date | undefined;
}

/** Reads the window that a request asks for. */
export const timeWindow = (query: {
  readonly updated__gte?: string | undefined;
  readonly updated__lte?: string | undefined;
}): TimeWindow => ({
  from: query.updated__gte === undefined ? undefined : momentBounds(query.updated__gte).first,
  through: lastMoment(query.updated__lte),
});

/** What is wrong with a window that ends before it begins; nothing with any other. */
export const windowFaults = ({ from, through }: Partial<TimeWindow>): InvalidInput[] =>
  from && through && from > through ? [{ parameter: 'updated__gte', detail: 'is after updated__lte' }] : [];
