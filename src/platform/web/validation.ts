import { StandardSchemaValidationPipe, UnprocessableEntityException } from '@nestjs/common';

/** A body, query or parameter that does not have the shape its route declares. Field by field, in plain words. */
export class ShapeProblem extends UnprocessableEntityException {
  readonly problems: readonly { text: string; field: string | null }[];

  constructor(issues: readonly { message: string; path?: readonly unknown[] | undefined }[]) {
    super('shape');
    this.problems = issues.map((issue) => ({
      text: issue.message,
      field: issue.path && issue.path.length > 0 ? issue.path.map(String).join('.') : null,
    }));
  }
}

/** Holds every `@Body({schema})`, `@Query({schema})` and `@Param(name, {schema})` to its schema. */
export const shapePipe = new StandardSchemaValidationPipe({
  exceptionFactory: (issues: readonly { message: string; path?: readonly unknown[] }[]) => new ShapeProblem(issues),
});
