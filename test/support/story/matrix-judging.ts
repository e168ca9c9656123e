import { randomUUID } from 'node:crypto';
import { planAllocation } from '#libs/allocator';
import { compareMarkSets, feedback, passes, totals, type Framework, type Mark, type MarkSet } from '#libs/rubric';
import { DrawBatch } from '../../../src/moderation/draw-batch.js';
import { FreezeBatch } from '../../../src/moderation/index.js';
import type { Role } from '../../../src/platform/web/visitor.js';
import type { TestApp } from '../app.js';
import { post } from '../browse.js';
import { giveAccredited } from './allocation.js';
import type { Owner, SubjectStory } from './matrix-subjects.js';
import { looksEverywhere } from './matrix.js';
import { givePerson, type Person } from './people.js';
import { frameworkInForce, giveClosedWindow, giveScript, type GivenScript } from './scripts.js';
import { workOf } from '../work.js';

const marking: readonly Role[] = ['assessor', 'senior-assessor'];
const isMarker = ({ roles }: Owner): boolean => roles.some((role) => marking.includes(role));

/** Things of the rooms that know script numbers only. */
export const judged: Readonly<Record<string, SubjectStory>> = {
  'allocation window': { bound: () => 'provider', give: closedWindow('windowId') },
  'window to moderate': { bound: () => 'provider', give: closedWindow('windowId') },
  'marking of own window': { bound: () => 'provider', give: closedWindow('id') },
  'allocation round': { bound: () => 'provider', give: proposedRound },
  'own script': { bound: () => 'person', give: scriptInHand },
  'own kept comment': { bound: () => 'person', give: keptComment },
  'changed script': { bound: () => 'provider', give: changedScript },
  'own agreement': { bound: () => 'person', give: discrepantScript },
  'assignment in own window': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const script = await scriptOf(open, owner);
      return { id: await assign(open, script.number, 'first', await marker(open, owner)) };
    },
  },
  'barred assignment': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const script = await scriptOf(open, owner);
      const assignment = await assign(open, script.number, 'first', await marker(open, owner));
      await open.database.query(`update assignment set state = 'locked' where id = $1`, [assignment]);
      return open.database.one<{ id: string }>(
        `insert into barred_assignment (assignment_id, reason, found_at) values ($1, 'declared', app_now()) returning id`,
        [assignment],
      );
    },
  },
  'stopped marks': {
    bound: () => 'provider',
    give: async (open, owner) => {
      const { number } = await scriptOf(open, owner);
      const { framework } = await frameworkInForce(open);
      const { staffId, accreditationId } = await giveAccredited(open, { provider: owner.provider, state: 'suspended' });
      const assessor = { staffId } as Person;
      await lockedSet(open, number, 'first', assessor, evenMarks(framework, 2));
      const { id } = await open.database.one<{ id: string }>(
        `insert into stopped_marks (assignment_id, accreditation_id, stop, listed_at)
         select id, $2, 1, app_now() from assignment where script_number = $1 returning assignment_id as id`,
        [number, accreditationId],
      );
      return { id };
    },
  },
  'moderation batch': {
    // Once they are confirmed.
    bound: (role) => (looksEverywhere.includes(role) ? 'everyone' : role === 'moderator' ? 'person' : 'provider'),
    give: confirmedBatch,
  },
  'sample item': { bound: () => 'person', give: confirmedBatch },
  'quality sample': {
    bound: (role) => (looksEverywhere.includes(role) ? 'everyone' : 'provider'),
    give: drawnSample,
  },
  'sample item to hand over': { bound: () => 'provider', give: confirmedBatch },
};

function closedWindow(name: string): SubjectStory['give'] {
  return async (open, owner) => ({ [name]: (await scriptOf(open, owner)).windowId });
}

/** A script of a window of its own, which is closed. */
export async function scriptOf(open: TestApp, { provider }: Owner): Promise<GivenScript> {
  return giveScript(open, { provider }, await giveClosedWindow(open, provider));
}

/** The owner, where they mark; somebody of the owner's provider who does, where not. */
export async function marker(open: TestApp, owner: Owner): Promise<Person> {
  return isMarker(owner) ? owner : givePerson(open, { roles: ['assessor'], provider: owner.provider });
}

async function assign(
  open: TestApp,
  number: string,
  role: string,
  assessor: Person,
  state = 'assigned',
): Promise<string> {
  const { id } = await open.database.one<{ id: string }>(
    `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
     values ($1, $2, $3, $4, london_date(app_now()) + 20, app_now()) returning id`,
    [number, role, assessor.staffId, state],
  );
  return id;
}

/** A plan that waits to be confirmed: one script, one person. */
async function proposedRound(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const { number, windowId } = await scriptOf(open, owner);
  const { staffId } = await giveAccredited(open, { provider: owner.provider });
  const problem = {
    scripts: [{ number, roles: ['first' as const], bars: [] }],
    assessors: [{ id: staffId, capacity: 20, accreditedFor: ['first' as const] }],
    seed: 'story',
  };
  const { id } = await open.database.one<{ id: string }>(
    `insert into allocation_round (window_id, purpose, state, seed, problem, problem_hash, plan, requested_at)
     values ($1, 'first', 'proposed', 'story', $2, repeat('0', 64), $3, app_now()) returning id`,
    [windowId, JSON.stringify(problem), JSON.stringify(planAllocation(problem))],
  );
  return { id, number };
}

/** A script that was accepted, with a change that waits beside the saved mark. */
async function scriptInHand(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const script = await scriptOf(open, owner);
  const assessor = await marker(open, owner);
  await assign(open, script.number, 'first', assessor);
  const accepted = await post(open, assessor, `/scripts/${script.number}/acceptance`);
  if (accepted.status !== 303) throw new Error(`The script was not accepted: ${accepted.status}`);
  const version = randomUUID();
  await open.database.query(
    `insert into mark_event (id, mark_set_id, criterion, base_version, level, comment, pointers, applied, result_version, at)
     select $1, id, $2, 0, 1, 'On the side', '[]', false, 0, app_now() from mark_set where script_number = $3`,
    [version, (await frameworkInForce(open)).framework.criteria[0]?.code, script.number],
  );
  const { id: comment } = await keptBy(open, assessor);
  return { number: script.number, document: script.documentIds[0] ?? '', version, comment };
}

async function keptComment(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  return keptBy(open, await marker(open, owner));
}

/** A comment that somebody keeps for themselves. */
async function keptBy(open: TestApp, { staffId }: Person): Promise<{ id: string }> {
  return open.database.one<{ id: string }>(
    `insert into kept_comment (staff_id, framework_version, criterion, comment, kept_at)
     select $1, id, '1.4.1', 'Options are weighed, ' || md5(random()::text), app_now() from framework_version
     where published_at is not null order by published_at limit 1 returning id`,
    [staffId],
  );
}

/** A script that somebody found to be something else than what was frozen, which it no longer is. */
async function changedScript(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const { number } = await scriptOf(open, owner);
  await open.database.query(
    `insert into script_fault (script_number, found, found_at) values ($1, '[{"position": 0, "what": "record"}]', app_now())`,
    [number],
  );
  return { number };
}

/** A script whose two blind sets are locked and differ on everything. */
async function discrepantScript(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const { framework } = await frameworkInForce(open);
  const { number } = await scriptOf(open, owner);
  const other = await givePerson(open, { roles: ['assessor'], provider: owner.provider });
  await lockedSet(open, number, 'first', await marker(open, owner), evenMarks(framework, 2));
  await lockedSet(open, number, 'second', other, evenMarks(framework, 0));
  await open.database.query(
    `insert into marking (script_number, state, discrepancy, agree_by) values ($1, 'agreeing', $2, app_now() + interval '5 days')`,
    [number, JSON.stringify(compareMarkSets(framework, evenMarks(framework, 2), evenMarks(framework, 0)))],
  );
  return { number };
}

export function evenMarks(framework: Framework, level: Mark): MarkSet {
  return Object.fromEntries(framework.criteria.map(({ code }) => [code, level]));
}

async function lockedSet(open: TestApp, number: string, role: string, assessor: Person, marks: MarkSet): Promise<void> {
  const assignmentId = await assign(open, number, role, assessor, 'locked');
  const { id } = await open.database.one<{ id: string }>(
    `insert into mark_set (assignment_id, script_number, state) values ($1, $2, 'open') returning id`,
    [assignmentId, number],
  );
  await open.database.query(
    `insert into mark (mark_set_id, criterion, level, comment, saved_at)
     select $1, key, value::int, 'Because', app_now() from jsonb_each_text($2)`,
    [id, JSON.stringify(marks)],
  );
  await open.database.query(`update mark_set set state = 'locked', locked_at = app_now() where id = $1`, [id]);
}

/** A batch of one script, confirmed, so that an outside agent may look at it; the owner's to moderate where they moderate. */
export async function confirmedBatch(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const { framework } = await frameworkInForce(open);
  const script = await scriptOf(open, owner);
  const marks = evenMarks(framework, 1);
  await lockedSet(
    open,
    script.number,
    'first',
    await givePerson(open, { roles: ['assessor'], provider: owner.provider }),
    marks,
  );
  await open.database.query(`insert into marking (script_number, state) values ($1, 'provisional')`, [script.number]);
  await open.database.query(
    `insert into provisional_result (script_number, marks, source, passed, totals, feedback, made_at)
     values ($1, $2, 'first', $3, $4, $5, app_now())`,
    [
      script.number,
      JSON.stringify(marks),
      passes(framework, marks).passed,
      JSON.stringify(totals(framework, marks)),
      JSON.stringify(feedback(framework, marks)),
    ],
  );
  const { signInId } = await givePerson(open, { roles: ['lead'], provider: owner.provider });
  const id = await open.app
    .get(FreezeBatch, { strict: false })
    .run({ actor: 'job:story', signInId, windowId: script.windowId });
  if (typeof id !== 'string') throw new Error(`The batch was not frozen: ${id.code}`);
  await open.app.get(DrawBatch, { strict: false }).run(workOf('moderation.draw', { subject: { batchId: id } }));
  const moderator = owner.roles.includes('moderator') ? owner.staffId : null;
  await open.database.query(
    `insert into sample_item (batch_id, script_number, reasons, moderator_id, state)
     values ($1, $2, '{"stratum": "all", "reasons": []}', $3, 'waiting')
     on conflict (batch_id, script_number) do update set moderator_id = excluded.moderator_id`,
    [id, script.number, moderator],
  );
  await open.database.query(
    `update moderation_batch set state = 'confirmed', confirmed_by = $2, confirmed_at = app_now() where id = $1`,
    [id, signInId],
  );
  return { id, script: script.number, documentId: script.documentIds[0] ?? '' };
}

let samples = 0;

/** What the quality agent drew from a batch of one script. */
async function drawnSample(open: TestApp, owner: Owner): Promise<Record<string, string>> {
  const batch = await confirmedBatch(open, owner);
  const { id } = await open.database.one<{ id: string }>(
    `insert into qa_sample (provider_id, framework_version, year, no, policy, frame, frame_hash, asked_by, asked_at, seed, seed_drawn_at, sample)
     select w.provider_id, b.framework_version, 2026, $2, b.policy, b.frame, b.frame_hash, b.confirmed_by,
            app_now(), b.seed, app_now() + interval '1 second', b.sample
     from moderation_batch b join assessment_window w on w.id = b.window_id where b.id = $1 returning id`,
    [batch['id'], (samples += 1)],
  );
  await open.database.query(`insert into qa_item (qa_sample_id, script_number, batch_id) values ($1, $2, $3)`, [
    id,
    batch['script'],
    batch['id'],
  ]);
  return { id, script: batch['script'] ?? '', documentId: batch['documentId'] ?? '' };
}
