import { defineMessages } from '../platform/web/reply.js';
import { integrityMessages } from '../submission/blind.js';
import type { AgreementRefusal } from './propose-agreement.js';
import type { ChangeCommentRefusal } from './comment-bank/change-comment.js';
import type { AdjudicationRefusal } from './ask-adjudication.js';
import type { DeclineRefusal } from './decline-assignment.js';
import type { HandInRefusal } from './hand-in-marks.js';
import type { ModerationRefusal } from './provisional-results.js';
import type { RecallRefusal } from './recall-assignment.js';
import type { RecordRefusal } from './record-mark.js';
import type { SettleRefusal } from './settle-version.js';
import type { TakeBackRefusal } from './take-marks-back.js';
import type { RadiusRefusal } from './blast-radius/remark-radius.js';
import type { StoppedRefusal } from './stopped-marks/decide-stopped.js';

/** Every code of this room. */
export type MarkingCode =
  | AgreementRefusal
  | AdjudicationRefusal
  | ChangeCommentRefusal
  | DeclineRefusal
  | HandInRefusal
  | ModerationRefusal
  | RecallRefusal
  | RecordRefusal
  | SettleRefusal
  | TakeBackRefusal
  | StoppedRefusal
  | RadiusRefusal
  | 'saved-beside';

const list = (criteria: readonly string[]): string => criteria.join(', ');

/** The same in words for whoever reads them. */
export const markingMessages = defineMessages<MarkingCode>({
  ...integrityMessages,
  'assignment-gone': () => 'This script is not yours any more. It was taken back or given to somebody else.',
  'already-locked': ({ number }: { number: string }) =>
    `Your marks of ${number} are locked, so you cannot give it back. Write to the assessment lead.`,
  'reason-missing': () => 'Say why.',
  'radius-changed': () =>
    'Something was decided, locked or frozen since you opened this page, so nothing was sent back. Look at the list as it is now.',
  'radius-empty': () => 'None of these scripts can be marked anew now.',
  'note-missing': () => 'Say in a few words what the matter is.',
  'assignment-over': () => 'This script was given back or taken back already. There is nothing left to do.',
  'marks-locked': ({ number }: { number: string }) =>
    `The marks of ${number} cannot be changed any more: they are locked, or the script was taken back.`,
  'marks-handed-in': ({ number }: { number: string }) =>
    `The marks of ${number} are handed in. Take them back on the page of the script, and then change them.`,
  'too-late-to-take-back': ({ number }: { number: string }) =>
    `The marks of ${number} are locked, so they cannot be taken back. Write to the assessment lead if something is wrong.`,
  'form-of-another-script': ({ number }: { number: string }) =>
    `This form does not belong to script ${number}, so nothing was saved. Open the script from your list and try again.`,
  'not-in-scope': ({ criterion }: { criterion: string }) => `Criterion ${criterion} is not marked in this script.`,
  'pointer-elsewhere': ({ criterion }: { criterion: string }) =>
    `A pointer of ${criterion} names a document that this script does not have. Choose one from the list.`,
  'comment-empty': ({ criterion }: { criterion: string }) =>
    `There is no comment on ${criterion} to keep. Write one first.`,
  'comment-names-script': ({ criterion }: { criterion: string }) =>
    `This comment on ${criterion} holds the number of a script. Leave it out: a comment of your own goes from script to script.`,
  'comments-full': ({ criterion, limit }: { criterion: string; limit: number }) =>
    `You keep ${limit} comments on ${criterion} already. Take one away first.`,
  'comment-kept-already': ({ criterion }: { criterion: string }) => `You keep these words on ${criterion} already.`,
  'comment-gone': () => 'This comment was taken away already.',
  'comment-moved-on': ({ criterion }: { criterion: string }) =>
    `This comment on ${criterion} was changed in another window meanwhile. Open it again, and mend what stands now.`,
  'comment-too-long': ({ criterion, given, limit }: { criterion: string; given: number; limit: number }) =>
    `What you wrote on ${criterion} has ${given} characters. Shorten it to ${limit}.`,
  'pointer-too-long': ({ criterion, limit }: { criterion: string; limit: number }) =>
    `A place on ${criterion} is too long. Say where in at most ${limit} characters.`,
  'pointer-without-place': ({ criterion }: { criterion: string }) =>
    `Say where in the document, for example “page 3”, or take the pointer of ${criterion} away.`,
  'too-many-pointers': ({ criterion, limit }: { criterion: string; limit: number }) =>
    `${criterion} has more than ${limit} pointers. Keep those that matter most.`,
  'marks-missing': ({ criteria }: { criteria: string[] }) => `Choose 0, 1 or 2 for ${list(criteria)}.`,
  'comments-missing': ({ criteria }: { criteria: string[] }) =>
    `Write a comment on ${list(criteria)}: every mark below 2 needs one.`,
  'versions-to-merge': ({ criteria }: { criteria: string[] }) =>
    `Two versions wait for your decision on ${list(criteria)}. Choose which one stands.`,
  'saved-beside': ({ criterion }: { criterion: string }) =>
    `${criterion} was changed in another window meanwhile. What you typed is kept: choose which version stands.`,
  'version-settled': () => 'You decided on this version already.',
  'version-moved-on': ({ criterion }: { criterion: string }) =>
    `${criterion} was changed again meanwhile. Compare the versions once more.`,
  'agreement-over': ({ number }: { number: string }) =>
    `The agreement on ${number} is over: it was reached, or a senior assessor decides.`,
  'proposal-not-differing': ({ criterion }: { criterion: string }) =>
    `Both gave the same mark for ${criterion}, so it is not open.`,
  'proposal-level-missing': ({ criterion }: { criterion: string }) => `Choose 0, 1 or 2 for ${criterion}.`,
  'proposal-rationale-missing': ({ criterion }: { criterion: string }) => `Say why, for ${criterion}.`,
  'proposal-reason-missing': ({ criterion, own, level }: { criterion: string; own: number; level: number }) =>
    `You gave ${own} for ${criterion} and propose ${level}: choose why.`,
  'proposal-reason-without-change': ({ criterion, level }: { criterion: string; level: number }) =>
    `You keep your own ${level} for ${criterion}. Choose “I keep my mark”, or propose another mark.`,
  'not-provisional': ({ number }: { number: string }) => `${number} has no provisional result that could be changed.`,
  'stopped-decided': () => 'This was decided already, perhaps by somebody else just now. Nothing was changed.',
  'stopped-decision-missing': () => 'Choose whether these marks stand.',
  'batch-frozen': ({ number }: { number: string }) =>
    `${number} is frozen for moderation, which decides whether it is marked anew. Let its marks stand here, and say there what you know.`,
  'released-already': ({ number }: { number: string }) =>
    `The outcome of ${number} is released or on its way. Say here that the marks stand, and put another outcome in its place there if they do not.`,
  'change-not-a-mark': ({ criterion }: { criterion: string }) =>
    `${criterion} cannot be changed: it is not marked in this script, or the mark is not 0, 1 or 2.`,
});
