import { defineMessages } from '../platform/web/reply.js';
import type { DecideMatchCode } from './decide-match.js';

/** Every way in which this room says no to a person. */
export const similarityMessages = defineMessages<DecideMatchCode>({
  'similarity-decision-missing': () => 'Choose what you found',
  'similarity-why-missing': () => 'Enter why. It is kept in the record',
  'similarity-not-open': () => 'This was decided meanwhile. Read the decision, and open it again if you disagree',
  'similarity-not-decided': () => 'This is open already. Decide about it',
});
