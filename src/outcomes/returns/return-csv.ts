import { stringify } from 'csv-stringify/sync';
import { digestOf } from '#libs/ledger';
import type { ReturnedOutcome } from './return-rows.js';

/** Version 1 of the return, as domain 6.3 lists it. */
export const returnColumns = [
  'participant_ref',
  'trn',
  'first_name',
  'last_name',
  'provider_code',
  'school_urn',
  'trust_uid',
  'framework_version',
  'programme_start_date',
  'presented_at',
  'months_to_present',
  'attempt_no',
  'state',
  'completion_date',
  'previous_state',
  'change_reason',
  'moderation_batch',
  'qa_sampled',
  'export_id',
  'row_hash',
] as const;

// RFC 4180, and cells that a spreadsheet would run as a formula (= + - @, tab, return) begin with an apostrophe.
const form = { escape_formulas: true, record_delimiter: 'windows', header: true } as const;

/** `npqel-outcomes-v1`: one row an outcome. `row_hash` is SHA-256 over the other cells as a JSON list, before quoting. */
export function returnCsv(exportId: string, outcomes: readonly ReturnedOutcome[]): string {
  const rows = outcomes.map((outcome) => {
    const cells = cellsOf(exportId, outcome);
    return [...cells, digestOf(cells)];
  });
  return stringify(rows, { ...form, columns: [...returnColumns] });
}

function cellsOf(exportId: string, outcome: ReturnedOutcome): string[] {
  const [first, last] = partName(outcome.name);
  return [
    outcome.participantRef,
    outcome.trn,
    first,
    last,
    outcome.providerCode,
    outcome.schoolUrn ?? '',
    outcome.trustUid ?? '',
    outcome.frameworkVersion,
    outcome.startDate,
    outcome.presentedOn ?? '',
    outcome.presentedOn === null ? '' : String(monthsBetween(outcome.startDate, outcome.presentedOn)),
    String(outcome.attemptNo),
    outcome.state === 'voided' ? 'voided' : outcome.result,
    outcome.completionDate,
    outcome.previous ?? '',
    outcome.reason ?? '',
    outcome.batchId,
    outcome.qaSampled ? 'y' : 'n',
    exportId,
  ];
}

/** The Department's id of the NPQEL in its import of the former suite. */
const legacyType = '389040006';

/** `legacy-dqt.csv`: passes that stand, each once, with the date as month/day/year, which is what that import reads. */
export function legacyCsv(outcomes: readonly ReturnedOutcome[]): { readonly rows: number; readonly csv: string } {
  const rows = outcomes
    .filter(({ state, result, isRepeat }) => state === 'released' && result === 'passed' && !isRepeat)
    .map(({ trn, completionDate }) => [trn, legacyType, americanDate(completionDate)]);
  return { rows: rows.length, csv: stringify(rows, { ...form, columns: ['trn', 'npq_type', 'awarded_date'] }) };
}

function americanDate(date: string): string {
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year}`;
}

/** A name is kept as one; the Department asks for two. The last word is the last name: "Ana de Souza" is Ana de, Souza. */
function partName(name: string): [first: string, last: string] {
  const words = name.trim().split(/\s+/);
  return [words.slice(0, -1).join(' '), words.at(-1) ?? ''];
}

/** Whole months from the start to the day of presenting: 17 up to the day before the 18 are full. */
function monthsBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'months' }).months;
}
