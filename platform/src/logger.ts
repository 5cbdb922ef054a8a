import { pino, type Logger } from 'pino';
import { codeOf, describeError } from './errors.js';

export type { Logger };

// Errors of Sequelize carry their statement with all that was bound to it: not for the log.
const err = (error: unknown) => ({
  message: describeError(error),
  code: codeOf(error),
  stack: error instanceof Error ? error.stack : undefined,
});

/**
 * A logger that writes one JSON object a line to standard output. Never hand it an address with a password, a header or a
 * body.
 *
 * @param service - who writes, as `provider` or `dashboard-worker`
 * @param level - the least severe level that is written
 */
export const createLogger = (service: string, level: string): Logger => {
  const output = pino.destination({ fd: 1, sync: true });
  // Whoever read the log is gone, as when the parent process was killed: that must not keep this one from closing.
  output.on('error', () => undefined);
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err } }, output);
};
