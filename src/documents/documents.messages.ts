import { sayMoment } from '#libs/calendar';
import { defineMessages } from '../platform/web/reply.js';
import { sayBytes } from '../platform/web/say-bytes.js';
import type { FormRefusal } from '../platform/upload/index.js';
import type { CountDecisionCode } from './count-decision.js';
import type { ChangeCode } from './change-document.js';
import type { CleanedFileCode } from './use-cleaned-file.js';
import type { TaskClosedCode } from './refusal-to-change.js';
import type { IntakeCode } from './intake-rules.js';

type Code = TaskClosedCode | CleanedFileCode | IntakeCode | ChangeCode | CountDecisionCode | FormRefusal | 'not-stuck';

export const documentsMessages = defineMessages<Code>({
  'nothing-to-hand-in': () =>
    'Your enrolment takes no files at present. If you think it should, write to your provider',
  'unknown-component': () => 'Choose what the file is: one of your two accounts, or evidence',
  'not-in-scope': () => 'This account is not part of your resubmission: what you handed in before still counts',
  'account-type': ({ extension, types }: { extension: string; types: string[] }) =>
    `An account is a ${types.join(' or ')} file${extension ? `, and this is .${extension}` : ''}. In your word processor choose “Save as” and Word document (.docx)`,
  'evidence-type': ({ extension, types }: { extension: string; types: string[] }) =>
    `Files of type ${extension ? `.${extension}` : 'without an ending'} are not taken as evidence. Save it as ${types.join(', ')}${extension === 'heic' ? '. On an iPhone: Settings, Camera, Formats, “Most compatible”' : ''}`,
  'file-too-large': ({ maxBytes }: { maxBytes: number }) =>
    `The file is larger than ${sayBytes(maxBytes)}. Make its pictures smaller, or save it as PDF with smaller pictures`,
  'too-large': ({ maxBytes }: { maxBytes: number }) =>
    `The file is larger than ${sayBytes(maxBytes)}. Make its pictures smaller, or save it as PDF with smaller pictures`,
  'too-many-evidence-items': ({ most }: { most: number }) =>
    `A portfolio holds at most ${most} items. Take one away before you add another`,
  'title-missing': () =>
    'Say in a few words what this evidence shows: assessors see that title and never your file name',
  'task-closed': ({ title, closedAt }: { title: string; closedAt: string }) =>
    `The account “${title}” was taken until ${sayMoment(Temporal.Instant.from(closedAt))}, and that is over. If something kept you from it, tell the assessment lead now`,
  'document-is-gone': () => 'This file was replaced or taken away in the meantime',
  'still-being-checked': () => 'The file is still being checked. Wait a moment and try again',
  'no-such-part': () =>
    'This part is not there any more: the file was replaced meanwhile. A part begins at a heading such as “Annex” or “References”',
  'nothing-to-leave-out': () =>
    'Nothing would be left out of this file: it holds no such traces, or none can be taken out',
  'not-stuck': () =>
    'This file no longer waits for a person: somebody has sent it through its checks again, or it was replaced',
  'count-not-waiting': () =>
    'This count does not wait for a decision any more: the submission was taken back, or accepted meanwhile',
  'count-decided-already': () => 'Somebody has decided about this count already. Their decision stands on this page',
  'count-changed-meanwhile': () =>
    'The file was counted again since this page was loaded. Look at the pages again and decide then',
  'count-decision-missing': () => 'Choose whether the count stands, another figure is right, or it cannot be counted',
  'count-words-missing': () => 'Give the right figure as a whole number of words, such as 3,980',
  'count-words-same': ({ estimate }: { estimate: number }) =>
    `${estimate} is what was counted. Choose “The count stands” if it is right`,
  'count-reason-missing': () => 'Say why: the participant reads the reason, and it is kept on the record',
  'not-a-form': () => 'The file did not arrive as a form sends it. Load the page again and choose the file once more',
  'form-unreadable': () => 'The form did not arrive whole. Load the page again and choose the file once more',
  interrupted: () =>
    'The upload broke off. Nothing was stored: try again, or switch scripts on in your browser so that uploads go on where they stopped',
  'no-file': () => 'Choose a file',
  'empty-file': () => 'The file is empty. Open it on your computer to see whether it is the right one',
  'second-file': () => 'Send one file at a time',
});

/** Why a file cannot be used, and what to do about it: by the reason that its checks gave. */
export const refusedFileMessages: Readonly<Record<string, string>> = {
  infected:
    'Malware was found in this file. It was not kept for anybody to open. Check your computer, then make the file again from its text.',
  empty: 'The file is empty. Open it on your computer to see whether it is the right one.',
  'too-large': 'There is more in this file than can be read. Take out pictures that are not needed and send it again.',
  'unsupported-type':
    'The content of this file is of no type that can be read, whatever its name says. Save it again as a Word document (.docx) or PDF.',
  'mismatched-type': 'What is in this file is not what its name says. Save it again under the right type.',
  encrypted:
    'The file is protected by a password. Take the protection off (in Word: File, Info, Protect Document) and send it again.',
  macros: 'The file holds macros. Save it as a Word document without macros (.docx) and send it again.',
  'active-content':
    'The file holds scripts or actions that run when it is opened. Save it again without them, or print it to PDF.',
  corrupt: 'The file is damaged and cannot be read. Open it, save it under another name and send that.',
  'archive-bomb': 'The file unpacks to far more than its size. Save it again from your word processor.',
  'unsafe-archive':
    'The inside of this file is not put together as a document is. Save it again from your word processor.',
  'unsafe-xml': 'The inside of this file refers to things outside it. Save it again from your word processor.',
  'too-complex':
    'The file is put together in a way that cannot be read in time. Copy its text into a new document and send that.',
  'time-limit': 'The file could not be read in time. Copy its text into a new document and send that.',
  'memory-limit':
    'The file could not be read: there is too much in it. Take out pictures that are not needed and send it again.',
  'embedded-document':
    'The file has another document inside it whose words would not be seen. Put its text into the file itself.',
  'no-text':
    'No text can be read in this file: it may be a scan, a set of pictures. Send the document itself, not a picture of it.',
};
