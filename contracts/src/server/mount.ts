import type { Application, RequestHandler } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { Contract } from '../contract.js';
import { FORMATS } from '../formats.js';
import { docs } from './docs.js';
import { JsonText, type GeneratedOperation, type Handler, type Handlers } from './handlers.js';
import { answerProblems, type ProblemOf } from './problems.js';
import { expressPath, installRequestChecks, stopFaulty } from './request-checks.js';

interface MountOptions {
  /** Whether answers are checked against the contract, too. For tests: it costs time. */
  readonly validateResponses: boolean;
  readonly problemOf: ProblemOf;
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

/**
 * Serves a contract: its docs, and each of its operations at its method and path, by the handler of the same name, behind
 * validation of the request. Every error is answered as problem details. To be called last: what follows is unreachable,
 * since the contract is all that there is.
 */
export const mountContract = <Operations extends { [Id in keyof Operations]: GeneratedOperation }>(
  app: Application,
  contract: Contract,
  handlers: Handlers<Operations>,
  { validateResponses, problemOf }: MountOptions,
): void => {
  app.use(docs(contract));
  installRequestChecks(app, contract);
  app.use(
    OpenApiValidator.middleware({
      apiSpec: contract.file,
      validateApiSpec: true,
      // With references, the validator takes time that grows with the square of the errors in an array.
      $refParser: { mode: 'dereference' },
      validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
      validateResponses,
      validateSecurity: false,
      ajvFormats: { mode: 'full' },
      formats: { ...FORMATS },
    }),
    stopFaulty,
  );
  for (const { operationId, method, path } of contract.operations) {
    const handler = handlers[operationId as keyof Operations] as unknown as AnyHandler;
    app[method](expressPath(path), route(handler, validateResponses));
  }
  app.use(answerProblems(problemOf));
};
