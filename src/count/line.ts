import type { Finding, Reading } from '#libs/reader';
import { accountRule, countWords, type Story } from '#libs/word-count';

/** What `npm run count` says of one file: one JSON object a line. */
export interface CountLine {
  readonly file: string;
  readonly kind: string | null;
  readonly verdict: 'counted' | 'refused' | 'needs-person';
  readonly reason: string | null;
  readonly stories: Readonly<Record<Story, number>> | null;
  readonly counted: number | null;
  readonly excluded: number | null;
  readonly estimate: boolean;
  readonly findings: readonly Pick<Finding, 'code' | 'words' | 'share'>[];
  readonly pages: number | null;
  readonly ms: number;
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

/** The line of a file that could not be read at all. */
export function refusedLine(file: string, kind: string | null, reason: string, ms: number): CountLine {
  return {
    file,
    kind,
    verdict: 'refused',
    reason,
    stories: null,
    counted: null,
    excluded: null,
    estimate: false,
    findings: [],
    pages: null,
    ms,
  };
}

/** Counts what was read by the rule for accounts; `needs-person` where no program should decide. */
export function lineOf(file: string, parsed: Reading, ms: number): CountLine {
  if (parsed.verdict === 'refused') return refusedLine(file, parsed.kind, parsed.reason, ms);
  const { model } = parsed;
  const ledger = countWords(model, accountRule);
  const isSure = ledger.verdict === 'within' || ledger.verdict === 'over';
  return {
    file,
    kind: model.kind,
    verdict: isSure ? 'counted' : 'needs-person',
    reason: isSure ? null : ledger.verdict === 'unreadable' ? 'no-text' : 'near-limit-or-unread',
    stories: ledger.stories,
    counted: ledger.counted,
    excluded: ledger.excluded,
    estimate: ledger.estimate,
    findings: parsed.findings.map(({ code, words, share }) => ({ code, words, share: rounded(share) })),
    pages: model.pages,
    ms,
  };
}
