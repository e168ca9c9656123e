import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { ScriptIntegrity, type IntegrityCode } from '../submission/blind.js';

export const verdicts = ['agree', 'disagree-marks', 'disagree-outcome'] as const;
export type QaVerdict = (typeof verdicts)[number];

export type VerdictCode =
  IntegrityCode | 'verdict-missing' | 'verdict-reason-missing' | 'verdict-given' | 'verdict-on-own';

/**
 * The quality agent's word on one sampled decision, once. Disagreement says why. One about the outcome is news: whoever may
 * put another outcome in the place of a released one hears `quality.outcome-disputed` { scriptNumber, sampleId }.
 */
@Injectable()
export class SayVerdict {
  constructor(
    private readonly database: Database,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(command: {
    actor: string;
    staffId: string;
    sampleId: string;
    script: string;
    verdict: QaVerdict | '';
    reason: string;
  }): Promise<Result<true, VerdictCode>> {
    const { sampleId, script, verdict, staffId } = command;
    const reason = command.reason.trim();
    if (verdict === '') return refuse('verdict-missing', {}, 'verdict');
    if (verdict !== 'agree' && reason === '') return refuse('verdict-reason-missing', {}, 'reason');
    const changed = await this.integrity.refusal(command.actor, script);
    if (changed) return changed;
    return this.database.transact(command.actor, async (tx) => {
      const [own] = await tx.query(
        `select from assignment where script_number = $1 and assessor_id = $2
         union all select from moderation_decision where script_number = $1 and $2 in (moderator_id, second_moderator_id)`,
        [script, staffId],
      );
      if (own) return refuse('verdict-on-own');
      const written = await tx.query(
        `insert into qa_verdict (script_number, verdict, reason, agent_id, at)
         select script_number, $3, $4, $5, app_now() from qa_item where qa_sample_id = $1 and script_number = $2
         on conflict do nothing returning script_number`,
        [sampleId, script, verdict, reason, staffId],
      );
      if (written.length === 0) return refuse('verdict-given');
      await tx.journal({ aggregate: 'qa-sample', id: sampleId, act: 'qa.verdict', facts: { script, verdict } });
      if (verdict === 'disagree-outcome')
        await tx.announce('quality.outcome-disputed', { scriptNumber: script, sampleId });
      await tx.touch(`qa-sample:${sampleId}`);
      return true;
    });
  }
}
