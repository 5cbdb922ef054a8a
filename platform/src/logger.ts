import { pino, type Logger } from 'pino';

export type { Logger };

/**
 * A logger that writes one JSON object a line to standard output. Never hand it an address with a password, a header or a
 * body.
 *
 * @param service - who writes, as `provider` or `dashboard-worker`
 * @param level - the least severe level that is written
 */
export const createLogger = (service: string, level: string): Logger =>
  pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, redact: ['req.headers', 'res.headers'] });
