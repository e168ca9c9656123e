import { CsvError, parse } from 'csv-parse/sync';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { columnKeys, columnOf, columns, type ColumnKey } from './columns.js';

export type ReadCsvCode =
  | 'file-not-utf8'
  | 'file-empty'
  | 'file-without-rows'
  | 'column-unknown'
  | 'column-twice'
  | 'column-missing'
  | 'file-not-csv'
  | 'too-many-rows';

/** A row as it stands in the file: the line it begins on, its cells by column (missing columns are empty), what else it had. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<ColumnKey, string>>;
  /** How many cells it has, where that is not how many headings there are. */
  readonly cellCount: number | null;
}

/** Rows at most in one file: ten years of the largest provider. */
export const mostRows = 10_000;

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the bytes of a CSV: UTF-8 with or without its mark, any line end, commas, semicolons or (pasted from a
 * spreadsheet) tabs, columns in any order. Cells are trimmed text and nothing else: a formula is a text that begins with
 * "=". Refuses the whole file where rows cannot be told apart; what is wrong with single rows is the next step's.
 */
export function readCsv(bytes: Buffer): Result<CsvRow[], ReadCsvCode> {
  const text = decode(bytes);
  if (text === null) return refuse('file-not-utf8');
  if (text.trim() === '') return refuse('file-empty');
  const parsed = parseText(text);
  if (isRefusal(parsed)) return parsed;
  const [head, ...rest] = parsed;
  if (!head || rest.length === 0) return refuse('file-without-rows');
  const headings = readHeadings(head.record);
  if (isRefusal(headings)) return headings;
  if (rest.length > mostRows) return refuse('too-many-rows', { rows: rest.length, most: mostRows });
  let lastLine = head.info.lines;
  return rest.map(({ record, info }) => {
    // A record's line is the last one it is on; one with a line break in a cell begins earlier.
    const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
    const line = Math.max(lastLine + 1, info.lines - breaks);
    lastLine = info.lines;
    return {
      line,
      cells: cellsOf(headings, record),
      cellCount: record.length === headings.length ? null : record.length,
    };
  });
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parseText(text: string): Result<Parsed[], 'file-not-csv'> {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      skip_empty_lines: true,
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    return refuse('file-not-csv', { line: lines ?? null, quote: error.code.includes('QUOTE') });
  }
}

/** Whichever parts the heading line into most. */
function delimiterOf(text: string): string {
  const heading = text.trimStart().split(/\r\n|\r|\n/, 1)[0] ?? '';
  const count = (mark: string): number => heading.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function readHeadings(record: readonly string[]): Result<ColumnKey[], ReadCsvCode> {
  const found: ColumnKey[] = [];
  for (const heading of record) {
    const column = columnOf(heading);
    if (column === null) return refuse('column-unknown', { heading: heading.trim().slice(0, 60) });
    if (found.includes(column)) return refuse('column-twice', { heading: columns[column].heading });
    found.push(column);
  }
  const missing = columnKeys.filter((key) => columns[key].isRequired && !found.includes(key));
  return missing.length > 0
    ? refuse('column-missing', { headings: missing.map((key) => columns[key].heading) })
    : found;
}

function cellsOf(headings: readonly ColumnKey[], record: readonly string[]): Record<ColumnKey, string> {
  const cells = Object.fromEntries(columnKeys.map((key) => [key, ''])) as Record<ColumnKey, string>;
  headings.forEach((key, at) => {
    cells[key] = (record[at] ?? '').trim();
  });
  return cells;
}
