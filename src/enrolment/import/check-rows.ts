import { readDate } from '../read-date.js';
import { startDateProblem } from '../start-date.js';
import { columns, type ColumnKey } from './columns.js';
import type { CsvRow } from './read-csv.js';

export type RowCode =
  | 'cells-do-not-match'
  | 'cell-empty'
  | 'cell-too-long'
  | 'cell-is-formula'
  | 'cell-has-control-character'
  | 'email-not-an-address'
  | 'trn-not-seven-digits'
  | 'trn-is-zero'
  | 'start-date-unreadable'
  | 'start-date-far-ahead'
  | 'start-date-before-the-framework'
  | 'urn-not-six-digits'
  | 'trust-uid-unreadable'
  | 'neither-school-nor-trust'
  | 'name-without-number'
  | 'twice-in-file'
  | 'trn-belongs-to-another'
  | 'email-belongs-to-another'
  | 'email-is-staff'
  | 'other-start-date'
  | 'enrolled-elsewhere'
  | 'school-in-another-trust';

/** What is wrong with one cell: the line of the file, the column's heading (null for the whole row), and why. */
export interface RowProblem {
  readonly line: number;
  readonly column: string | null;
  readonly code: RowCode;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A row that can be enrolled, as far as the file alone says. */
export interface ReadRow {
  readonly line: number;
  readonly name: string;
  readonly email: string;
  readonly trn: string;
  readonly startDate: Temporal.PlainDate;
  readonly urn: string | null;
  readonly school: string | null;
  readonly trustUid: string | null;
  readonly trust: string | null;
  readonly coachName: string | null;
  readonly coachEmail: string | null;
}

/** The most characters of a cell, and of what is recorded of a person. */
export const longest = 200;
// What a spreadsheet would run when a list is exported again; a "-" alone is how people write "none".
const formula = /^[=+\-@\t]/;
// eslint-disable-next-line no-control-regex -- that is what it looks for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029\r\n\t]/;
const address = /^[^\s@"<>(),;:\\]+@[^\s@"<>(),;:\\]+\.[^\s@"<>(),;:\\]{2,}$/;

export const isFormula = (text: string): boolean => formula.test(text);
export const isControlled = (text: string): boolean => control.test(text);
export const isAddress = (text: string): boolean => address.test(text);

type Note = (column: ColumnKey | null, code: RowCode, facts?: Record<string, unknown>) => void;

/** Reads every row and gives every problem of each: nothing stops at the first. `today` is the date in London. */
export function checkRows(
  rows: readonly CsvRow[],
  today: Temporal.PlainDate,
): { readonly read: ReadRow[]; readonly problems: RowProblem[] } {
  const problems: RowProblem[] = [];
  const read: ReadRow[] = [];
  for (const row of rows) {
    const before = problems.length;
    const note: Note = (column, code, facts = {}) =>
      problems.push({ line: row.line, column: column && columns[column].heading, code, facts });
    const found = readRow(row, today, note);
    if (found && problems.length === before) read.push(found);
  }
  problems.push(...twice(read));
  return { read, problems: problems.sort((a, b) => a.line - b.line) };
}

function readRow(row: CsvRow, today: Temporal.PlainDate, note: Note): ReadRow | null {
  if (row.cellCount !== null) {
    note(null, 'cells-do-not-match', { cells: row.cellCount });
    return null;
  }
  const { cells } = row;
  for (const key of Object.keys(columns) as ColumnKey[]) checkCell(key, cells[key], note);
  if (cells.email !== '' && !address.test(cells.email)) note('email', 'email-not-an-address', { given: cells.email });
  if (cells.coachEmail !== '' && !address.test(cells.coachEmail))
    note('coachEmail', 'email-not-an-address', { given: cells.coachEmail });
  // A spreadsheet drops leading noughts, so a shorter number is told apart from no number at all by its words.
  if (cells.trn !== '' && !/^\d{7}$/.test(cells.trn)) note('trn', 'trn-not-seven-digits', { given: cells.trn });
  if (cells.trn === '0000000') note('trn', 'trn-is-zero');
  const startDate = readDate(cells.startDate);
  if (cells.startDate !== '') {
    const problem = startDateProblem(cells.startDate, startDate, today);
    if (problem) note('startDate', problem.code, problem.facts);
  }
  checkWorkplace(cells, note);
  return startDate === null ? null : fromCells(row, startDate);
}

function checkCell(key: ColumnKey, value: string, note: Note): void {
  if (value === '') {
    if (columns[key].isRequired) note(key, 'cell-empty');
    return;
  }
  if (value.length > longest) note(key, 'cell-too-long', { length: value.length, most: longest });
  else if (control.test(value)) note(key, 'cell-has-control-character');
  else if (formula.test(value)) note(key, 'cell-is-formula', { given: value.slice(0, 40) });
}

function checkWorkplace(cells: CsvRow['cells'], note: Note): void {
  if (cells.urn !== '' && !/^\d{6}$/.test(cells.urn)) note('urn', 'urn-not-six-digits', { given: cells.urn });
  if (cells.trustUid !== '' && !/^[A-Za-z0-9]{1,12}$/.test(cells.trustUid))
    note('trustUid', 'trust-uid-unreadable', { given: cells.trustUid });
  if (cells.school !== '' && cells.urn === '') note('urn', 'name-without-number', { name: cells.school });
  if (cells.trust !== '' && cells.trustUid === '') note('trustUid', 'name-without-number', { name: cells.trust });
  // Without either nobody could tell which assessors may not mark this work.
  if (cells.urn === '' && cells.trustUid === '' && cells.school === '' && cells.trust === '')
    note('urn', 'neither-school-nor-trust');
}

function fromCells({ line, cells }: CsvRow, startDate: Temporal.PlainDate): ReadRow {
  const or = (value: string): string | null => (value === '' ? null : value);
  return {
    line,
    name: cells.name.replace(/\s+/g, ' '),
    email: cells.email,
    trn: cells.trn,
    startDate,
    urn: or(cells.urn),
    school: or(cells.school),
    trustUid: or(cells.trustUid),
    trust: or(cells.trust),
    coachName: or(cells.coachName),
    coachEmail: or(cells.coachEmail),
  };
}

/** One person stands in a file once: by TRN, and by e-mail whatever its case. The second line is named, with the first. */
function twice(rows: readonly ReadRow[]): RowProblem[] {
  const problems: RowProblem[] = [];
  const byTrn = new Map<string, number>();
  const byEmail = new Map<string, number>();
  for (const { line, trn, email } of rows) {
    const key = email.toLowerCase();
    const [trnLine, emailLine] = [byTrn.get(trn), byEmail.get(key)];
    if (trnLine !== undefined)
      problems.push({
        line,
        column: columns.trn.heading,
        code: 'twice-in-file',
        facts: { given: trn, first: trnLine },
      });
    if (emailLine !== undefined)
      problems.push({
        line,
        column: columns.email.heading,
        code: 'twice-in-file',
        facts: { given: email, first: emailLine },
      });
    if (trnLine === undefined) byTrn.set(trn, line);
    if (emailLine === undefined) byEmail.set(key, line);
  }
  return problems;
}
