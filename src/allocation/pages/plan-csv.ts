import { stringify } from 'csv-stringify/sync';
import type { Plan } from '#libs/allocator';

/** The plan as CSV by RFC 4180: script, role, name, id, and whether it is new. Cells that a spreadsheet would run are quoted off. */
export function planCsv(plan: Plan, names: ReadonlyMap<string, { readonly name: string }>): string {
  const rows = plan.placements.map(({ script, role, assessor, kept }) => [
    script,
    role,
    names.get(assessor)?.name ?? '',
    assessor,
    kept === 'new' ? 'new' : 'held before',
  ]);
  const unplaced = plan.unplaced.map(({ script, role }) => [script, role, '', '', 'unplaced']);
  return stringify([...rows, ...unplaced], {
    header: true,
    columns: ['script', 'role', 'assessor', 'assessor id', 'state'],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
