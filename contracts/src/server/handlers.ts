/** JSON that is sent as it is, because Postgres or a cache has written it already. The type says what it holds. */
export class JsonText<T> {
  declare readonly value?: T;
  constructor(readonly text: string) {}
}

/** The part of a generated operation that the types below read. */
export interface GeneratedOperation {
  parameters: { query?: unknown; path?: unknown };
  requestBody?: unknown;
  responses: object;
}

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : undefined;
type Given<T> = T extends undefined ? never : T;
type Body<Content> = Content extends { content: { 'application/json': infer Value } }
  ? Value | JsonText<Value>
  : Content extends { content: { 'text/csv': infer Text } }
    ? Text
    : undefined;

/** What a handler gets: validated input, typed by the contract. */
export interface Input<Operation extends GeneratedOperation> {
  readonly query: Given<Operation['parameters']['query']>;
  readonly path: Given<Operation['parameters']['path']>;
  readonly body: Json<Operation['requestBody']>;
  /** The path and query that were asked for, as they were written. */
  readonly url: string;
}

/**
 * What a handler answers: one of the operation's successes. Text, as CSV, is sent as it is, and its `Content-Type` is among
 * the headers. Errors are thrown, as `ProblemError`.
 */
export type Output<Operation extends GeneratedOperation> = {
  [Status in keyof Operation['responses'] & (200 | 201)]: {
    readonly status: Status;
    readonly body: Body<Operation['responses'][Status]>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof Operation['responses'] & (200 | 201)];

/** The work of one operation. */
export type Handler<Operation extends GeneratedOperation> = (input: Input<Operation>) => Promise<Output<Operation>>;

/** A handler for each operation of a contract: one that is missing, or answers otherwise, does not compile. */
export type Handlers<Operations extends { [Id in keyof Operations]: GeneratedOperation }> = {
  readonly [Id in keyof Operations]: Handler<Operations[Id]>;
};
