/** What has become of the lines of a file, or of several. */
export interface Tally {
  readonly lines: number;
  /** Events that were new. */
  readonly created: number;
  /** Events that were there already. */
  readonly existing: number;
  /** Lines that were wrong, or that the provider has refused. */
  readonly bad: number;
}

/** The tally of nothing. */
export const EMPTY_TALLY: Tally = { lines: 0, created: 0, existing: 0, bad: 0 };

/** Adds two tallies. */
export const addTallies = (left: Tally, right: Tally): Tally => ({
  lines: left.lines + right.lines,
  created: left.created + right.created,
  existing: left.existing + right.existing,
  bad: left.bad + right.bad,
});

/** Writes an integer with separators, as 558,997. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en');

/**
 * Sums up an import in a line.
 *
 * @param name - the file, or files
 * @param counts - `tally` of everything, and `before` of what earlier runs had done of it
 * @param seconds - how long this run took
 */
export const summary = (name: string, counts: { tally: Tally; before: Tally }, seconds: number): string => {
  const { tally, before } = counts;
  const { lines, created, existing, bad } = tally;
  const events = created + existing - before.created - before.existing;
  const parts = [
    `${grouped(lines)} lines`,
    `${grouped(created)} new`,
    `${grouped(existing)} already there`,
    `${grouped(bad)} bad`,
    `${seconds.toFixed(1)} s`,
    `${grouped(events / seconds)} events/s`,
  ];
  if (before.lines > 0) parts.push(`${grouped(before.lines)} lines were done before`);
  if (created === 0 && existing > 0) parts.push('nothing has changed');
  return `${name}: ${parts.join(', ')}`;
};
