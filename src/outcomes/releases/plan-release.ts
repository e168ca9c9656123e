import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { Frameworks } from '../../qualification/index.js';
import { disputedIn, qaHoldOf } from '../../quality/index.js';
import { sealOf, type DrawnOutcome } from '../outcome/draw.js';
import { outcomeLifecycle } from '../outcome/outcome.lifecycle.js';
import { checkRelease, type DryRun, type ReleaseChecks } from './check-release.js';
import { batchToRelease, gatherCandidates, sanctionedAmong } from './gather.js';
import { readInstant, type InstantCode, type InstantFields } from './release-instant.js';
import { releaseLifecycle } from './release.lifecycle.js';

export type PlanCode =
  | InstantCode
  | 'batch-not-cleared'
  | 'quality-hold'
  | 'release-exists'
  | 'release-blocked'
  | 'nothing-to-release'
  | 'anomaly-not-explained';

export interface ReleasePlan extends InstantFields {
  readonly actor: string;
  readonly signInId: string;
  readonly batchId: string;
  /** What was found about what is unusual; needed where anything is. */
  readonly explanation: string;
}

/**
 * Draws the outcomes of a cleared batch, seals them, and puts them down for an instant. Nobody sees any of it but leads
 * until a second lead has approved and the instant has come.
 */
@Injectable()
export class PlanRelease {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the release's id. */
  async run(plan: ReleasePlan): Promise<Result<string, PlanCode>> {
    return this.database.transact(plan.actor, async (tx) => {
      const batch = await batchToRelease(tx, plan.batchId, true);
      if (batch?.state !== 'cleared') return refuse('batch-not-cleared');
      const [live] = await tx.query(`select from release where batch_id = $1 and state in ('planned', 'approved')`, [
        batch.id,
      ]);
      if (live) return refuse('release-exists');
      const releaseAt = readInstant(plan, instantOf(batch.now));
      if (isRefusal(releaseAt)) return releaseAt;
      const { qa } = await this.frameworks.framework(batch.frameworkVersion, tx);
      const hold = await qaHoldOf(tx, batch.id, qa);
      if (hold) return refuse('quality-hold', { until: hold.until, open: hold.open });
      const frameworkOf = (id: string): ReturnType<Frameworks['framework']> => this.frameworks.framework(id, tx);
      const candidates = await gatherCandidates(tx, frameworkOf, batch.id);
      const found = checkRelease(candidates, batch.before, await disputedIn(tx, batch.id));
      const explanation = plan.explanation.trim();
      const refusal = mayBePlanned(found, explanation);
      return refusal ?? this.write(tx, plan, releaseAt, found, explanation);
    });
  }

  private async write(
    tx: Transaction,
    plan: ReleasePlan,
    releaseAt: Temporal.Instant,
    { counts, withdrawn, held = 0, ended = 0, anomalies, outcomes }: DryRun,
    cleared: string,
  ): Promise<string> {
    const id = randomUUID();
    const at = new Date(releaseAt.epochMilliseconds);
    const seal = sealOf({ batchId: plan.batchId, releaseAt: at.toISOString() }, outcomes);
    const checks: ReleaseChecks = { counts, withdrawn, held, ended, anomalies, cleared };
    await tx.query(
      `insert into release (id, batch_id, state, release_at, planned_by, planned_at, seal, checks)
       values ($1, $2, $3, $4, $5, app_now(), $6, $7)`,
      [id, plan.batchId, releaseLifecycle.initial, at, plan.signInId, seal, JSON.stringify(checks)],
    );
    await tx.journal({
      aggregate: 'release',
      id,
      act: 'release.planned',
      to: releaseLifecycle.initial,
      facts: { batchId: plan.batchId, releaseAt: at.toISOString(), seal, ...checks },
    });
    await this.writeOutcomes(tx, id, outcomes);
    return id;
  }

  private async writeOutcomes(tx: Transaction, releaseId: string, outcomes: readonly DrawnOutcome[]): Promise<void> {
    const numbers = outcomes.map(({ scriptNumber }) => scriptNumber);
    const sanctioned = await sanctionedAmong(tx, (id) => this.frameworks.framework(id, tx), numbers);
    const contentOf = new Map(sanctioned.map((one) => [one.scriptNumber, one]));
    const written = await tx.query<{ id: string; inputsHash: string }>(
      `insert into outcome (attempt_id, script_number, release_id, state, result, marks, totals, feedback, framework_version, inputs_hash, sanction_id)
       select d.attempt, d.script, $1, $2, d.result, coalesce(d.marks, p.marks), coalesce(d.totals, p.totals),
              coalesce(d.feedback, p.feedback), sc.framework_version, d.inputs, d.sanction
       from jsonb_to_recordset($3::jsonb) as d (attempt uuid, script text, result text, inputs text, marks jsonb, totals jsonb,
         feedback jsonb, sanction uuid)
       join provisional_result p on p.script_number = d.script join script sc on sc.number = d.script
       returning id, inputs_hash as "inputsHash"`,
      [
        releaseId,
        outcomeLifecycle.initial,
        JSON.stringify(outcomes.map((outcome) => rowOf(outcome, contentOf.get(outcome.scriptNumber)))),
      ],
    );
    await tx.journalFirst(
      written.map(({ id, inputsHash }) => ({
        aggregate: 'outcome',
        id,
        act: 'outcome.scheduled',
        to: outcomeLifecycle.initial,
        facts: { releaseId, inputsHash },
      })),
    );
  }
}

/** An outcome as it is written; what a sanction changed stands beside it, and everything else comes from the marking. */
function rowOf(
  { attemptId: attempt, scriptNumber: script, result, inputsHash: inputs }: DrawnOutcome,
  sanctioned: Awaited<ReturnType<typeof sanctionedAmong>>[number] | undefined,
): Readonly<Record<string, unknown>> {
  const drawn = { attempt, script, result, inputs };
  if (!sanctioned) return drawn;
  const { marks, totals, feedback, sanctionId: sanction } = sanctioned;
  return { ...drawn, marks, totals, feedback, sanction };
}

function mayBePlanned(
  { blockers, outcomes, anomalies }: DryRun,
  explanation: string,
): ReturnType<typeof refuse<PlanCode>> | null {
  if (blockers.length > 0)
    return refuse('release-blocked', { scripts: blockers.flatMap(({ scripts }) => scripts).length });
  if (outcomes.length === 0) return refuse('nothing-to-release');
  if (anomalies.length > 0 && explanation === '') return refuse('anomaly-not-explained', {}, 'explanation');
  return null;
}
