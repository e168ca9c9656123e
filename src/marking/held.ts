import type { Framework } from '#libs/rubric';
import type { Script } from '../submission/blind.js';
import type { Marking } from './move-marking.js';

/** A script whose marking is held locked, with the rules it was begun under. */
export interface Held {
  readonly marking: Marking;
  readonly script: Script;
  readonly framework: Framework;
}
