import { Injectable } from '@nestjs/common';
import { failedTaskScope, type MarkSet, type ResubmissionScope } from '#libs/rubric';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Work } from '../platform/jobs/job.js';
import { Frameworks } from '../qualification/index.js';

interface Failed {
  readonly enrolmentId: string;
  readonly no: number;
  readonly carriedForward: MarkSet;
  readonly marks: MarkSet;
  readonly frameworkVersion: string;
}

/**
 * A failed outcome was released and the enrolment may try again: the next attempt does the failed tasks anew and takes
 * the other marks along (domain 8.3, resubmission). Doing it twice does it once; an attempt that was begun meanwhile in
 * the belief that everything is in scope is put right, unless it was handed in.
 */
@Injectable()
export class OpenResubmission {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(work: Work): Promise<void> {
    await this.database.transact(work.actor, async (transaction) => {
      const [failed] = await transaction.query<Failed>(
        `select a.enrolment_id as "enrolmentId", a.no, a.carried_forward as "carriedForward", o.marks,
                o.framework_version as "frameworkVersion"
         from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
         where o.id = $1 and o.state in ('released') and o.result in ('failed')
           and e.state in ('resubmitting') and e.attempt_no = a.no + 1
         for update of e`,
        [work.subject['outcomeId']],
      );
      if (!failed) return;
      const framework = await this.frameworks.framework(failed.frameworkVersion, transaction);
      const scope = failedTaskScope(framework, failed.marks, failed.carriedForward);
      if (!scope) throw new Error(`A failed outcome whose marks pass: ${work.subject['outcomeId']}`);
      await openAttempt(transaction, failed, scope);
    });
  }
}

/** The attempt after one that is over, with its scope; one that was begun meanwhile is put right, unless it was handed in. */
export async function openAttempt(
  tx: Transaction,
  over: { readonly enrolmentId: string; readonly no: number },
  scope: Pick<ResubmissionScope, 'criteria' | 'carriedForward'> & Partial<Pick<ResubmissionScope, 'tasks'>>,
): Promise<void> {
  const { enrolmentId, no } = over;
  const [opened] = await tx.query<{ id: string }>(
    `insert into attempt (enrolment_id, no, scope, carried_forward, opened_at) values ($1, $2, $3, $4, app_now())
     on conflict (enrolment_id, no) do update set scope = excluded.scope, carried_forward = excluded.carried_forward
     where (attempt.scope, attempt.carried_forward) is distinct from (excluded.scope, excluded.carried_forward)
       and not exists (select from submission s where s.attempt_id = attempt.id and s.state in ('submitted', 'accepted'))
     returning id`,
    [enrolmentId, no + 1, JSON.stringify(scope.criteria), JSON.stringify(scope.carriedForward)],
  );
  if (!opened) return;
  const facts = { enrolmentId, no: no + 1, ...(scope.tasks ? { tasks: scope.tasks } : {}) };
  await tx.journal({ aggregate: 'attempt', id: opened.id, act: 'attempt.opened', facts });
}
