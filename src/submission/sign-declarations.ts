import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { ensureDraft, gatherAttempt } from './gather-attempt.js';

export type DeclareCode =
  'nothing-to-declare' | 'submitted-already' | 'accepted-already' | 'declare-all' | 'changed-meanwhile';

/** The participant signs every declaration at once, for exactly what the page showed. Any later edit voids them. */
@Injectable()
export class SignDeclarations {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** `manifestHash` is what the page showed; refused where something was changed since in another tab. */
  async run(command: {
    actor: string;
    signInId: string;
    kinds: readonly string[];
    manifestHash: string;
  }): Promise<Result<true, DeclareCode>> {
    return this.database.transact(command.actor, async (transaction) => {
      const attempt = await gatherAttempt(transaction, (id) => this.frameworks.framework(id), command.signInId);
      if (!attempt) return refuse('nothing-to-declare');
      if (attempt.submission?.state === 'submitted') return refuse('submitted-already');
      if (attempt.submission?.state === 'accepted') return refuse('accepted-already');
      const asked = attempt.framework.declarations
        .filter(({ signedBy }) => signedBy === 'participant')
        .map(({ code }) => code);
      if (!asked.every((code) => command.kinds.includes(code))) return refuse('declare-all', {}, 'kinds');
      if (attempt.manifestHash !== command.manifestHash) return refuse('changed-meanwhile');
      const submissionId = await ensureDraft(transaction, attempt.enrolment, attempt.framework);
      await transaction.query(
        `update declaration set voided_at = app_now() where submission_id = $1 and voided_at is null`,
        [submissionId],
      );
      await transaction.query(
        `insert into declaration (submission_id, kind, text_version, manifest_hash, signed_by, signed_at)
         select $1, kind, $2, $3, $4, app_now() from unnest($5::text[]) as kind`,
        [submissionId, attempt.enrolment.frameworkVersion, attempt.manifestHash, command.signInId, asked],
      );
      await transaction.journal({
        aggregate: 'submission',
        id: submissionId,
        act: 'declarations.signed',
        facts: { kinds: asked, manifestHash: attempt.manifestHash },
      });
      await transaction.touch(`submission:${submissionId}`);
      return true;
    });
  }
}
