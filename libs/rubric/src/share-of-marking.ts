import type { Framework } from './framework.js';

/**
 * What marking these criteria of a script takes, as a fraction of marking all of them: every account that one of them is in is
 * read whole (by its words), and each is judged with its evidence. 1 for the whole framework, 0 for nothing.
 */
export function shareOfMarking({ marking, tasks, criteria }: Framework, codes: readonly string[]): number {
  const reading = (marking.readingPct ?? 0) / 100;
  const judged = criteria.filter(({ code }) => codes.includes(code));
  const read = tasks.filter(({ code }) => judged.some(({ task }) => task === code));
  const words = (of: typeof tasks): number => of.reduce((sum, { wordLimit }) => sum + wordLimit, 0);
  return reading * (words(read) / words(tasks)) + (1 - reading) * (judged.length / criteria.length);
}
