import { defineMessages } from '../platform/web/reply.js';
import { integrityMessages } from '../submission/blind.js';
import type { CloseCode } from './close-batch.js';
import type { DecideCode } from './decide-item.js';
import type { FreezeCode } from './freeze-batch.js';
import type { HandOverCode } from './hand-over.js';

export const moderationMessages = defineMessages<CloseCode | DecideCode | FreezeCode | HandOverCode>({
  ...integrityMessages,
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
  'blind-marks-first': () => 'Give your own marks first: those that stand are shown afterwards',
  'blind-marks-incomplete': ({ missing }: { missing: readonly string[] }) =>
    `Give every criterion a mark. ${missing.length === 1 ? 'One is' : `${missing.length} are`} missing: ${missing.join(', ')}`,
  'blind-difference-unexplained': () =>
    'Your own marks make another outcome. Say in your words why the decision stands all the same',
  'item-not-open': () => 'This script is decided, so it cannot be given to somebody else',
  'moderator-not-chosen': () => 'Choose who is to moderate the script',
  'moderator-barred': () => 'This person marked the script or is barred from it. Choose somebody else',
  'board-not-asked': () => 'This batch does not wait for the board',
  'board-decision-missing': () => 'Choose what the board decided',
  'board-reason-missing': () => 'Enter the board’s reasons: they stay on the record',
  'not-confirmed': () => 'The batch has to be confirmed by a moderator first',
  'confirmed-by-you': () =>
    'You confirmed this batch or wrote down the board’s decision: somebody else has to clear it',
});
