import { cleanEnv, makeValidator, str, type OptionalValidatorSpec, type ValidatorSpec } from 'envalid';
import ms, { type StringValue } from 'ms';

/** A setting that is missing or wrong, or anything else that keeps a service from starting: said in one line, no stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const url = (protocols: readonly string[], example: string) =>
  makeValidator<string>((input) => {
    // MongoDB's addresses may name several hosts, which is no URL.
    const [protocol = ''] = /^\w[\w+]*:(?=\/\/[^/\s])/.exec(input) ?? [];
    const sound = protocol.startsWith('mongodb') || URL.canParse(input);
    if (!sound || !protocols.includes(protocol)) throw new TypeError(`must be an address such as ${example}`);
    return input;
  });

/** `postgres://user:password@host:port/database` */
export const postgresUrl = url(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/database');

/** Where jobs are kept: a Postgres or a MongoDB database. */
export const jobsUrl = url(
  ['postgres:', 'postgresql:', 'mongodb:', 'mongodb+srv:'],
  'mongodb://127.0.0.1:27017/jobs or postgres://user:password@127.0.0.1:5432/jobs',
);

/** The address of a service. */
export const httpUrl = url(['http:', 'https:'], 'http://127.0.0.1:3001');

/** A TCP port; 0 lets the system choose one. */
export const tcpPort = makeValidator<number>((input) => {
  const port = Number(input);
  if (!/^\d+$/.test(input) || port > 65_535) throw new TypeError('must be a port, 0 to 65535');
  return port;
});

/**
 * A duration from 100 ms to 24 days, the longest that a timer can take, as `5 seconds`, `500ms` or `2m`; in
 * milliseconds.
 */
export const interval = makeValidator<number>((input) => {
  const value = ms(input as StringValue) as number | undefined;
  if (value === undefined || !(value >= 100 && value <= 2 ** 31 - 1) || /^[\d.]+$/.test(input)) {
    throw new TypeError('must be a duration of at least 100ms, with its unit, such as "5 seconds"');
  }
  return value;
});

/** `on` or `off`. */
export const onOff = makeValidator<boolean>((input) => {
  if (input !== 'on' && input !== 'off') throw new TypeError('must be "on" or "off"');
  return input === 'on';
});

/** How much is logged. */
export const logLevel = str({
  choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  default: 'info',
});

/** The values of settings that were declared by validators. */
export type Settings<Specs extends Record<string, ValidatorSpec<unknown>>> = {
  readonly [Name in keyof Specs]: Specs[Name] extends OptionalValidatorSpec<infer Value>
    ? Value | undefined
    : Specs[Name] extends ValidatorSpec<infer Value>
      ? Value
      : never;
};

/**
 * Reads and validates settings.
 *
 * @param specs - a validator for each setting
 * @throws StartError naming every setting that is missing or wrong; values are not repeated, as they may hold secrets
 */
export const readConfig = <Specs extends Record<string, ValidatorSpec<unknown>>>(
  specs: Specs,
  env: NodeJS.ProcessEnv = process.env,
): Settings<Specs> => {
  // An empty variable is one that is not set: Compose passes those on.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  return cleanEnv(given, specs, {
    reporter: ({ errors }) => {
      const lines = Object.entries(errors).map(([name, error]) =>
        given[name] === undefined ? `${name} is not set` : `${name} ${error?.message ?? 'is wrong'}`,
      );
      if (lines.length > 0) throw new StartError(lines.join('\n'));
    },
  }) as unknown as Settings<Specs>;
};

/** The address that a server listens on: only this machine unless it is set. */
export const httpHost = str({ default: '127.0.0.1' });

/** Any text that is not empty. */
export const text = str;
