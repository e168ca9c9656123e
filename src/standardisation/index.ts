/*
 * The door of the room: who may mark.
 *
 *   accreditedAssessors(db, frameworkVersion, onDate) → who may be given scripts that day, on probation or not, with capacity
 *   isOnProbation(db, staffId, frameworkVersion) → the same of one person, now
 *   holdAccreditation(tx, id) → whose it is and whether they may mark, held until the transaction ends
 *   openSeeds(db, …) → the definitive scripts that say something about each of some people; seedsHeld(db, windowId) → how many each has
 *   drawSeeds(tx, …) → seed scripts made for people, which the caller assigns · judgeSeedScript(tx, …) → what follows from their marks
 *   GrantAccreditation · MoveAccreditation · ChangeTerms, each in a transaction of its own
 *
 * News: 'accreditation.stopped' { accreditationId, staffId }: suspended, removed, not qualified any more, or run out. Whoever
 * hears it asks `holdAccreditation` again: it may have been put right meanwhile.
 */
export { AccreditationRow } from './accreditation.entity.js';
export { accreditationLifecycle, type AccreditationState } from './accreditation.lifecycle.js';
export { ChangeTerms } from './change-terms.js';
export { GrantAccreditation } from './grant-accreditation.js';
export { MoveAccreditation } from './move-accreditation.js';
export { drawSeeds, type DrawnSeed } from './seeds/draw-seeds.js';
export { judgeSeedScript } from './seeds/judge-seed-script.js';
export { openSeeds, seedsHeld } from './seeds/seeds.queries.js';
export { verdictWords as seedVerdictWords } from './seeds/seeds.controller.js';
export { StandardisationModule } from './standardisation.module.js';
export {
  accreditedAssessors,
  holdAccreditation,
  isOnProbation,
  type AccreditationHeld,
  type AccreditedAssessor,
} from './standardisation.queries.js';
