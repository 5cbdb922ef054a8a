import querystring from 'node:querystring';
import express, {
  type Application,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Operation } from '../contract.js';
import { invalidRequest, ProblemError, type InvalidInput } from '../problem.js';

/** At most 16 digits, as 2^53 has: with many more, a number would become infinite, which no maximum refuses. */
const INTEGER = /^(0|-?[1-9]\d{0,15})$/;

/** What the strict checks found in a request, to be answered together with what validation finds. */
const found = new WeakMap<Request, InvalidInput[]>();

/** What {@link checkParameters} has found wrong with this request so far. */
export const faultsFound = (request: Request): InvalidInput[] => found.get(request) ?? [];

/**
 * Reads a query as a URL is written by hand: `+` is a plus, as RFC 3986 has it, and not a blank, as in HTML forms, so
 * that `2020-01-01T00:00:00+02:00` need not be encoded. No parameter of ours contains a blank.
 */
export const parseQuery = (query: string | null): querystring.ParsedUrlQuery =>
  querystring.parse(query?.replaceAll('+', '%2B') ?? '');

const faultOf = (operation: Operation, name: string, value: string | string[] | undefined): string | undefined => {
  const parameter = operation.parameters.find((candidate) => candidate.in === 'query' && candidate.name === name);
  if (!parameter) return 'is not a parameter of this operation';
  if (Array.isArray(value)) return `is given ${String(value.length)} times: give it once`;
  if (!value) return 'is empty: give it a value, or leave it out';
  if (parameter.schema?.type === 'integer' && !INTEGER.test(value)) return 'must be an integer, in decimal digits';
  return undefined;
};

/**
 * Looks for what the validator lets pass or reports one at a time: parameters that are unknown, repeated or empty, and
 * numbers in other notations (`1e3`, `0x10`). Parameters at fault are taken out, so that validation looks at the others.
 */
const checkParameters =
  (operation: Operation): RequestHandler =>
  (request, _response, next) => {
    const faults: InvalidInput[] = [];
    const sound: [string, unknown][] = [];
    for (const [name, value] of Object.entries(request.query as querystring.ParsedUrlQuery)) {
      const detail = faultOf(operation, name, value);
      if (detail === undefined) sound.push([name, value]);
      else faults.push({ parameter: name.slice(0, 200), detail });
    }
    const query = Object.fromEntries(sound);
    const integers = operation.parameters.filter(
      ({ in: place, schema }) => place === 'path' && schema?.type === 'integer',
    );
    for (const { name } of integers) {
      const value = request.params[name];
      if (typeof value === 'string' && !INTEGER.test(value)) {
        faults.push({ parameter: name, detail: 'must be an integer, in decimal digits' });
      }
    }
    Object.defineProperty(request, 'query', { value: query, writable: true, configurable: true, enumerable: true });
    found.set(request, faults);
    next();
  };

/** Stops a request in which only {@link checkParameters} has found something; the rest was stopped by validation. */
export const stopFaulty = (request: Request, _response: Response, next: NextFunction): void => {
  const faults = faultsFound(request);
  next(faults.length > 0 ? invalidRequest(faults) : undefined);
};

// Whether a request announces a body (RFC 9112 section 6).
const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

// The validator keeps a compiled schema for each content type it meets, for GET too: made-up ones would fill the memory.
const settleContentType =
  (takesBody: boolean): RequestHandler =>
  (request, _response, next) => {
    if (!takesBody) {
      delete request.headers['content-type'];
      next();
    } else if (!hasBody(request)) {
      next(invalidRequest([{ pointer: '', detail: 'is missing: send JSON' }]));
    } else if (request.is('application/json')) {
      const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
      request.headers['content-type'] =
        `application/json; charset=${charset.toLowerCase() === 'utf-8' ? 'utf-8' : 'other'}`;
      next();
    } else {
      next(new ProblemError(415, 'The body must be JSON: send it with "Content-Type: application/json".'));
    }
  };

/** More fields than any object of the contracts has. */
const MOST_FIELDS = 50;

const hasTooManyFields = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).length > MOST_FIELDS;

const sizeFault = (body: unknown, maxItems: number): InvalidInput | undefined => {
  if (!Array.isArray(body)) {
    return hasTooManyFields(body)
      ? { pointer: '', detail: `must NOT have more than ${String(MOST_FIELDS)} fields` }
      : undefined;
  }
  if (body.length > maxItems) return { pointer: '', detail: `must NOT have more than ${String(maxItems)} items` };
  const index = body.findIndex(hasTooManyFields);
  return index < 0
    ? undefined
    : { pointer: `/${String(index)}`, detail: `must NOT have more than ${String(MOST_FIELDS)} fields` };
};

// The validator goes through every item and field, and words each fault, before it says that there are too many.
const checkSize =
  (maxItems = Number.POSITIVE_INFINITY): RequestHandler =>
  (request, _response, next) => {
    const fault = sizeFault(request.body, maxItems);
    next(fault && invalidRequest([fault]));
  };

/** Sets how the query is read, and has HEAD answered as GET. */
export const installParsing = (app: Application): void => {
  app.set('query parser', parseQuery);
  // HEAD is GET without the body (RFC 9110 section 9.3.2), which Node leaves out by itself.
  app.use((request, _response, next) => {
    if (request.method === 'HEAD') request.method = 'GET';
    next();
  });
};

/**
 * What comes before the validation of an operation's requests: the parsing of the body, which is bounded by
 * `x-max-body-bytes`, and the strict checks.
 */
export const checksOf = (operation: Operation): RequestHandler[] => {
  const { maxBodyBytes, maxItems } = operation;
  const takesBody = maxBodyBytes !== undefined;
  return [
    settleContentType(takesBody),
    checkParameters(operation),
    ...(takesBody ? [express.json({ limit: maxBodyBytes, strict: false }), checkSize(maxItems)] : []),
  ];
};
