import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { refuse } from '#libs/refusal';
import type { Refusal } from '#libs/refusal';
import type { Plan } from './plan.js';
import { roles } from './problem.js';
import type { Role, Standing } from './problem.js';

const columns = ['script', 'role', 'assessor', 'pinned'] as const;

export type CsvFault = 'not-csv' | 'column-missing' | 'cell-empty' | 'role-unknown' | 'pinned-unknown' | 'seat-twice';

/** The plan as CSV by RFC 4180 with a header line; `pinned` is yes or no. Cells that a spreadsheet would run as formulas are quoted off. */
export function writeCsv(plan: Plan): string {
  const rows = plan.placements.map(({ script, role, assessor, kept }) => [
    script,
    role,
    assessor,
    kept === 'pinned' ? 'yes' : 'no',
  ]);
  return stringify(rows, { header: true, columns: [...columns], escape_formulas: true, record_delimiter: 'windows' });
}

/**
 * Reads placements, for standing plans and pins. Columns by name, in any order, others left alone; `pinned` may be missing and then is no.
 * Refuses with `line` (1 is the header) for every fault at once, and returns nothing where there is one.
 */
export function readCsv(text: string): Standing[] | Refusal<CsvFault>[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    return [refuse('not-csv', { why: (error as Error).message })];
  }
  const missing = columns.slice(0, 3).filter((column) => rows.length > 0 && !(column in rows[0]!));
  if (missing.length > 0) return missing.map((column) => refuse('column-missing', { column }));
  const seen = new Set<string>();
  const faults: Refusal<CsvFault>[] = [];
  const standing = rows.map((row, at): Standing => {
    const line = at + 2;
    const { script = '', role = '', assessor = '', pinned = 'no' } = row;
    for (const column of columns.slice(0, 3)) if (!row[column]) faults.push(refuse('cell-empty', { line, column }));
    if (role && !(roles as readonly string[]).includes(role)) faults.push(refuse('role-unknown', { line, role }));
    if (!['yes', 'no', ''].includes(pinned)) faults.push(refuse('pinned-unknown', { line, pinned }));
    if (seen.has(`${script} ${role}`)) faults.push(refuse('seat-twice', { line, script, role }));
    seen.add(`${script} ${role}`);
    return { script, role: role as Role, assessor, pinned: pinned === 'yes' };
  });
  return faults.length > 0 ? faults : standing;
}
