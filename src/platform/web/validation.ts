import { StandardSchemaValidationPipe, UnprocessableEntityException, type ArgumentMetadata } from '@nestjs/common';
import { z } from 'zod';

/** A body, query or parameter that does not have the shape its route declares. Field by field, in plain words. */
export class ShapeProblem extends UnprocessableEntityException {
  readonly problems: readonly { text: string; field: string | null }[];

  constructor(issues: readonly { message: string; path?: readonly unknown[] | undefined }[]) {
    super('shape');
    this.problems = issues.map((issue) => ({
      text: sayIssue(issue),
      field: issue.path && issue.path.length > 0 ? issue.path.map(String).join('.') : null,
    }));
  }
}

function sayIssue(issue: { message: string; code?: unknown; keys?: unknown }): string {
  return issue.code === 'unrecognized_keys' ? `There is no field called ${String(issue.keys)} here` : issue.message;
}

/**
 * Closes a body's schema: a field that it does not name is refused and not dropped, since whoever sent it meant it to do
 * something. A schema that says what its other fields are (`catchall`) stays as it is. OWASP ASVS 5.0, 15.3.3.
 */
class ShapePipe extends StandardSchemaValidationPipe {
  private readonly closed = new WeakMap<z.ZodObject, z.ZodObject>();

  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema, type } = metadata;
    const isOpen = type === 'body' && schema instanceof z.ZodObject && schema.def.catchall === undefined;
    return super.transform(value, isOpen ? { ...metadata, schema: this.close(schema) } : metadata);
  }

  private close(schema: z.ZodObject): z.ZodObject {
    const known = this.closed.get(schema) ?? schema.strict();
    this.closed.set(schema, known);
    return known;
  }
}

/** Holds every `@Body({schema})`, `@Query({schema})` and `@Param(name, {schema})` to its schema. */
export const shapePipe = new ShapePipe({
  exceptionFactory: (issues: readonly { message: string; path?: readonly unknown[] }[]) => new ShapeProblem(issues),
});
