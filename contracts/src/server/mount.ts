import type { Application, RequestHandler } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { Contract } from '../contract.js';
import { FORMATS } from '../formats.js';
import { notFound, ProblemError } from '../problem.js';
import { docs } from './docs.js';
import { JsonText, type GeneratedOperation, type Handler, type Handlers } from './handlers.js';
import { answerProblems, type FaultLog, type ProblemOf } from './problems.js';
import { checksOf, installParsing, stopFaulty } from './request-checks.js';

interface MountOptions {
  /** Whether answers are checked against the contract, too. For tests: it costs time. */
  readonly validateResponses: boolean;
  readonly problemOf: ProblemOf;
  readonly log: FaultLog;
  /** What else the service serves. */
  readonly others?: readonly RequestHandler[];
}

type AnyHandler = Handler<GeneratedOperation & { responses: { 200: { content: { 'application/json': unknown } } } }>;

const route =
  (handler: AnyHandler, validateResponses: boolean): RequestHandler =>
  async (request, response) => {
    const { query, params, originalUrl } = request;
    const input = { query, path: params, body: request.body as unknown, url: originalUrl };
    const answer = await handler(input as unknown as Parameters<AnyHandler>[0]);
    response.status(answer.status).set(answer.headers ?? {});
    // The validator looks at what passes through json(), not at text.
    if (typeof answer.body === 'string') response.send(answer.body);
    else if (!(answer.body instanceof JsonText)) response.json(answer.body);
    else if (validateResponses) response.json(JSON.parse(answer.body.text));
    else response.type('json').send(answer.body.text);
  };

const refuseMethod =
  (allowed: readonly string[]): RequestHandler =>
  ({ method }) => {
    const allow = allowed.map((one) => one.toUpperCase()).join(', ');
    throw new ProblemError(405, `${method} is not possible here. What is: ${allow}.`, { headers: { Allow: allow } });
  };

/** The route pattern of Express for a path template of OpenAPI. */
const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/**
 * Serves a contract: its docs, and each of its operations at its method and path, by the handler of the same name, behind
 * validation of the request. Every error is answered as problem details. To be called last: what follows is unreachable,
 * since the contract is all that there is.
 */
export const mountContract = <Operations extends { [Id in keyof Operations]: GeneratedOperation }>(
  app: Application,
  contract: Contract,
  handlers: Handlers<Operations>,
  { validateResponses, problemOf, log, others = [] }: MountOptions,
): void => {
  installParsing(app);
  const validation = OpenApiValidator.middleware({
    apiSpec: contract.file,
    validateApiSpec: true,
    // With references, the validator takes time that grows with the square of the errors in an array.
    $refParser: { mode: 'dereference' },
    validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
    validateResponses,
    validateSecurity: false,
    fileUploader: false,
    ajvFormats: { mode: 'full' },
    formats: { ...FORMATS },
  });
  // All that an operation needs in one route, and the operations before everything else: each step that a request passes by
  // costs as much as one that it needs.
  for (const operation of contract.operations) {
    const handler = handlers[operation.operationId as keyof Operations] as unknown as AnyHandler;
    const steps = [...checksOf(operation), ...validation, stopFaulty, route(handler, validateResponses)];
    app[operation.method](expressPath(operation.path), ...steps);
  }
  for (const path of new Set(contract.operations.map((operation) => operation.path))) {
    const allowed = contract.operations.filter((operation) => operation.path === path);
    app.all(expressPath(path), refuseMethod(allowed.map(({ method }) => method)));
  }
  app.use(docs(contract), ...others, ({ path }) => {
    throw notFound(`There is nothing at ${path}.`);
  });
  app.use(answerProblems(problemOf, log));
};
