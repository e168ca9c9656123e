import { defineMessages } from '../platform/web/reply.js';
import type { CloseCode } from './close-batch.js';
import type { DecideCode } from './decide-item.js';
import type { FreezeCode } from './freeze-batch.js';

export const moderationMessages = defineMessages<CloseCode | DecideCode | FreezeCode>({
  'window-not-closed': () => 'The window is still open: its scripts can be frozen once it has closed',
  'no-scripts': () => 'Nobody handed anything in, so there is nothing to moderate',
  'scripts-still-marked': ({ marking, scripts }: { marking: number; scripts: number }) =>
    `${marking} of ${scripts} scripts are still being marked. Freeze the batch when all of them have a result`,
  'batch-exists': () => 'The decisions of this window are frozen already',
  'decided-already': () => 'This script was decided in the meantime. Load the page again to see how',
  'decision-missing': () => 'Choose whether you confirm, adjust or refer the decision',
  'adjustment-reason-missing': () => 'Choose the error that was made: a different but legitimate judgement stands',
  'nothing-adjusted': () => 'Give at least one criterion another mark, or confirm the decision',
  'not-a-mark': ({ criterion }: { criterion: string }) =>
    `The mark of ${criterion} must be 0, 1 or 2, and the criterion must be in the script’s scope`,
  'comment-missing': () => 'Say why you refer it, so that the next person knows what to look for',
  'second-is-the-first': () => 'Somebody else has to be the second moderator of this decision',
  'batch-not-open': () => 'This batch is not being moderated at present',
  'items-still-open': ({ open }: { open: number }) => `${open} scripts of the sample are still to be decided`,
  'not-confirmed': () => 'The batch has to be confirmed by a moderator first',
  'confirmed-by-you': () => 'You confirmed this batch: somebody else has to clear it',
});
