import { sayCount, sayDate } from '#libs/calendar';
import { refuse, type Result } from '#libs/refusal';
import { deferralReasons, readDate } from '../enrolment/index.js';

export const requestKinds = ['deferral', 'extension', 'adjustment'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What is asked for, and what is granted: dates YYYY-MM-DD, days and per cent whole numbers. */
export interface Terms {
  /** A deferral's reason, a code of the framework. */
  readonly reason?: string;
  /** A deferral's first day off, and its day of return. */
  readonly from?: string;
  readonly until?: string;
  /** An extension's days. */
  readonly days?: number;
  /** An adjustment's extra time, in per cent of the window's days; 0 for one that is not about time. */
  readonly percent?: number;
}

/** Terms as a form sends them. */
export interface TermsForm {
  readonly reason: string;
  readonly from: string;
  readonly until: string;
  readonly days: string;
  readonly percent: string;
}

export const noTerms: TermsForm = { reason: '', from: '', until: '', days: '', percent: '' };

export type TermsCode =
  'kind-unknown' | 'deferral-reason-unknown' | 'deferral-date-unreadable' | 'extension-not-days' | 'percent-not-whole';

/** What a form says, read; only the fields of its kind are looked at. What the framework allows is asked elsewhere. */
export function readTerms(kind: string, form: TermsForm): Result<Terms, TermsCode> {
  if (kind === 'deferral') return readDeferral(form);
  if (kind === 'extension')
    return /^[1-9]\d{0,3}$/.test(form.days.trim())
      ? { days: Number(form.days) }
      : refuse('extension-not-days', { given: form.days }, 'days');
  if (kind === 'adjustment')
    return /^(?:\d{1,2}|100)$/.test(form.percent.trim())
      ? { percent: Number(form.percent) }
      : refuse('percent-not-whole', { given: form.percent }, 'percent');
  return refuse('kind-unknown', {}, 'kind');
}

function readDeferral({ reason, from, until }: TermsForm): Result<Terms, TermsCode> {
  if (!Object.hasOwn(deferralReasons, reason)) return refuse('deferral-reason-unknown', { given: reason }, 'reason');
  const first = readDate(from);
  if (first === null) return refuse('deferral-date-unreadable', { given: from }, 'from');
  const back = readDate(until);
  if (back === null) return refuse('deferral-date-unreadable', { given: until }, 'until');
  return { reason, from: first.toString(), until: back.toString() };
}

/** Terms back into the fields of a form. */
export function formOf(terms: Terms): TermsForm {
  const { reason = '', from = '', until = '', days, percent } = terms;
  return { reason, from, until, days: days?.toString() ?? '', percent: percent?.toString() ?? '' };
}

/** True where two sets of terms ask for the same. */
export function isSame(a: Terms, b: Terms): boolean {
  const [one, other] = [formOf(a), formOf(b)];
  return (Object.keys(one) as (keyof TermsForm)[]).every((field) => one[field] === other[field]);
}

/** Such as "1 December 2026 until 1 March 2027 (parental leave)", "14 days more", "25% more time in the window". */
export function sayTerms(kind: RequestKind, terms: Terms): string {
  if (kind === 'deferral') {
    const day = (iso = ''): string => sayDate(Temporal.PlainDate.from(iso));
    const reason = deferralReasons[terms.reason as keyof typeof deferralReasons] ?? terms.reason;
    return `from ${day(terms.from)}, back on ${day(terms.until)} (${reason})`;
  }
  if (kind === 'extension') return `${sayCount(terms.days ?? 0, 'day')} more`;
  return terms.percent ? `${terms.percent}% more time in the window` : 'something other than time';
}
