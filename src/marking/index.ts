export { MarkingModule } from './marking.module.js';
export { markingStates, marksOf, provisionalResults, type MarksOf, type ProvisionalResult } from './door.queries.js';
export { mergeComments, type Opinion } from './merge-comments.js';
export type { MarkingState } from './marking.lifecycle.js';
export type { ProvisionalSource } from './provisional.js';
export { ProvisionalResults, type ModerationRefusal } from './provisional-results.js';
