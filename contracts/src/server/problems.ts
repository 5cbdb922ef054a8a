import type { ErrorRequestHandler, Request } from 'express';
import { error as validatorErrors } from 'express-openapi-validator';
import { invalidRequest, ProblemError, type InvalidInput } from '../problem.js';
import { pointerStep, wordViolations } from '../validation.js';
import { faultsFound } from './request-checks.js';

/** Turns an error that only the service knows, as of its database, into a problem; undefined for any other. */
export type ProblemOf = (error: unknown) => ProblemError | undefined;

/** Where errors are logged that are the service's own. */
export interface FaultLog {
  readonly error: (details: object, message: string) => void;
}

interface HttpError {
  readonly status: number;
  readonly message: string;
  /** Of the body parser: what kind of error it is. */
  readonly type?: string;
  readonly limit?: number;
}

const isHttpError = (error: unknown): error is HttpError =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';

const toInvalidInput = ({ path, detail }: { path: string; detail: string }): InvalidInput => {
  const [, place, ...rest] = path.split('/');
  if (place === 'body') return { pointer: ['', ...rest].join('/').slice(0, 400), detail };
  return { parameter: rest.join('/').slice(0, 200), detail };
};

// Ajv escapes the steps of a pointer, but the validator appends the name of an unknown field as it is.
const escapeField = (value: unknown, path: string): string => {
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, path)) {
    return pointerStep(path);
  }
  const [step = '', ...rest] = path.split('/');
  return `${step}/${escapeField((value as Record<string, unknown>)[step], rest.join('/'))}`;
};

const fromValidation = (request: Request, error: InstanceType<typeof validatorErrors.BadRequest>): ProblemError => {
  const faults = faultsFound(request);
  const named = new Set(faults.map(({ parameter }) => parameter));
  const violations = error.errors.map(({ path, message, errorCode = '' }) => ({
    path:
      errorCode.startsWith('additionalProperties') && path.startsWith('/body/')
        ? `/body/${escapeField(request.body, path.slice('/body/'.length))}`
        : path,
    message,
    keyword: errorCode.replace('.openapi.validation', ''),
  }));
  const others = wordViolations(violations)
    .map(toInvalidInput)
    .filter(({ parameter }) => parameter === undefined || !named.has(parameter));
  return invalidRequest([...faults, ...others]);
};

const fromHttp = ({ status, message, type, limit }: HttpError): ProblemError => {
  switch (type) {
    case 'entity.parse.failed':
      return invalidRequest([{ pointer: '', detail: `is not JSON: ${message}` }]);
    case 'entity.too.large':
      return new ProblemError(413, `The body is larger than ${String(limit)} bytes.`);
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new ProblemError(415, 'The body must be JSON in UTF-8, plain or compressed with gzip, deflate or br.');
    case 'request.aborted':
    case 'request.size.invalid':
      return new ProblemError(400, 'The body does not have the length that its header says.');
    default:
      return new ProblemError(status, "The request can't be read.");
  }
};

const INTERNAL = 'Something went wrong here. The request id leads to it in the logs.';

const toProblem = (error: unknown, request: Request, problemOf: ProblemOf): ProblemError => {
  if (error instanceof ProblemError) return error;
  const known = problemOf(error);
  if (known) return known;
  if (error instanceof validatorErrors.BadRequest) return fromValidation(request, error);
  if (error instanceof validatorErrors.UnsupportedMediaType) return new ProblemError(415, error.message);
  if (isHttpError(error) && error.status >= 400 && error.status < 500) return fromHttp(error);
  return new ProblemError(500, INTERNAL);
};

/**
 * Answers every error as problem details (RFC 9457), and logs those that are the service's own. The id of the request is what
 * the answer has as `X-Request-Id`.
 */
export const answerProblems =
  (problemOf: ProblemOf, log: FaultLog): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { method, originalUrl, path } = request;
    const requestId = response.get('X-Request-Id') ?? '';
    const problem = toProblem(error, request, problemOf);
    if (problem.status >= 500) {
      log.error({ err: error, request: { id: requestId, method, url: originalUrl } }, problem.message);
    }
    response
      .status(problem.status)
      .set(problem.headers)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toProblem({ instance: path, requestId })));
  };
