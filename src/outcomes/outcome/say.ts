import type { FailReason, Framework } from '#libs/rubric';

/** "Passed" and "Not passed yet": words that say what was decided and leave the next attempt open. */
export const resultWords = { passed: 'Passed', failed: 'Not passed' } as const;

/** Why a set of marks does not pass, as a sentence for the participant. */
export function sayReason(framework: Framework, reason: FailReason): string {
  const got = `${reason.marks} ${reason.marks === 1 ? 'mark' : 'marks'} where ${reason.needed} ${reason.needed === 1 ? 'is' : 'are'} needed`;
  switch (reason.rule) {
    case 'area-below-threshold':
      return `${framework.areas.find(({ number }) => number === reason.area)?.title ?? `Area ${reason.area}`}: ${got}`;
    case 'task-below-threshold':
      return `${framework.tasks.find(({ code }) => code === reason.task)?.title ?? reason.task}: ${got}`;
    case 'criterion-below-minimum':
      return `Criterion ${reason.criterion}: ${got}`;
    case 'overall-below-threshold':
      return `Over all criteria: ${got}`;
  }
}
