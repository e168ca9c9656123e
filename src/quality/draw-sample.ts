import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { academicYear } from '#libs/calendar';
import { refuse, type Result } from '#libs/refusal';
import type { QaRule } from '#libs/rubric';
import { drawSample, frameHash, freezeFrame, type Frame, type Policy } from '#libs/sampling';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Frameworks } from '../qualification/index.js';

export type AskCode = 'no-batch-waits' | 'draw-under-way';

interface Decision {
  readonly script: string;
  readonly passed: boolean;
  readonly batchId: string;
}

/**
 * The quality agent's own draw: the decisions of all batches of a provider and academic year that were confirmed since the
 * draw before are frozen and hashed; the seed is made afterwards, in another transaction. As many are drawn as the year
 * lacks. The record has the form of a moderation draw, so that `scriptorium redraw` repeats it. Source: domain 8.3.
 */
@Injectable()
export class DrawQaSample {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Freezes the frame and orders the draw. Gives the sample's id. `year`: of the academic year's 1 September. */
  async ask(command: {
    actor: string;
    signInId: string;
    providerId: string;
    frameworkVersion: string;
    year: number;
  }): Promise<Result<string, AskCode>> {
    const { providerId, frameworkVersion, year } = command;
    const framework = await this.frameworks.framework(frameworkVersion);
    return this.database.transact(command.actor, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('qa-sample:' || $1 || $2 || $3, 0))`, [
        providerId,
        frameworkVersion,
        String(year),
      ]);
      const earlier = await readEarlier(tx, command);
      if (earlier.undrawn) return refuse('draw-under-way');
      const decisions = await unseenDecisions(tx, command);
      if (decisions.length === 0) return refuse('no-batch-waits');
      const frame = frameOf(decisions);
      const hash = frameHash(frame);
      const id = randomUUID();
      const policy = policyOf(framework.qa, earlier.framed + decisions.length, earlier.drawn);
      await tx.query(
        `insert into qa_sample (id, provider_id, framework_version, year, no, policy, frame, frame_hash, asked_by, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app_now())`,
        [
          id,
          providerId,
          frameworkVersion,
          year,
          earlier.draws + 1,
          JSON.stringify(policy),
          JSON.stringify(frame),
          hash,
          command.signInId,
        ],
      );
      await tx.query(`insert into qa_framed_batch (batch_id, qa_sample_id) select unnest($1::uuid[]), $2`, [
        [...new Set(decisions.map(({ batchId }) => batchId))],
        id,
      ]);
      await tx.journal({
        aggregate: 'qa-sample',
        id,
        act: 'qa.asked',
        facts: { frameHash: hash, decisions: decisions.length, year },
      });
      await tx.order({ kind: 'quality.draw', key: id, subject: { sampleId: id } });
      return id;
    });
  }

  /** The seed and the draw, after the frame was committed; twice is once. */
  async draw(work: Work): Promise<void> {
    const id = work.subject['sampleId'] ?? '';
    await this.database.transact(work.actor, async (tx) => {
      const [row] = await tx.query<{ frame: Frame; policy: Policy; seed: string | null; askedAt: Date }>(
        `select frame, policy, seed, asked_at as "askedAt" from qa_sample where id = $1 for update`,
        [id],
      );
      if (!row || row.seed !== null) return;
      const seed = randomBytes(32).toString('hex');
      const sample = drawSample(row.frame, row.policy, seed);
      // A moment after the frame's instant: a held demo clock must not make both the same.
      const at = new Date(Math.max((await tx.now()).epochMilliseconds, row.askedAt.getTime() + 1));
      await tx.query(`update qa_sample set seed = $2, seed_drawn_at = $3, sample = $4 where id = $1`, [
        id,
        seed,
        at,
        JSON.stringify(sample),
      ]);
      await tx.query(
        `insert into qa_item (qa_sample_id, script_number, batch_id)
         select $1, f ->> 'script', b.id from qa_framed_batch q join moderation_batch b on b.id = q.batch_id,
           jsonb_array_elements(b.frame -> 'items') as f
         where q.qa_sample_id = $1 and f ->> 'script' = any($2)`,
        [id, sample.items.map(({ script }) => script)],
      );
      await tx.journal({ aggregate: 'qa-sample', id, act: 'qa.drawn', facts: { seed, drawn: sample.drawn } });
      await tx.touch(`qa-sample:${id}`);
    });
  }
}

/** As many as are missing to the year's share, and to the least that is asked for. */
export function policyOf({ percent, atLeast }: QaRule, framed: number, drawn: number): Policy {
  const wanted = Math.max(0, Math.max(atLeast, Math.ceil((percent * framed) / 100)) - drawn);
  return { size: { kind: 'percent', percent: 0, atLeast: wanted }, mandatory: [], perAssessor: 0 };
}

/** Nothing but the decision that stands: the draw is simple, so no mark or name belongs in its record. */
function frameOf(decisions: readonly Decision[]): Frame {
  return freezeFrame(
    decisions.map(({ script, passed }) => ({
      script,
      outcome: passed ? 'pass' : 'fail',
      totals: {},
      margin: 0,
      assessors: [],
      flags: [],
    })),
  );
}

interface Asked {
  readonly providerId: string;
  readonly frameworkVersion: string;
  readonly year: number;
}

async function readEarlier(
  tx: Transaction,
  { providerId, frameworkVersion, year }: Asked,
): Promise<{ draws: number; framed: number; drawn: number; undrawn: boolean }> {
  const [row] = await tx.query<{ draws: number; framed: number; drawn: number; undrawn: boolean }>(
    `select count(*)::int as draws, coalesce(sum(jsonb_array_length(frame -> 'items')), 0)::int as framed,
            coalesce(sum(jsonb_array_length(sample -> 'items')), 0)::int as drawn, coalesce(bool_or(seed is null), false) as undrawn
     from qa_sample where provider_id = $1 and framework_version = $2 and year = $3`,
    [providerId, frameworkVersion, year],
  );
  return row ?? { draws: 0, framed: 0, drawn: 0, undrawn: false };
}

/** Decisions of confirmed batches that no draw has framed and that nobody has left. */
async function unseenDecisions(tx: Transaction, { providerId, frameworkVersion, year }: Asked): Promise<Decision[]> {
  const { firstDay, lastDay } = academicYear(year);
  return tx.query<Decision>(
    `select f ->> 'script' as script, r.passed, b.id as "batchId"
     from moderation_batch b join assessment_window w on w.id = b.window_id,
          jsonb_array_elements(b.frame -> 'items') as f join provisional_result r on r.script_number = f ->> 'script'
     where w.provider_id = $1 and b.framework_version = $2 and b.state in ('confirmed', 'cleared')
       and london_date(w.closes_at) between $3 and $4
       and not exists (select from qa_framed_batch q where q.batch_id = b.id)
       and not exists (select from jsonb_array_elements(b.sample -> 'changes') as c
                       where c ->> 'kind' = 'left' and c ->> 'script' = f ->> 'script')
     order by 1`,
    [providerId, frameworkVersion, firstDay.toString(), lastDay.toString()],
  );
}
