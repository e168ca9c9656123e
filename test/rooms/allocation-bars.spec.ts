import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { giveAccredited, journalOf } from '../support/story/allocation.js';
import { givePerson, type Person } from '../support/story/people.js';
import { giveClosedWindow, giveScript, type GivenScript } from '../support/story/scripts.js';

let open: TestApp;
let code = '';
let lead: Person;
let administrator: Person;
let windowId = '';
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-03-10T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});

let providers = 0;
beforeEach(async () => {
  providers += 1;
  code = `B${providers}`;
  lead = await givePerson(open, { roles: ['lead'], provider: code });
  administrator = await givePerson(open, { roles: ['administrator'], provider: code });
  windowId = await giveClosedWindow(open, code, 'Spring window');
});

type Assessor = Awaited<ReturnType<typeof giveAccredited>>;

/** An assignment in a state, as marking would have left it. */
async function assign(script: GivenScript, who: Assessor, state = 'marking', role = 'first'): Promise<string> {
  return open.database.transact('job:story', async (tx) => {
    const [row] = await tx.query<{ id: string }>(
      `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
       values ($1, $2, $3, $4, '2027-04-01', app_now()) returning id`,
      [script.number, role, who.staffId, state],
    );
    const id = row?.id ?? '';
    await tx.journalFirst([{ aggregate: 'assignment', id, act: 'assignment.made', to: state }]);
    return id;
  });
}

interface Bars {
  bars: { id: string; scriptNumber: string; assessor: string; reason: string; state: string; keptWhy: string | null }[];
}
const bars = async (who = lead): Promise<Bars['bars']> =>
  ((await api(open, who, '/barred-assignments')).json() as Bars).bars;
const lettersTo = async (who: Person): Promise<string[]> =>
  (
    await open.database.query<{ subject: string }>(`select subject from mail_message where to_address = $1`, [
      who.email,
    ])
  ).map(({ subject }) => subject);
const schoolId = async (urn: string): Promise<string> =>
  (await open.database.one<{ id: string }>(`select id from school where urn = $1`, [urn])).id;

describe('a school that joins the participant’s trust while an assessor of it marks the script, edge case 22', () => {
  it('is shown before it is noted, bars the assignment after, tells the lead, moves nothing, and ends when it is mended', async () => {
    const urn = `60000${providers}`;
    const script = await giveScript(
      open,
      { provider: code, trust: `TR${code}`, participantName: 'Quentin Quill' },
      windowId,
    );
    const assessor = await giveAccredited(open, { provider: code, school: urn, name: 'Mona Marker' });
    const assignment = await assign(script, assessor);
    const path = `/schools/${await schoolId(urn)}/trust`;

    const asked = await api(open, administrator, `${path}?trustUid=TR${code}&from=2027-02-10`);
    const { effect } = asked.json() as { effect: { lines: string[]; freed: number; seen: string } };
    expect(effect.lines).toEqual([
      'Scripts that are being marked: 1, since they work for the same trust, or did in recent years',
    ]);
    // Whoever changes a school of one person would learn whose script it is.
    expect(asked.text).not.toContain(script.number);
    expect(asked.text).not.toContain('Mona');
    expect(await bars()).toEqual([]);

    const fields = { trustUid: `TR${code}`, from: '2027-02-10', why: 'Joined on that day', seenEffect: effect.seen };
    const unseen = await post(open, administrator, path, { ...fields, seenEffect: '0' });
    expect([unseen.status, unseen.problems.join()]).toEqual([422, expect.stringContaining('has changed')]);
    expect((await post(open, administrator, path, fields)).status).toBe(303);
    await open.settle();
    expect(await bars()).toEqual([
      expect.objectContaining({
        scriptNumber: script.number,
        assessor: 'Mona Marker',
        reason: 'same-trust',
        state: 'marking',
      }),
    ]);
    expect(await lettersTo(lead)).toEqual(['1 script held by somebody who may not judge them']);
    const { state } = await open.database.one<{ state: string }>(`select state from assignment where id = $1`, [
      assignment,
    ]);
    expect(state).toBe('marking');
    expect(textOf((await visit(open, lead, '/')).text)).toContain(
      'Decide about 1 script whose assessor may not judge it',
    );
    const page = await visit(open, lead, '/barred-assignments');
    expect(page.text).toContain(`/assignments/${assignment}`);
    expect(page.text).not.toContain('Quill');

    await post(open, administrator, path, {
      trustUid: '',
      from: '2027-02-10',
      why: 'It was another school',
      seenEffect: '1',
    });
    await open.settle();
    expect(await bars()).toEqual([]);
    expect(await journalOf(open, 'assignment', assignment)).toEqual([
      'assignment.made',
      'assignment.barred',
      'assignment.bar-ended',
    ]);
  });

  it('is told once however often it is looked at, and to the leads of that provider alone', async () => {
    const script = await giveScript(open, { provider: code, trust: `TR${code}` }, windowId);
    await assign(script, await giveAccredited(open, { provider: code, trust: `TR${code}` }), 'assigned');
    const elsewhere = await givePerson(open, { roles: ['lead'], provider: `${code}X` });
    for (let times = 0; times < 3; times += 1) {
      await open.database.transact('job:story', (tx) => tx.announce('ties.changed', { staffId: '' }));
      await open.settle();
    }
    expect(await lettersTo(lead)).toHaveLength(1);
    expect(await lettersTo(elsewhere)).toEqual([]);
    expect([await bars(), await bars(elsewhere)].map(({ length }) => length)).toEqual([1, 0]);
  });
});

describe('a tie that is declared after the script was opened, edge case 20', () => {
  it('bars it, and taking the script back settles it', async () => {
    const script = await giveScript(
      open,
      { provider: code, participantEmail: `cousin.${code}@school.example` },
      windowId,
    );
    const assessor = await giveAccredited(open, { provider: code });
    const assignment = await assign(script, assessor);
    await post(open, assessor, '/account/conflicts', {
      kind: 'relative',
      participantEmail: `cousin.${code}@school.example`,
      fromDate: '2027-01-01',
    });
    await open.settle();
    expect((await bars()).map(({ reason }) => reason)).toEqual(['relative']);
    await post(open, lead, `/assignments/${assignment}/recall`, { reason: 'Related' });
    expect(await bars()).toEqual([]);
    await open.database.transact('job:story', (tx) => tx.announce('ties.changed', { staffId: '' }));
    await open.settle();
    expect(
      await open.database.query(`select from barred_assignment where assignment_id = $1 and ended_at is null`, [
        assignment,
      ]),
    ).toEqual([]);
  });
});

describe('marks that are locked by somebody who may not judge by now', () => {
  async function barred(state: string): Promise<{ id: string; assignment: string; script: GivenScript }> {
    const script = await giveScript(open, { provider: code, trust: `TR${code}` }, windowId);
    const assignment = await assign(script, await giveAccredited(open, { provider: code, trust: `TR${code}` }), state);
    await open.database.transact('job:story', (tx) => tx.announce('ties.changed', { staffId: '' }));
    await open.settle();
    const found = (await bars()).find(({ scriptNumber }) => scriptNumber === script.number);
    return { id: found?.id ?? '', assignment, script };
  }

  it('stand with a lead’s reason, which stays in sight, and by one of two who decide at once', async () => {
    const { id, assignment } = await barred('locked');
    const path = `/barred-assignments/${id}/keeping`;
    const both = await Promise.all(
      [1, 2].map(() => post(open, lead, path, { why: 'Marked before the school joined' })),
    );
    expect(both.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(both.filter(({ status }) => status === 422)).toHaveLength(1);
    expect(both.flatMap(({ problems }) => problems).join()).toContain('settled already');
    expect((await bars()).map(({ keptWhy }) => keptWhy)).toEqual(['Marked before the school joined']);
    expect(textOf((await visit(open, lead, '/')).text)).not.toContain('Decide about');
    expect(await journalOf(open, 'assignment', assignment)).toContain('assignment.bar-kept');
  });

  it('do not stand without a reason, and what is not locked is not kept at all', async () => {
    const locked = await barred('locked');
    const answer = await post(open, lead, `/barred-assignments/${locked.id}/keeping`, { why: ' ' });
    expect([answer.status, answer.problems.join()]).toEqual([422, expect.stringContaining('Say why')]);
    const marking = await barred('marking');
    const again = await post(open, lead, `/barred-assignments/${marking.id}/keeping`, { why: 'Let it be' });
    expect([again.status, again.problems.join()]).toEqual([422, expect.stringContaining('Take the script back')]);
  });

  it('are left alone once an outcome is released, and once the participant was withdrawn', async () => {
    const first = await giveScript(open, { provider: code, trust: `TR${code}` }, windowId);
    const second = await giveScript(open, { provider: code, trust: `TR${code}` }, windowId);
    const assessor = await giveAccredited(open, { provider: code, trust: `TR${code}` });
    await assign(first, assessor, 'locked');
    await assign(second, assessor, 'locked');
    // Straight into the table, and back before the house is looked over: no outcome stands behind it.
    const turn = async (state: string, id: string): Promise<void> => {
      await open.database.query(`update enrolment set state = $1 where id = $2`, [state, id]);
    };
    await turn('passed', first.enrolmentId);
    await turn('withdrawn', second.enrolmentId);
    await open.database.transact('job:story', (tx) => tx.announce('ties.changed', { staffId: '' }));
    await open.settle();
    expect(await bars()).toEqual([]);
    await turn('presented', first.enrolmentId);
    await turn('presented', second.enrolmentId);
  });

  it('are listed in few statements', async () => {
    for (let n = 0; n < 4; n += 1) await barred('locked');
    const page = await visit(open, lead, '/barred-assignments');
    expect(page.headers['server-timing']).toMatch(/desc="[1-5]"/);
  });
});
