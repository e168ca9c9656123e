import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { ScriptFault } from '../frozen-script.js';

interface ChangedRow {
  readonly number: string;
  readonly windowName: string;
  readonly foundAt: Date;
  readonly found: readonly ScriptFault[];
  /** Labels of its documents in their order. */
  readonly labels: readonly string[];
}

const says: Readonly<Record<ScriptFault['what'], string>> = {
  record: 'its record was changed',
  manifest: 'the list of what was handed in was changed',
  'copy-changed': 'the assessors’ copy holds other bytes',
  'copy-missing': 'the assessors’ copy is gone',
  'original-changed': 'the file that was handed in holds other bytes',
  'original-missing': 'the file that was handed in is gone',
};

/** What the lead sees of scripts that nobody may judge until their bytes are put back. Numbers and labels, no names. */
@Injectable()
export class ChangedScriptsPages {
  constructor(private readonly database: Database) {}

  /** Two statements. */
  async list(providerId: string | null): Promise<PageReply> {
    const rows = await this.database.query<ChangedRow>(
      `select sc.number, w.name as "windowName", f.found_at as "foundAt", f.found,
              (select coalesce(jsonb_agg(d.label order by d.position), '[]') from script_document d
               where d.script_number = sc.number) as labels
       from script_fault f join script sc on sc.number = f.script_number join assessment_window w on w.id = sc.window_id
       where f.cleared_at is null and w.provider_id = $1 order by f.found_at, sc.number limit 200`,
      [providerId],
    );
    const [looked] = await this.database.query<{ scripts: number; since: Date | null }>(
      `select count(*)::int as scripts, min(c.checked_at) as since
       from script_check c join script sc on sc.number = c.script_number join assessment_window w on w.id = sc.window_id
       where w.provider_id = $1`,
      [providerId],
    );
    return page('submission/pages/changed-scripts.njk', {
      title: 'Scripts that are not what was handed in',
      looked: looked ?? { scripts: 0, since: null },
      scripts: rows.map(({ labels, found, ...row }) => ({
        ...row,
        found: found.map(({ position, what }) => ({
          what,
          says: `${position === null ? 'The script' : (labels[position] ?? `File ${position + 1}`)}: ${says[what]}`,
        })),
      })),
    });
  }
}
