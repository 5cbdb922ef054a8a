import { STATUS_CODES } from 'node:http';
import type { components } from '../generated/provider.js';

/** Problem details (RFC 9457), as both contracts describe them. */
export type Problem = components['schemas']['Problem'];

/** One thing that is wrong with the input: `pointer` (RFC 6901) into the body, or `parameter`. */
export type InvalidInput = components['schemas']['InvalidInput'];

/** The most errors that one answer names; the contract's bound. */
const MAX_ERRORS = 100;

const TITLES: Record<string, string> = {
  'urn:problem-type:pickup:invalid-request': 'Invalid request',
  'urn:problem-type:pickup:conflict': 'Conflict with a stored event',
  'urn:problem-type:pickup:unavailable': 'Temporarily unavailable',
};

interface Details {
  readonly type?: keyof typeof TITLES;
  readonly errors?: readonly InvalidInput[];
  /** Headers of the answer, as `Retry-After` or `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that is answered as problem details. Its message is the `detail`, which the client reads. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly headers: Readonly<Record<string, string>>;
  private readonly type: string;
  private readonly errors: readonly InvalidInput[];

  constructor(
    readonly status: number,
    detail: string,
    { type = 'about:blank', errors = [], headers = {} }: Details = {},
  ) {
    super(detail);
    this.type = type;
    this.errors = errors;
    this.headers = headers;
  }

  /** The body of the answer. */
  toProblem({ instance, requestId }: { instance: string; requestId: string }): Problem {
    return {
      type: this.type,
      title: TITLES[this.type] ?? STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      instance: instance.slice(0, 2000),
      request_id: requestId,
      ...(this.errors.length > 0 && { errors: this.errors.slice(0, MAX_ERRORS) }),
    };
  }
}

/** 400, naming each thing that is wrong. */
export const invalidRequest = (errors: readonly InvalidInput[]): ProblemError =>
  new ProblemError(
    400,
    `The request has ${errors.length === 1 ? 'an error' : `${String(errors.length)} errors`}: see "errors".`,
    {
      type: 'urn:problem-type:pickup:invalid-request',
      errors,
    },
  );

/** 404 for a thing that does not exist. */
export const notFound = (detail: string): ProblemError => new ProblemError(404, detail);

/** 409 for events whose identity is taken by other content. */
export const conflict = (errors: readonly InvalidInput[]): ProblemError =>
  new ProblemError(
    409,
    'Events are immutable, and an event with the same hotel_id and id but other content is stored already.',
    { type: 'urn:problem-type:pickup:conflict', errors },
  );

/** 503 while the database can't be reached. */
export const databaseUnavailable = (): ProblemError =>
  new ProblemError(503, "The database can't be reached at the moment. Try again in a few seconds.", {
    type: 'urn:problem-type:pickup:unavailable',
    headers: { 'Retry-After': '2' },
  });
