import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The folder with the page, as it was built. */
const PAGE = fileURLToPath(new URL('../web/dist', import.meta.url));

const YEAR = 365 * 24 * 3600;

/**
 * Serves the page. The names of its scripts and styles change with their content, so that a browser may keep them; whether
 * the page itself is still the same, it asks each time.
 */
export const page = (): Router => {
  const router = Router();
  router.use(
    express.static(PAGE, {
      setHeaders: (response, file) => {
        const isNamedByContent = path.basename(path.dirname(file)) === 'assets';
        response.set('Cache-Control', isNamedByContent ? `public, max-age=${String(YEAR)}, immutable` : 'no-cache');
      },
    }),
  );
  return router;
};
