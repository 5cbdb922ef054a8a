import { pino, type Logger } from 'pino';

export type { Logger };

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
  const redact = ['req.headers', 'res.headers'];
  return pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, redact }, output);
};
