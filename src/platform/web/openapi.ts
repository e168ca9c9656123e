import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { apiPrefix } from './route.js';

/** The API's description, from the same declarations that the guard holds: `/api/v1/openapi.json`. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Scriptorium')
    .setDescription(
      'The same use cases as the pages: sign in for a session cookie, then ask for the same paths as JSON.',
    )
    .setVersion('1')
    .addCookieAuth('__Host-sid')
    .build();
  const document = SwaggerModule.createDocument(app, about);
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith(apiPrefix));
  return { ...document, paths: Object.fromEntries(paths) };
}

/** Serves the description; before the application listens. */
export function serveDescription(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/v1', app, () => describeApi(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/v1/openapi.json',
  });
}
