import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject, type SwaggerDocumentOptions } from '@nestjs/swagger';
import { z } from 'zod';
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
  const document = SwaggerModule.createDocument(app, about, { standardSchemaConverter: describeSchema });
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith(apiPrefix));
  for (const operation of paths.flatMap(([, operations]) => Object.values(operations as Operations)))
    // `StaffController_show[1]`, since page and API are two paths of one method.
    operation.operationId = operation.operationId.replace(/Controller_(\w+)(\[\d+\])?$/, '.$1');
  return { ...document, paths: Object.fromEntries(paths) };
}

type Operations = Readonly<Record<string, { operationId: string }>>;

/**
 * What a schema takes, as OpenAPI 3.0 says it. Where JSON has no word for a part (a field that must not be there), that
 * part is described as anything: the library's own converter gives up on the whole description there.
 */
const describeSchema: SwaggerDocumentOptions['standardSchemaConverter'] = (schema, { schemaType }) => {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    id: __,
    $defs,
    ...described
  } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: schemaType,
    unrepresentable: 'any',
  });
  return { schema: described, components: $defs ?? {} } as ReturnType<NonNullable<typeof describeSchema>>;
};

/** Serves the description; before the application listens. */
export function serveDescription(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/v1', app, () => describeApi(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/v1/openapi.json',
  });
}
