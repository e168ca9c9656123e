type Json = Readonly<Record<string, unknown>>;

export interface Description {
  readonly openapi: string;
  readonly info: { readonly title?: string; readonly version?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components?: Readonly<Record<string, Json>>;
}

export interface Operation {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

export function operationsOf({ paths }: Description): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** What an OpenAPI 3.0 document must have and this one has not: https://spec.openapis.org/oas/v3.0.3. */
export function faultsOf(description: Description): string[] {
  const operations = operationsOf(description);
  const ids = operations.map(({ operation }) => String(operation['operationId']));
  return [
    ...(/^3\.0\.\d$/.test(description.openapi) ? [] : ['it does not say which version it is']),
    ...(description.info.title && description.info.version ? [] : ['it has no title or version']),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the operation ${id} is there twice`),
    ...ids.filter((id) => !/^[\w.]+$/.test(id)).map((id) => `${id} is no name for an operation`),
    ...operations.flatMap((each) => faultsOfOperation(each).map((fault) => `${each.method} ${each.path}: ${fault}`)),
    ...faultsOfSchemas(description, description, ''),
  ];
}

function faultsOfOperation({ path, method, operation }: Operation): string[] {
  const parameters = (operation['parameters'] ?? []) as {
    name: string;
    in: string;
    required?: boolean;
    schema?: Json;
  }[];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const described = parameters.filter((parameter) => parameter.in === 'path');
  const responses = (operation['responses'] ?? {}) as Record<string, { description?: unknown }>;
  return [
    ...(methods.includes(method) ? [] : ['no such method']),
    ...(path.startsWith('/') ? [] : ['no path']),
    ...(Object.keys(responses).length > 0 ? [] : ['no answer is described']),
    ...Object.entries(responses)
      .filter(([status, { description }]) => !/^([1-5]\d\d|default)$/.test(status) || typeof description !== 'string')
      .map(([status]) => `the answer ${status} is not described`),
    ...inPath.filter((name) => !described.some((one) => one.name === name)).map((name) => `${name} is not described`),
    ...described.filter(({ name }) => !inPath.includes(name)).map(({ name }) => `${name} is not in the path`),
    ...described.filter(({ required }) => required !== true).map(({ name }) => `${name} must be required`),
    ...parameters.filter(({ schema }) => schema === undefined).map(({ name }) => `${name} has no schema`),
    ...(method === 'get' && 'requestBody' in operation ? ['a GET takes no body'] : []),
  ];
}

/** Words of JSON Schema that OpenAPI 3.0 does not have, and references that lead nowhere. */
function faultsOfSchemas(description: Description, value: unknown, place: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((each, index) => faultsOfSchemas(description, each, `${place}/${index}`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const here = `${place}/${key}`;
    if (key === '$ref') return leadsSomewhere(description, String(each)) ? [] : [`${here} leads to no ${String(each)}`];
    const isWord = !place.endsWith('/properties');
    if (isWord && ['$schema', '$defs', 'const', 'propertyNames', 'prefixItems'].includes(key))
      return [`${here} is no word of OpenAPI 3.0`];
    if (isWord && key === 'type' && !(typeof each === 'string')) return [`${here} must be one type`];
    return faultsOfSchemas(description, each, here);
  });
}

function leadsSomewhere(description: Description, reference: string): boolean {
  const steps = reference.replace(/^#\//, '').split('/');
  const found = steps.reduce<unknown>((at, step) => (at as Json | undefined)?.[step], description);
  return reference.startsWith('#/') && found !== undefined;
}
