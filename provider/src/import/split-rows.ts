/** A row of a CSV file (RFC 4180): its fields, or what is wrong with it. */
export type Row =
  { readonly line: number; readonly fields: readonly string[] } | { readonly line: number; readonly fault: string };

/** Takes the text of a CSV file piece by piece, and gives the rows that are complete. */
export interface RowSplitter {
  readonly push: (text: string) => Row[];
  /** The rows that the end of the file completes. */
  readonly end: () => Row[];
  /** How many lines have been read in full. */
  readonly lines: () => number;
}

/** The most characters of a row. It bounds the memory that a stray quote or a file without line ends can take. */
const LONGEST = 65_536;

const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;

const splitFields = (row: string): string[] | undefined => {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const match = FIELD.exec(row);
    if (!match) return undefined;
    const [, quoted, plain = '', separator] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (separator === '') return fields;
  }
};

const hasOddQuotes = (line: string): boolean => line.split('"').length % 2 === 0;

/**
 * Makes a splitter. Each row comes with the number of the line on which it starts, counting from 1. Blank lines are no
 * rows. A quote in a wrong place spoils the line that it is on, and no other: reading goes on with the next line.
 */
export const createRowSplitter = (): RowSplitter => {
  let rows: Row[] = [];
  let lines = 0;
  let rest = '';
  let skipping = false;

  // The lines of a row that a quoted field with line breaks may continue.
  let held: string[] = [];
  let heldLength = 0;
  let quoteOpen = false;

  const settleHeld = (lastLine: number): void => {
    const parts = held;
    const first = lastLine - parts.length + 1;
    const fields = quoteOpen ? undefined : splitFields(parts.join('\n'));
    held = [];
    heldLength = 0;
    quoteOpen = false;
    if (fields) {
      rows.push({ line: first, fields });
      return;
    }
    rows.push({ line: first, fault: 'has a quote that is not closed, or is not at the start or the end of a field' });
    parts.slice(1).forEach((part, index) => {
      takeLine(part, first + 1 + index);
    });
  };

  const takeLine = (text: string, line: number): void => {
    if (held.length === 0 && !text.includes('"')) {
      if (text !== '') rows.push({ line, fields: text.split(',') });
      return;
    }
    held.push(text);
    heldLength += text.length + 1;
    if (hasOddQuotes(text)) quoteOpen = !quoteOpen;
    if (!quoteOpen || heldLength > LONGEST) settleHeld(line);
  };

  const giveUpHeld = (): void => {
    while (held.length > 0) settleHeld(lines);
  };

  const takeWholeLine = (text: string): void => {
    if (skipping || text.length > LONGEST) {
      giveUpHeld();
      rows.push({ line: lines + 1, fault: `is longer than ${String(LONGEST)} characters` });
      skipping = false;
    } else {
      takeLine(text.endsWith('\r') ? text.slice(0, -1) : text, lines + 1);
    }
    lines += 1;
  };

  const takeRows = (): Row[] => {
    const taken = rows;
    rows = [];
    return taken;
  };

  return {
    push: (text) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      parts.forEach(takeWholeLine);
      skipping ||= rest.length > LONGEST;
      if (skipping) rest = '';
      return takeRows();
    },
    end: () => {
      if (skipping || rest !== '') takeWholeLine(rest);
      giveUpHeld();
      return takeRows();
    },
    lines: () => lines,
  };
};
