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
  for (const [path, operations] of paths)
    for (const operation of Object.values(operations as Readonly<Record<string, Operation>>)) mend(path, operation);
  return { ...document, paths: Object.fromEntries(paths) };
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
}

/** What the library leaves to be said of an operation whose page has the same method. */
function mend(path: string, operation: Operation): void {
  // `StaffController_show[1]`, since page and API are two paths of one method.
  operation.operationId = operation.operationId.replace(/Controller_(\w+)(\[\d+\])?$/, '.$1');
  // A parameter that only the guard reads stands in the path all the same.
  const known = operation.parameters ?? [];
  const unread = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const added = unread.filter((name) => !known.some((one) => one.name === name && one.in === 'path'));
  operation.parameters = [
    ...known,
    ...added.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  ];
}

/**
 * What a schema takes, as OpenAPI 3.0 says it. Where JSON has no word for a part (a field that must not be there), that
 * part is described as anything: the library's own converter gives up on the whole description there.
 */
const describeSchema: SwaggerDocumentOptions['standardSchemaConverter'] = (schema, { schemaType }) => {
  if (!(schema instanceof z.ZodType)) return undefined;
  const described = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: schemaType,
    unrepresentable: 'any',
    // Each schema is said in place: one with a name became a reference that led nowhere.
    metadata: z.registry(),
  });
  return { schema: described };
};

/** Serves the description; before the application listens. */
export function serveDescription(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/v1', app, () => describeApi(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/v1/openapi.json',
  });
}
