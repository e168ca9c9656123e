import type { Framework } from '#libs/rubric';

/** The tasks that have a criterion among those judged in an attempt: their accounts are handed in, and no others. */
export function tasksInScope({
  framework,
  scope,
}: {
  readonly framework: Framework;
  readonly scope: readonly string[];
}): Framework['tasks'] {
  return framework.tasks.filter((task) =>
    framework.criteria.some(({ code, task: own }) => own === task.code && scope.includes(code)),
  );
}
