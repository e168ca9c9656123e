import { isNamedAs, type TextModel } from '#libs/reader';
import type { Framework } from '#libs/rubric';
import type { Ledger, MarkedPart } from '#libs/word-count';
import { countAccount } from './count-account.js';
import type { Component } from './document.entity.js';

/** What a reading says, as far as it is judged. */
export interface ReadingJudged {
  readonly kind: string | null;
  readonly verdict: 'read' | 'refused';
  readonly reason: string | null;
  readonly model: TextModel | null;
}

/** For what and under which name the bytes were sent. */
export interface SentAs {
  readonly component: Component;
  readonly originalName: string;
  readonly annexMarks: readonly MarkedPart[];
}

export type Judgement =
  | { readonly event: 'read.refused'; readonly reason: string }
  | { readonly event: 'read.done'; readonly ledger: Ledger | null };

const refused = (reason: string): Judgement => ({ event: 'read.refused', reason });

/**
 * What a reading means for one document: the same bytes may be fine as evidence and none as an account, fine under one
 * name and a lie under another. An account is counted, and never "0 words".
 */
export function judgeReading(reading: ReadingJudged, sent: SentAs, framework: Framework): Judgement {
  const { kind, model } = reading;
  if (reading.verdict === 'refused' || kind === null) return refused(reading.reason ?? 'corrupt');
  if (!isNamedAs(kind, sent.originalName)) return refused('mismatched-type');
  if (!typesFor(framework, sent.component).includes(kind)) return refused('unsupported-type');
  if (sent.component === 'evidence') return { event: 'read.done', ledger: null };
  if (!model) return refused('no-text');
  const ledger = countAccount(model, framework, sent.component, sent.annexMarks);
  return ledger.verdict === 'unreadable' ? refused('no-text') : { event: 'read.done', ledger };
}

/** The kinds of file that a framework takes for a component. */
export function typesFor({ files }: Pick<Framework, 'files'>, component: Component): readonly string[] {
  return component === 'evidence' ? [...files.evidenceTypes, ...files.recordingTypes] : files.accountTypes;
}
