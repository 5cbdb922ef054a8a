type Field = string | number | null;

/** What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r]/;

// Numbers are not text: those below zero stay as they are.
const writeField = (field: Field): string => {
  if (typeof field !== 'string') return field === null ? '' : String(field);
  const text = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Writes CSV (RFC 4180).
 *
 * @param columns - the names of the columns, which become the first line
 * @param rows - `null` becomes an empty field
 */
export const writeCsv = (columns: readonly string[], rows: readonly (readonly Field[])[]): string =>
  [columns, ...rows].map((row) => `${row.map(writeField).join(',')}\r\n`).join('');

/** A download of CSV as an answer. Its `ETag` is that of the text, which Express makes. */
export const csvAnswer = (name: string, columns: readonly string[], rows: readonly (readonly Field[])[]) => ({
  status: 200 as const,
  body: writeCsv(columns, rows),
  headers: {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
  },
});

/** A moment as part of a file name, where a colon can't be: a date, where it is the first or the last moment of one. */
export const momentInName = (moment: Date): string => {
  const text = moment.toISOString();
  return /T(00:00:00\.000|23:59:59\.999)Z$/.test(text) ? text.slice(0, 10) : text.replaceAll(':', '');
};
