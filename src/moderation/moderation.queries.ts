import type { BatchDecision, Frame, Sample } from '#libs/sampling';
import type { BatchState, SampleItemState } from './batch.lifecycle.js';
import type { MarkChanges } from './decide-item.js';

type Reads = { query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> };

/** A window with scripts, and how far its decisions have come. */
export interface BatchLine {
  readonly windowId: string;
  readonly windowName: string;
  readonly closedAt: Date | null;
  readonly scripts: number;
  readonly provisional: number;
  readonly batchId: string | null;
  readonly state: BatchState | null;
  readonly sampled: number;
  readonly decided: number;
}

/** Every window of a provider that has scripts, newest first; of every provider where none is given. One statement. */
export async function batchLines(reads: Reads, providerId: string | null): Promise<BatchLine[]> {
  return reads.query<BatchLine>(
    `select w.id as "windowId", w.name as "windowName", w.closed_at as "closedAt",
            count(s.number)::int as scripts, count(*) filter (where m.state = 'provisional')::int as provisional,
            b.id as "batchId", b.state,
            (select count(*)::int from sample_item i where i.batch_id = b.id) as sampled,
            (select count(*)::int from sample_item i where i.batch_id = b.id and i.state = 'decided') as decided
     from assessment_window w join script s on s.window_id = w.id left join marking m on m.script_number = s.number
     left join lateral (select id, state from moderation_batch where window_id = w.id order by cycle desc limit 1) b on true
     where $1::uuid is null or w.provider_id = $1
     group by w.id, b.id, b.state order by w.closes_at desc, w.id limit 100`,
    [providerId],
  );
}

/** Batches that are being moderated and in which a moderator has or had a script, newest first. One statement. */
export async function openBatchesOf(
  reads: Reads,
  moderatorId: string,
): Promise<{ batchId: string; windowName: string; open: number }[]> {
  return reads.query(
    `select b.id as "batchId", w.name as "windowName",
            count(*) filter (where i.state not in ('decided', 'withdrawn'))::int as open
     from moderation_batch b join assessment_window w on w.id = b.window_id join sample_item i on i.batch_id = b.id
     where b.state in ('sampled', 'moderating')
     group by b.id, w.id having bool_or(i.moderator_id = $1) order by w.closes_at desc, b.id limit 50`,
    [moderatorId],
  );
}

export interface BatchDetail {
  readonly id: string;
  readonly windowId: string;
  readonly windowName: string;
  readonly frameworkVersion: string;
  readonly cycle: number;
  readonly state: BatchState;
  readonly frame: Frame | null;
  readonly frameHash: string | null;
  readonly frozenAt: Date | null;
  readonly seedDrawnAt: Date | null;
  readonly sample: Sample | null;
  readonly batchDecision: BatchDecision | null;
  readonly boardDecision: 'let-stand' | 'look-at-all' | null;
  readonly boardReason: string | null;
  readonly boardBy: string | null;
  readonly boardAt: Date | null;
  readonly providerId: string;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  readonly clearedAt: Date | null;
}

export async function batchDetail(reads: Reads, id: string): Promise<BatchDetail | null> {
  const [row] = await reads.query<BatchDetail>(
    `select b.id, b.window_id as "windowId", w.name as "windowName", b.framework_version as "frameworkVersion", b.cycle, b.state,
            b.frame, b.frame_hash as "frameHash", b.frozen_at as "frozenAt", b.seed_drawn_at as "seedDrawnAt", b.sample,
            b.batch_decision as "batchDecision", b.board_decision as "boardDecision",
            b.board_reason as "boardReason", b.board_by as "boardBy", b.board_at as "boardAt", w.provider_id as "providerId", b.confirmed_by as "confirmedBy", b.confirmed_at as "confirmedAt", b.cleared_at as "clearedAt"
     from moderation_batch b join assessment_window w on w.id = b.window_id where b.id = $1`,
    [id],
  );
  return row ?? null;
}

/** A script of a sample, as lead and moderators list it. */
export interface ItemLine {
  readonly batchId: string;
  readonly script: string;
  readonly reasons: { readonly stratum: string; readonly reasons: readonly string[] };
  readonly state: SampleItemState;
  readonly moderatorId: string | null;
  readonly moderatorName: string | null;
  readonly windowName: string;
  readonly decision: string | null;
  readonly flips: boolean | null;
  readonly decidedBy: string | null;
  /** True while its moderator is to give marks of their own before they see those that stand. */
  readonly isBlind: boolean;
}

const itemLine = `
  select i.batch_id as "batchId", i.script_number as script, i.reasons, i.state, i.moderator_id as "moderatorId",
         i.blind_first and i.blind_marks is null as "isBlind", st.name as "moderatorName", w.name as "windowName", d.decision, d.flips, d.moderator_id as "decidedBy"
  from sample_item i join moderation_batch b on b.id = i.batch_id join assessment_window w on w.id = b.window_id
  left join staff st on st.id = i.moderator_id
  left join lateral (select decision, flips, moderator_id from moderation_decision d
                     where d.batch_id = i.batch_id and d.script_number = i.script_number order by no desc limit 1) d on true`;

/** The sample of a batch, by script number. One statement. */
export async function itemsOf(reads: Reads, batchId: string): Promise<ItemLine[]> {
  return reads.query<ItemLine>(`${itemLine} where i.batch_id = $1 order by i.script_number`, [batchId]);
}

/** What waits for a moderator: scripts shared out to them, and flips of others that need a second moderator. One statement. */
export async function itemsFor(reads: Reads, staffId: string): Promise<ItemLine[]> {
  return reads.query<ItemLine>(
    `${itemLine} where b.state in ('sampled', 'moderating') and (
       (i.moderator_id = $1 and i.state in ('waiting', 'referred'))
       or (i.state = 'awaiting-second' and d.moderator_id <> $1
           and not exists (select from assignment a where a.script_number = i.script_number and a.assessor_id = $1)))
     order by i.state, i.script_number limit 300`,
    [staffId],
  );
}

/** The marks that stand for a script, with their comments, and what moderation said so far. */
export interface ModeratedScript {
  readonly script: string;
  readonly marks: Readonly<Record<string, 0 | 1 | 2>>;
  readonly passed: boolean;
  readonly source: string;
  readonly feedback: unknown;
  readonly scope: readonly string[];
  readonly frameworkVersion: string;
  readonly carriedForward: Readonly<Record<string, 0 | 1 | 2>>;
  readonly blindFirst: boolean;
  /** What the moderator gave before they saw the marks. */
  readonly blindMarks: Readonly<Record<string, 0 | 1 | 2>> | null;
  readonly state: SampleItemState;
  readonly reasons: { readonly stratum: string; readonly reasons: readonly string[] };
  readonly decisions: readonly {
    readonly decision: string;
    readonly reason: string | null;
    readonly comment: string;
    readonly changes: MarkChanges;
    readonly flips: boolean;
    readonly moderatorId: string;
    readonly at: string;
  }[];
}

export async function moderatedScript(reads: Reads, batchId: string, script: string): Promise<ModeratedScript | null> {
  const [row] = await reads.query<ModeratedScript>(
    `select i.script_number as script, r.marks, r.passed, r.source, r.feedback, s.scope, s.framework_version as "frameworkVersion",
            s.carried_forward as "carriedForward", i.blind_first as "blindFirst", i.blind_marks as "blindMarks", i.state, i.reasons,
            coalesce((select jsonb_agg(jsonb_build_object('decision', d.decision, 'reason', d.reason, 'comment', d.comment,
                        'changes', d.changes, 'flips', d.flips, 'moderatorId', d.moderator_id, 'at', d.at) order by d.no)
                      from moderation_decision d where d.batch_id = i.batch_id and d.script_number = i.script_number), '[]') as decisions
     from sample_item i join provisional_result r on r.script_number = i.script_number join script s on s.number = i.script_number
     where i.batch_id = $1 and i.script_number = $2`,
    [batchId, script],
  );
  return row ?? null;
}
