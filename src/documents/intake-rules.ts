import { refuse, type Rule } from '#libs/refusal';
import type { FileRule } from '#libs/rubric';
import type { Component } from './document.entity.js';

export type IntakeCode =
  | 'nothing-to-hand-in'
  | 'unknown-component'
  | 'account-type'
  | 'evidence-type'
  | 'file-too-large'
  | 'too-many-evidence-items'
  | 'title-missing'
  | 'not-in-scope';

/** What is known when somebody wants to send a file, before a byte of it is stored. Sizes in bytes. */
export interface Intake {
  readonly component: Component;
  readonly name: string;
  readonly title: string;
  /** As announced; 0 where a form does not say. */
  readonly size: number;
  readonly files: FileRule;
  /** Pieces of evidence that are there now. */
  readonly evidenceItems: number;
  /** The accounts that this attempt hands in: all of them in the first, those being judged again in a resubmission. */
  readonly accounts: readonly Component[];
}

/** The last extension of a name, lower case, without the dot; the two of JPEG are one. */
export function extensionOf(name: string): string {
  const extension = /\.([^.]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return extension === 'jpeg' ? 'jpg' : extension;
}

/** The most a file of this kind may weigh. */
export function mostBytes(files: FileRule, name: string): number {
  return files.recordingTypes.includes(extensionOf(name)) ? files.maxRecordingBytes : files.maxDocumentBytes;
}

const accountIsInScope: Rule<Intake, IntakeCode> = {
  name: 'an account is sent only where it is judged again',
  source: 'framework, resubmission: what passed is carried forward',
  refuses: ({ component, accounts }) =>
    component !== 'evidence' && !accounts.includes(component)
      ? refuse('not-in-scope', { component }, 'component')
      : null,
};

const accountTypeIsTaken: Rule<Intake, IntakeCode> = {
  name: 'an account is a document that can be counted',
  source: 'framework, files.accountTypes',
  refuses: ({ component, name, files }) =>
    component !== 'evidence' && !files.accountTypes.includes(extensionOf(name))
      ? refuse('account-type', { name, extension: extensionOf(name), types: files.accountTypes }, 'file')
      : null,
};

const evidenceTypeIsTaken: Rule<Intake, IntakeCode> = {
  name: 'evidence is a type that can be checked and opened',
  source: 'framework, files.evidenceTypes and files.recordingTypes',
  refuses: ({ component, name, files }) => {
    const types = [...files.evidenceTypes, ...files.recordingTypes];
    return component === 'evidence' && !types.includes(extensionOf(name))
      ? refuse('evidence-type', { name, extension: extensionOf(name), types }, 'file')
      : null;
  },
};

const sizeIsWithinLimit: Rule<Intake, IntakeCode> = {
  name: 'a file is not larger than its kind may be',
  source: 'framework, files.maxDocumentBytes and files.maxRecordingBytes',
  refuses: ({ size, name, files }) =>
    size > mostBytes(files, name)
      ? refuse('file-too-large', { name, size, maxBytes: mostBytes(files, name) }, 'file')
      : null,
};

const evidenceIsNamed: Rule<Intake, IntakeCode> = {
  name: 'evidence has a title that says what it shows',
  source: 'ours: an assessor sees the title and never the file name',
  refuses: ({ component, title }) =>
    component === 'evidence' && title.trim() === '' ? refuse('title-missing', {}, 'title') : null,
};

const evidenceIsConcise: Rule<Intake, IntakeCode> = {
  name: 'a portfolio has a limit of items',
  source: 'framework, files.maxEvidenceItems',
  refuses: ({ component, evidenceItems, files }) =>
    component === 'evidence' && evidenceItems >= files.maxEvidenceItems
      ? refuse('too-many-evidence-items', { most: files.maxEvidenceItems }, 'file')
      : null,
};

/** Held before the first byte is taken, in this order. */
export const intakeRules: readonly Rule<Intake, IntakeCode>[] = [
  accountIsInScope,
  accountTypeIsTaken,
  evidenceTypeIsTaken,
  sizeIsWithinLimit,
  evidenceIsNamed,
  evidenceIsConcise,
];
