import { randomUUID } from 'node:crypto';
import { isRefusal } from '#libs/refusal';
import type { Mark } from '#libs/rubric';
import { AcceptAssignment } from '../../../src/marking/accept-assignment.js';
import { HandInMarks } from '../../../src/marking/hand-in-marks.js';
import { LockMarks } from '../../../src/marking/lock-marks.js';
import { scriptInHand } from '../../../src/marking/marking.queries.js';
import type { AssignmentRole } from '../../../src/marking/move-assignment.js';
import { RecordMark } from '../../../src/marking/record-mark.js';
import type { TestApp } from '../app.js';
import { givePerson, type Person } from './people.js';
import { frameworkInForce, type GivenScript } from './scripts.js';

/** A member of staff who may mark. */
export type Assessor = Person & { readonly staffId: string };

/** An assessor, or with `senior` a senior one, of the provider `TST`. */
export async function giveAssessor(open: TestApp, senior = false): Promise<Assessor> {
  const person = await givePerson(open, { roles: senior ? ['assessor', 'senior-assessor'] : ['assessor'] });
  return { ...person, staffId: person.staffId ?? '' };
}

/** Gives a script to somebody as a confirmed round would, due in fifteen days. Gives the assignment's id. */
export async function assign(
  open: TestApp,
  script: Pick<GivenScript, 'number'>,
  assessor: Pick<Assessor, 'staffId'>,
  role: AssignmentRole = 'first',
): Promise<string> {
  const row = await open.database.one<{ id: string }>(
    `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
     values ($1, $2, $3, 'assigned', london_date(app_now()) + 15, app_now()) returning id`,
    [script.number, role, assessor.staffId],
  );
  return row.id;
}

/** Takes a script on as its assessor would. Gives the id of the mark set. */
export async function accept(open: TestApp, script: Pick<GivenScript, 'number'>, assessor: Assessor): Promise<string> {
  const { number } = script;
  const result = await open.app
    .get(AcceptAssignment, { strict: false })
    .run({ actor: `staff:${assessor.staffId}`, assessorId: assessor.staffId, number });
  if (isRefusal(result)) throw new Error(`The acceptance was refused: ${result.code}`);
  return result.markSetId;
}

/** Levels by criterion, or one level for all of them. */
export type Levels = Mark | Readonly<Record<string, Mark>>;

/** Marks every criterion that is asked for: `levels` where it names one, 2 otherwise, each with a comment. */
export async function markAll(
  open: TestApp,
  script: Pick<GivenScript, 'number'>,
  assessor: Assessor,
  markSetId: string,
  levels: Levels = 2,
): Promise<void> {
  const inHand = await scriptInHand(open.database, script.number, assessor.staffId);
  const changes = (inHand?.scope ?? []).map((criterion) => {
    const level = typeof levels === 'number' ? levels : (levels[criterion] ?? 2);
    return {
      id: randomUUID(),
      criterion,
      baseVersion: 0,
      level,
      comment: `Words of ${assessor.name} on ${criterion}.`,
      pointers: [],
    };
  });
  const result = await open.app.get(RecordMark, { strict: false }).run({
    actor: `staff:${assessor.staffId}`,
    assessorId: assessor.staffId,
    number: script.number,
    markSetId,
    changes,
  });
  if (isRefusal(result)) throw new Error(`The marks were refused: ${result.code}`);
}

/** Hands marks in as their assessor would. */
export async function handIn(
  open: TestApp,
  { number }: Pick<GivenScript, 'number'>,
  { staffId }: Assessor,
  markSetId: string,
): Promise<void> {
  const result = await open.app
    .get(HandInMarks, { strict: false })
    .run({ actor: `staff:${staffId}`, assessorId: staffId, number, markSetId });
  if (!('markSetId' in result)) throw new Error(`They were not taken: ${result.map(({ code }) => code).join(', ')}`);
}

/** The time to take marks back that were handed in is over, whatever the clock says, and the job comes. */
export async function letBeFinal(open: TestApp, markSetId: string): Promise<void> {
  await open.database.query(`update mark_set set final_at = app_now() where id = $1 and state = 'handed-in'`, [
    markSetId,
  ]);
  await open.app.get(LockMarks, { strict: false }).run('job:marking.lock', markSetId);
}

/** Assigns, accepts, marks and locks in one go. Gives the id of the mark set. */
export async function giveLockedMarks(
  open: TestApp,
  script: Pick<GivenScript, 'number'>,
  assessor: Assessor,
  levels: Levels = 2,
  role: AssignmentRole = 'first',
): Promise<string> {
  await assign(open, script, assessor, role);
  const markSetId = await accept(open, script, assessor);
  await markAll(open, script, assessor, markSetId, levels);
  await handIn(open, script, assessor, markSetId);
  await letBeFinal(open, markSetId);
  return markSetId;
}

/** Scripts with a provisional result: marked first by one assessor and second by another with the same marks. */
export async function giveProvisional(
  open: TestApp,
  scripts: readonly GivenScript[],
  first: Assessor,
  second: Assessor,
  levels: Levels = 2,
): Promise<void> {
  for (const script of scripts) {
    await giveLockedMarks(open, script, first, levels);
    const row = await open.database.one<{ state: string }>(`select state from marking where script_number = $1`, [
      script.number,
    ]);
    if (row.state === 'second-marking') await giveLockedMarks(open, script, second, levels, 'second');
  }
}

/** Levels that fail: 0 on every criterion of the first area, 2 elsewhere. */
export async function failingLevels(open: TestApp): Promise<Record<string, Mark>> {
  const { framework } = await frameworkInForce(open);
  return Object.fromEntries(framework.criteria.map(({ code, area }) => [code, area === 1 ? 0 : 2]));
}
