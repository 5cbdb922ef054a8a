import { types } from 'node:util';

/** What an error says, in one line: its message, or that of its first cause where it has none of its own. */
export const describeError = (error: unknown): string => {
  if (!types.isNativeError(error)) return String(error);
  if (error.message !== '') return error.message;
  // Node gathers the failures of several addresses of one host without a message of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return first === undefined ? error.name : describeError(first);
};

/** The code of an error of the system or of Postgres, such as `ECONNREFUSED` or `57P01`; undefined where it has none. */
export const codeOf = (error: unknown): string | undefined =>
  types.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
