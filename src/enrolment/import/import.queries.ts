import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { problemOf } from '../../platform/web/reply.js';
import { enrolmentMessages } from '../enrolment.messages.js';

/** How an import gets on. */
export interface ImportRecord {
  readonly id: string;
  readonly fileName: string;
  readonly state: 'waiting' | 'reading' | 'refused' | 'imported';
  readonly rowsTotal: number;
  readonly rowsNew: number;
  readonly rowsSame: number;
  readonly problemCount: number;
  readonly startedAt: Date;
  readonly startedBy: string | null;
  readonly workId: string | null;
  readonly workState: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly note: string | null;
}

/** One problem, in words. */
export interface ImportProblem {
  readonly line: number | null;
  readonly column: string | null;
  readonly code: string;
  readonly text: string;
}

const columns = `i.id, i.file_name as "fileName", i.state, i.rows_total as "rowsTotal", i.rows_new as "rowsNew",
  i.rows_same as "rowsSame", i.problem_count as "problemCount", i.started_at as "startedAt", staff.name as "startedBy",
  w.id as "workId", w.state as "workState", coalesce(w.progress_done, 0) as done, w.progress_total as total,
  w.progress_note as note`;
const joined = `enrolment_import i
  left join staff on staff.sign_in_id = i.started_by
  left join work_item w on w.kind = 'enrolment.import' and w.key = i.id::text`;

/** What the screens of imports read. */
@Injectable()
export class ImportQueries {
  constructor(private readonly database: Database) {}

  /** The last imports of a provider, newest first. */
  async latest(providerId: string): Promise<ImportRecord[]> {
    return this.database.query<ImportRecord>(
      `select ${columns} from ${joined} where i.provider_id = $1 order by i.started_at desc, i.id limit 20`,
      [providerId],
    );
  }

  /** One import with its problems in words; null where there is none. */
  async find(id: string): Promise<(ImportRecord & { readonly problems: readonly ImportProblem[] }) | null> {
    const [row] = await this.database.query<
      ImportRecord & {
        readonly stored: readonly {
          line: number | null;
          column: string | null;
          code: string;
          facts: Record<string, unknown>;
        }[];
      }
    >(`select ${columns}, i.problems as stored from ${joined} where i.id = $1`, [id]);
    if (!row) return null;
    const { stored, ...record } = row;
    const problems = stored.map(({ line, column, code, facts }) => ({
      line,
      column,
      code,
      text: problemOf({ refused: true, code, facts }, enrolmentMessages).text,
    }));
    return { ...record, problems };
  }
}
