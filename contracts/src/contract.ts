import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** A parameter of an operation, as far as this code reads it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'header' | 'cookie';
  readonly schema?: { readonly type?: string };
}

/** An operation of a contract, with its place in HTTP. */
export interface Operation {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The path template, as `/hotels/{hotel_id}/events/{id}`. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** The largest body it takes (`x-max-body-bytes`); undefined when it takes none. */
  readonly maxBodyBytes: number | undefined;
  /** The most items of a body that is an array; undefined where it is none. */
  readonly maxItems: number | undefined;
}

/** A contract as it was read from its file. */
export interface Contract {
  /** Absolute path of the YAML file. */
  readonly file: string;
  /** The file's text, as it is served at `/openapi.yaml`. */
  readonly text: string;
  readonly title: string;
  readonly document: object;
  readonly operations: readonly Operation[];
}

interface RawOperation {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  'x-max-body-bytes'?: number;
  requestBody?: { content: { 'application/json': { schema: { maxItems?: number } } } };
}

interface RawDocument {
  info: { title: string };
  paths: Record<string, Partial<Record<Operation['method'], RawOperation>>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const follow = (document: object, value: object): object => {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value;
  const steps = value.$ref.replace(/^#\//, '').split('/');
  return steps.reduce<object>((at, step) => (at as Record<string, object>)[step] ?? {}, document);
};

const operationsOf = (document: RawDocument): Operation[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      if (!raw) return [];
      const parameters = (raw.parameters ?? []).map((parameter) => {
        const { name, in: place, schema } = follow(document, parameter) as Parameter;
        return { name, in: place, ...(schema && { schema: follow(document, schema) }) };
      });
      return [
        {
          operationId: raw.operationId,
          method,
          path,
          parameters,
          maxBodyBytes: raw['x-max-body-bytes'],
          maxItems: raw.requestBody?.content['application/json'].schema.maxItems,
        },
      ];
    }),
  );

/**
 * Reads a contract of this project.
 *
 * @param name - the contract's file name in `contracts/`, without `.yaml`
 */
export const loadContract = (name: 'provider' | 'dashboard'): Contract => {
  const file = fileURLToPath(new URL(`../${name}.yaml`, import.meta.url));
  const text = readFileSync(file, 'utf8');
  const document = parse(text) as RawDocument;
  return { file, text, title: document.info.title, document, operations: operationsOf(document) };
};
