import { margin, type Framework, type MarkSet } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';

/** A released outcome that somebody had a hand in who marked the one that turned out wrong. */
export interface LookBackLine {
  readonly outcomeId: string;
  readonly name: string;
  readonly windowName: string;
  readonly attemptNo: number;
  readonly result: 'passed' | 'failed';
  readonly releasedAt: Date;
  readonly assessor: string;
  readonly role: 'first' | 'second' | 'adjudicator' | 'remark';
  /** Who has looked at it besides: `second` marked it blind too, `moderator` decided on it, `quality` gave a verdict. */
  readonly seenBy: readonly ('second' | 'moderator' | 'quality')[];
  /** The fewest steps of one mark that would change the result; null where none of this attempt could. */
  readonly steps: number | null;
}

interface Row extends Omit<LookBackLine, 'steps'> {
  readonly marks: MarkSet;
  readonly carriedForward: MarkSet;
}

export interface LookBack {
  readonly lines: LookBackLine[];
  /** True where there are more, released before these. */
  readonly isCut: boolean;
}

/** More than any assessor marks in the years that count. */
const mostLines = 500;

/**
 * Edge case 32: where a released outcome turned out wrong, the released outcomes of the same provider and framework that the same
 * assessors marked, nearest to another result first and those nobody else has seen before the others. At most
 * `most` of them, the newest. One statement.
 */
export async function lookBackFrom(
  reads: Pick<Transaction, 'query'>,
  outcomeId: string,
  framework: Framework,
  most = mostLines,
): Promise<LookBack> {
  const rows = await reads.query<Row>(
    `select o.id as "outcomeId", p.name, w.name as "windowName", a.no as "attemptNo", o.result, o.released_at as "releasedAt",
            t.name as assessor, g.role, o.marks, a.carried_forward as "carriedForward",
            array_remove(array[
              case when exists (select from assignment b where b.script_number = sc.number and b.state = 'locked'
                                and b.assessor_id <> g.assessor_id) then 'second' end,
              case when exists (select from moderation_decision d where d.script_number = sc.number) then 'moderator' end,
              case when exists (select from qa_verdict v where v.script_number = sc.number) then 'quality' end], null) as "seenBy"
     from outcome this join assignment mine on mine.script_number = this.script_number and mine.state = 'locked'
     join assignment g on g.assessor_id = mine.assessor_id and g.state = 'locked' and g.script_number <> this.script_number
     join script sc on sc.number = g.script_number
     join outcome o on o.script_number = sc.number and o.state = 'released' and o.framework_version = this.framework_version
     join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
     join assessment_window w on w.id = sc.window_id
     join script ts on ts.number = this.script_number join assessment_window tw on tw.id = ts.window_id
     join staff t on t.id = g.assessor_id
     where this.id::text = $1 and w.provider_id = tw.provider_id
     order by o.released_at desc, o.id limit $2::int + 1`,
    [outcomeId, most],
  );
  const lines = rows
    .slice(0, most)
    .map(({ marks, carriedForward, ...line }) => ({ ...line, steps: margin(framework, marks, carriedForward).steps }))
    .toSorted((a, b) => a.seenBy.length - b.seenBy.length || (a.steps ?? 99) - (b.steps ?? 99));
  return { lines, isCut: rows.length > most };
}
