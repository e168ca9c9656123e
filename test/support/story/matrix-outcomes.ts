import { feedback, passes, totals } from '#libs/rubric';
import type { TestApp } from '../app.js';
import { confirmedBatch, evenMarks, scriptOf } from './matrix-judging.js';
import { furnish } from './matrix-participant.js';
import type { Owner, SubjectStory } from './matrix-subjects.js';
import { givePerson } from './people.js';
import { giveMatch } from './similarity.js';
import { frameworkInForce, scriptNumber } from './scripts.js';

/** Things of the room that joins number and person again. */
export const decided: Readonly<Record<string, SubjectStory>> = {
  'batch to release': {
    bound: () => 'provider',
    give: async (open, owner) => ({ batchId: await clearedBatch(open, owner) }),
  },
  release: {
    bound: () => 'provider',
    give: async (open, owner) => ({ id: await release(open, owner, 'planned') }),
  },
  'own outcome': { bound: () => 'person', give: releasedOutcome },
  'released outcome': { bound: () => 'provider', give: releasedOutcome },
  'outcome hold': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const { attemptId } = await scriptOf(open, owner);
      const { signInId } = await givePerson(open, { roles: ['lead'], provider: owner.provider });
      const { id } = await open.database.one<{ id: string }>(
        `insert into outcome_hold (attempt_id, state, source, reason, told, placed_by, placed_at)
         values ($1, 'held', 'other', 'Two authors', 'We look into who wrote it', $2, app_now()) returning id`,
        [attemptId, signInId],
      );
      return { id };
    },
  },
  sanction: {
    bound: () => 'provider',
    give: async (open, owner) => {
      const { attemptId } = await scriptOf(open, owner);
      const [placer, decider] = [
        await givePerson(open, { roles: ['lead'], provider: owner.provider }),
        await givePerson(open, { roles: ['lead'], provider: owner.provider }),
      ];
      const { id } = await open.database.one<{ id: string }>(
        `with held as (
           insert into outcome_hold (attempt_id, state, source, reason, told, placed_by, placed_at, finding, decided_why, decided_by, decided_at)
           values ($1, 'upheld', 'other', 'Two authors', 'We look into who wrote it', $2, app_now(), 'proven', 'Copied', $3, app_now()) returning id)
         select id from held`,
        [attemptId, placer.signInId, decider.signInId],
      );
      return open.database.one<{ id: string }>(
        `insert into sanction (hold_id, hold_placed_by, kind, state, reason, told, proposed_by, proposed_at)
         values ($1, $2, 'warning', 'proposed', 'The first time', 'Name your sources', $3, app_now()) returning id`,
        [id, placer.signInId, decider.signInId],
      );
    },
  },
  similarity: {
    bound: () => 'provider',
    give: async (open, owner) => {
      const { submissionId } = owner.belongings ?? (await furnish(open, owner.provider)).belongings;
      const other = (await furnish(open, owner.provider)).belongings.submissionId;
      return { id: await giveMatch(open, submissionId, other) };
    },
  },
  'outcome change': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const { id: outcomeId } = await releasedOutcome(open, owner);
      const { signInId } = await givePerson(open, { roles: ['lead'], provider: owner.provider });
      const { id } = await open.database.one<{ id: string }>(
        `insert into outcome_change (outcome_id, kind, state, reason, proposed_by, proposed_at)
         values ($1, 'void', 'proposed', 'Released in error', $2, app_now()) returning id`,
        [outcomeId, signInId],
      );
      return { id };
    },
  },
  appeal: { bound: () => 'provider', give: lodgedAppeal },
  'own appeal': { bound: () => 'person', give: lodgedAppeal },
  'outcome return': {
    bound: () => 'provider',
    give: async (open, { providerId, signInId }) => {
      const { id } = await open.database.one<{ id: string }>(
        `insert into outcome_return (provider_id, number, made_at, made_by, scope, rows, sha256, content, legacy_rows, legacy_content)
         select $1, coalesce(max(number), 0) + 1, app_now(), $2, 'new', 0, repeat('0', 64), '', 0, ''
         from outcome_return where provider_id = $1 returning id`,
        [providerId, signInId],
      );
      return { id };
    },
  },
};

/** An appeal that was lodged in time against an outcome of an hour ago. */
async function lodgedAppeal(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const { id: outcomeId } = await releasedOutcome(open, owner);
  const { id } = await open.database.one<{ id: string }>(
    `insert into appeal (outcome_id, state, grounds, statement, lodged_by, lodged_at, lodge_by)
     select o.id, 'lodged', 'procedure', 'Annex 3 was not looked at.', p.sign_in_id, app_now(), london_date(app_now()) + 28
     from outcome o join attempt a on a.id = o.attempt_id join enrolment e on e.id = a.enrolment_id
     join participant p on p.id = e.participant_id where o.id = $1 returning id`,
    [outcomeId],
  );
  return { id };
}

async function clearedBatch(open: TestApp, owner: Owner): Promise<string> {
  const { id = '' } = await confirmedBatch(open, owner);
  const { signInId } = await givePerson(open, { roles: ['lead'], provider: owner.provider });
  await open.database.query(
    `update moderation_batch set state = 'cleared', cleared_by = $2, cleared_at = app_now() where id = $1`,
    [id, signInId],
  );
  return id;
}

async function release(open: TestApp, owner: Owner, state: 'planned' | 'released'): Promise<string> {
  const batchId = await clearedBatch(open, owner);
  const [planner, approver] = [
    await givePerson(open, { roles: ['lead'], provider: owner.provider }),
    await givePerson(open, { roles: ['lead'], provider: owner.provider }),
  ];
  const isOut = state === 'released';
  const checks = { counts: { passed: 1, failed: 0 }, withdrawn: [], anomalies: [], cleared: '' };
  const { id } = await open.database.one<{ id: string }>(
    `insert into release (batch_id, state, release_at, planned_by, planned_at, approved_by, approved_at, released_at, seal, checks)
     select $1, $2, case when $3 then t - interval '1 hour' else t + interval '1 day' end, $4, t - interval '1 day',
            case when $3 then $5::uuid end, case when $3 then t - interval '1 day' end, case when $3 then t - interval '1 hour' end,
            repeat('0', 64), $6
     from (select app_now() as t) as clock returning id`,
    [batchId, state, isOut, planner.signInId, approver.signInId, JSON.stringify(checks)],
  );
  return id;
}

/** An outcome that its participant may read since an hour ago: the one they have, where they have one. */
async function releasedOutcome(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const { submissionId } = owner.belongings ?? (await furnish(open, owner.provider)).belongings;
  const [known] = await open.database.query<{ id: string }>(
    `select o.id from outcome o join script c on c.number = o.script_number where c.submission_id = $1`,
    [submissionId],
  );
  if (known) return { id: known.id };
  const { id: version, framework } = await frameworkInForce(open);
  const marks = evenMarks(framework, 1);
  const { windowId } = await scriptOf(open, owner);
  const number = scriptNumber();
  const scope = JSON.stringify(framework.criteria.map(({ code }) => code));
  await open.database.query(
    `insert into script (number, submission_id, window_id, framework_version, attempt_no, scope, accepted_at)
     values ($1, $2, $3, $4, 1, $5, app_now())`,
    [number, submissionId, windowId, version, scope],
  );
  const { id } = await open.database.one<{ id: string }>(
    `insert into outcome (attempt_id, script_number, release_id, state, result, marks, totals, feedback, framework_version,
       inputs_hash, released_at, completion_date)
     select s.attempt_id, $2, $3, 'released', $4, $5, $6, $7, $8, repeat('0', 64), t - interval '1 hour', london_date(t)
     from submission s, (select app_now() as t) as clock where s.id = $1 returning id`,
    [
      submissionId,
      number,
      await release(open, owner, 'released'),
      passes(framework, marks).passed ? 'passed' : 'failed',
      JSON.stringify(marks),
      JSON.stringify(totals(framework, marks)),
      JSON.stringify(feedback(framework, marks)),
      version,
    ],
  );
  return { id };
}
