import { Router } from 'express';
import helmet from 'helmet';
import swaggerUi from 'swagger-ui-express';
import type { Contract } from '../contract.js';

/** The contract itself at `/openapi.yaml`, and Swagger UI on top of it at `/docs`. */
export const docs = ({ title, text }: Contract): Router => {
  const router = Router();
  router.get('/openapi.yaml', (_request, response) => {
    response.type('application/yaml').send(text);
  });
  // Swagger UI writes style attributes. Plain HTTP must stay possible, so nothing is upgraded to HTTPS.
  const security = helmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      directives: {
        fontSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        upgradeInsecureRequests: null,
      },
    },
  });
  const page = swaggerUi.setup(undefined, {
    customSiteTitle: title,
    swaggerOptions: {
      url: '/openapi.yaml',
      validatorUrl: null,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      deepLinking: true,
    },
  });
  router.use('/docs', security, swaggerUi.serve, page);
  return router;
};
