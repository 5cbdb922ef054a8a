import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { addHealth, type Health } from './health.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

interface HttpAppOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

// A caller's own id is kept, so that one request can be followed through several services.
const identify: RequestHandler = (request, response, next) => {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
  next();
};

const logRequests =
  (logger: Logger): RequestHandler =>
  ({ method, originalUrl }, response, next) => {
    if (logger.isLevelEnabled('debug')) {
      const began = performance.now();
      response.once('close', () => {
        const { statusCode, writableFinished } = response;
        const milliseconds = Math.round(performance.now() - began);
        const answer = { status: statusCode, complete: writableFinished, milliseconds };
        logger.debug({ request: { id: response.get('X-Request-Id'), method, url: originalUrl }, answer }, 'request');
      });
    }
    next();
  };

const measure =
  ({ requestDuration }: Metrics): RequestHandler =>
  (request, response, next) => {
    const stop = requestDuration.startTimer();
    response.once('finish', () => {
      // By route, not by path, which anyone can make up.
      const { path = 'none' } = (request.route ?? {}) as { path?: string };
      stop({ method: request.route ? request.method : 'none', route: path, status: response.statusCode });
    });
    next();
  };

/**
 * An Express app with what every service has: request ids, one log line a request, security headers, metrics, health.
 * The service's own routes are added to it.
 */
export const createHttpApp = ({ logger, metrics, health }: HttpAppOptions): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.use(measure(metrics));
  // Only what is served from here. Plain HTTP must stay possible, so nothing is upgraded to HTTPS.
  app.use(
    helmet({
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        directives: { fontSrc: ["'self'"], styleSrc: ["'self'"], upgradeInsecureRequests: null },
      },
    }),
  );
  app.use(identify, logRequests(logger));
  addHealth(app, health, metrics);
  return app;
};
