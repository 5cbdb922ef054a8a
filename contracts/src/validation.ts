import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import type { Contract } from './contract.js';
import { FORMATS } from './formats.js';

/** A violation of a schema, as the validators of both sides report it. */
export interface Violation {
  /** Where, as a JSON pointer. */
  readonly path: string;
  readonly keyword: string;
  readonly message: string;
}

/** What is wrong at one place, in words for people. */
export interface Fault {
  /** Where, as a JSON pointer. */
  readonly path: string;
  readonly detail: string;
}

const WORDING: Record<string, string> = {
  'must match format "date"': 'must be a date (YYYY-MM-DD) that exists',
  'must match format "date-time"': 'must be a date-time that exists, such as 2020-01-01T00:00:00Z (RFC 3339)',
  'must match format "uuid"': 'must be a UUID',
};

const wording = ({ keyword, message }: Violation): string => {
  if (keyword === 'additionalProperties') return 'is not a field of this object';
  if (keyword === 'required') return 'is required';
  return WORDING[message] ?? message;
};

/**
 * Words violations for people, one fault for each place. Where a schema offers alternatives, what each of them wants is
 * joined by "or".
 */
export const wordViolations = (violations: readonly Violation[]): Fault[] => {
  const places = new Map<string, Violation[]>();
  for (const violation of violations) {
    const here = places.get(violation.path);
    if (here) here.push(violation);
    else places.set(violation.path, [violation]);
  }
  return [...places].map(([path, here]) => {
    const alternatives = here.some(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
    const details = here.filter(({ keyword }) => keyword !== 'oneOf' && keyword !== 'anyOf').map(wording);
    return { path, detail: [...new Set(details)].join(alternatives ? ' or ' : ', ') };
  });
};

/** Writes a name as a step of a JSON pointer (RFC 6901 section 3). */
export const pointerStep = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const toViolation = ({ instancePath, keyword, message = '', params }: ErrorObject): Violation => {
  const named: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const allowed: unknown = params['allowedValues'];
  return {
    path: typeof named === 'string' ? `${instancePath}/${pointerStep(named)}` : instancePath,
    keyword,
    message: Array.isArray(allowed) ? `${message}: ${allowed.join(', ')}` : message,
  };
};

/** Checks a value against a schema; what is wrong with it, empty when nothing is. */
export type Check = (value: unknown) => Fault[];

/**
 * Makes checks against the schemas of a contract, for what does not pass through the server's own validation: the
 * answers of another service, the lines of a file.
 *
 * @param options - `all`: whether to go on after the first fault
 * @returns a function that takes the schema's JSON pointer in the contract, as `#/components/schemas/Event`
 */
export const schemaChecks = (contract: Contract, { all = true } = {}): ((pointer: string) => Check) => {
  const ajv = new Ajv2020({ allErrors: all, strict: false, validateSchema: false });
  formatsPlugin.default(ajv, ['uuid', 'uri']);
  for (const [name, validate] of Object.entries(FORMATS)) ajv.addFormat(name, validate);
  ajv.addSchema(contract.document, 'contract');
  return (pointer) => {
    const validate = ajv.compile({ $ref: `contract${pointer}` });
    return (value) => (validate(value) ? [] : wordViolations((validate.errors ?? []).map(toViolation)));
  };
};

/**
 * Checks the JSON body of an operation's answer, up to the first fault.
 *
 * @param status - as in the contract, for instance `'200'`
 */
export const responseCheck = (contract: Contract, operationId: string, status: string): Check => {
  const operation = contract.operations.find((candidate) => candidate.operationId === operationId);
  if (!operation) throw new Error(`${contract.title} has no operation ${operationId}`);
  const path = pointerStep(operation.path).replaceAll('{', '%7B').replaceAll('}', '%7D');
  const place = ['paths', path, operation.method, 'responses', status, 'content', 'application~1json', 'schema'];
  return schemaChecks(contract, { all: false })(`#/${place.join('/')}`);
};
