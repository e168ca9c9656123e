import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { invariants } from '../../src/platform/database/invariants.js';
import { StopMarking } from '../../src/marking/stopped-marks/stop-marking.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { assignmentsIn, compilePlanningThread, giveAccredited, journalOf } from '../support/story/allocation.js';
import {
  accept,
  assign,
  giveLockedMarks,
  handIn,
  letBeFinal,
  markAll,
  type Assessor,
} from '../support/story/marking.js';
import { givePerson, type Person } from '../support/story/people.js';
import { giveClosedWindow, giveScripts, type GivenScript } from '../support/story/scripts.js';
import { giveReleased } from '../support/story/standardisation.js';

let open: TestApp;
let thread: Awaited<ReturnType<typeof compilePlanningThread>>;
let lead: Person;

beforeAll(async () => {
  thread = await compilePlanningThread();
  open = await openTestApp();
  thread.use(open);
});
beforeEach(async () => {
  await open.holdClock('2026-11-23T10:00:00Z');
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
  thread?.remove();
});

type Accredited = Assessor & { readonly accreditationId: string };
const stop = async ({ accreditationId }: Accredited, path = 'suspension'): Promise<void> => {
  const sent = await post(open, lead, `/accreditations/${accreditationId}/${path}`, { reason: 'Two days late twice' });
  if (sent.status !== 303) throw new Error(sent.problems.join());
  await open.settle();
};

const listed = async (): Promise<{ id: string; number: string; decision: string | null }[]> =>
  (
    (await api(open, lead, '/stopped-marks')).json() as {
      lines: { id: string; number: string; decision: string | null }[];
    }
  ).lines;

/** A window whose scripts somebody has in every state: to accept, in marking, locked. */
async function inEveryState(who: Accredited): Promise<{ windowId: string; scripts: GivenScript[] }> {
  const windowId = await giveClosedWindow(open);
  const scripts = await giveScripts(open, 3, windowId);
  const [toAccept, marking, locked] = scripts as [GivenScript, GivenScript, GivenScript];
  await assign(open, toAccept, who);
  await assign(open, marking, who);
  await markAll(open, marking, who, await accept(open, marking, who), 1);
  await giveLockedMarks(open, locked, who);
  return { windowId, scripts };
}

const statesOf = async (windowId: string, { staffId }: Accredited): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await assignmentsIn(open, windowId))
      .filter(({ assessor }) => assessor === staffId)
      .map(({ script, state }) => [script, state]),
  );

describe('edge case 21: an assessor is stopped in the middle of a round', () => {
  it.each(['suspension', 'removal'])(
    'by %s: what is in hand is taken back, what is locked is listed for a lead',
    async (path) => {
      const who = await giveAccredited(open);
      const { windowId, scripts } = await inEveryState(who);
      const [toAccept, marking, locked] = scripts.map(({ number }) => number) as [string, string, string];
      await stop(who, path);
      expect(await statesOf(windowId, who)).toEqual({
        [toAccept]: 'recalled',
        [marking]: 'recalled',
        [locked]: 'locked',
      });
      expect((await listed()).filter(({ decision }) => decision === null).map(({ number }) => number)).toEqual([
        locked,
      ]);
      expect((await api(open, who, `/scripts/${marking}`)).status).toBe(404);
      // Both wait for a first marker again, and the lead is told.
      expect((await visit(open, lead, `/windows/${windowId}/allocation`)).text).toContain('2');
      expect((await visit(open, lead, '/')).text).toContain('Decide about 1 script');
      const [letter] = await open.database.query<{ subject: string; body: string }>(
        `select subject, body from mail_message where to_address = $1 and key like 'marking-stopped:%'`,
        [who.email],
      );
      expect(letter?.subject).toBe('2 scripts taken back');
      expect(letter?.body).not.toMatch(new RegExp(scripts.map(({ number }) => number).join('|')));
      const id = (await listed()).find(({ decision }) => decision === null)?.id ?? '';
      await post(open, lead, `/stopped-marks/${id}/decision`, { decision: 'stands', reason: 'Late, and well marked' });
    },
  );

  it('because the accreditation ran out', async () => {
    const who = await giveAccredited(open, { validTo: '2026-11-30' });
    const { windowId } = await inEveryState(who);
    await open.holdClock('2026-12-01T00:00:00Z');
    const { ExpireAccreditations } = await import('../../src/standardisation/expire-accreditations.js');
    await open.app.get(ExpireAccreditations, { strict: false }).run('job:standardisation.sweep');
    await open.settle();
    expect(Object.values(await statesOf(windowId, who)).sort()).toEqual(['locked', 'recalled', 'recalled']);
  });

  it('gives the second marking that was taken back to somebody else without a click, within capacity', async () => {
    const provider = `P${Math.trunc(performance.now())}`;
    const who = await giveAccredited(open, { provider });
    const [first, next] = [
      await giveAccredited(open, { provider }),
      await giveAccredited(open, { provider, capacity: 1 }),
    ];
    const windowId = await giveClosedWindow(open, provider);
    const [script] = await giveScripts(open, [{ provider }], windowId);
    await giveLockedMarks(open, script as GivenScript, first);
    await open.database.query(
      `insert into wanted_marker (script_number, role, wanted_at) values ($1, 'second', app_now()) on conflict do nothing`,
      [script?.number],
    );
    await open.database.query(`delete from assignment where script_number = $1 and role = 'second'`, [script?.number]);
    await assign(open, script as GivenScript, who, 'second');
    lead = await givePerson(open, { roles: ['lead'], provider });
    await stop(who);
    const seconds = (await assignmentsIn(open, windowId)).filter(({ role }) => role === 'second');
    expect(seconds.map(({ assessor, state }) => `${assessor} ${state}`).sort()).toEqual(
      [`${who.staffId} recalled`, `${next.staffId} assigned`].sort(),
    );
  });

  it('touches nothing where the lead has put it right before the news is heard, and does it once when it is heard twice', async () => {
    const who = await giveAccredited(open);
    const { windowId } = await inEveryState(who);
    const hear = async (): Promise<void> =>
      open.app.get(StopMarking, { strict: false }).run({ actor: 'job:story', accreditationId: who.accreditationId });
    await hear();
    expect(Object.values(await statesOf(windowId, who)).sort()).toEqual(['assigned', 'locked', 'marking']);
    await open.database.query(`update accreditation set state = 'suspended', version = version + 1 where id = $1`, [
      who.accreditationId,
    ]);
    const sentence = 'Whoever was stopped from marking has nothing in hand, as soon as that was heard';
    const { sql = '' } = invariants.find((one) => one.sentence === sentence) ?? {};
    const inHand = async (): Promise<number> => (await open.database.query(sql)).length;
    expect(await inHand()).toBe(2);
    await Promise.all([hear(), hear()]);
    expect(await inHand()).toBe(0);
    const [mine] = (await listed()).filter(({ decision }) => decision === null);
    await post(open, lead, `/stopped-marks/${mine?.id}/decision`, { decision: 'stands', reason: 'Read again: sound' });
    await hear();
    expect((await listed()).find(({ id }) => id === mine?.id)?.decision).toBe('stands');
    expect(await journalOf(open, 'assignment', mine?.id ?? '')).toEqual([
      'assignment.accept',
      'assignment.lock',
      'assignment.listed',
      'assignment.stopped-decided',
    ]);
    // Stopped another time, it is looked at another time.
    await open.database.query(`update accreditation set version = version + 1 where id = $1`, [who.accreditationId]);
    await hear();
    expect((await listed()).find(({ id }) => id === mine?.id)?.decision).toBeNull();
    await post(open, lead, `/stopped-marks/${mine?.id}/decision`, { decision: 'stands', reason: 'Again' });
  });

  it('takes back what is handed in and not final yet: nothing is locked when its time is over', async () => {
    const who = await giveAccredited(open);
    const [script] = await giveScripts(open, 1);
    await assign(open, script!, who);
    const set = await accept(open, script!, who);
    await markAll(open, script!, who, set);
    await handIn(open, script!, who, set);
    await stop(who);
    expect(await statesOf(script!.windowId, who)).toEqual({ [script!.number]: 'recalled' });
    await letBeFinal(open, set);
    expect(await statesOf(script!.windowId, who)).toEqual({ [script!.number]: 'recalled' });
    expect((await listed()).map(({ number }) => number)).not.toContain(script!.number);
  });

  it('never lists what is released', async () => {
    const who = await giveAccredited(open);
    const [script] = await giveReleased(open, 1);
    await giveLockedMarks(open, script as GivenScript, who);
    await stop(who);
    expect((await listed()).map(({ number }) => number)).not.toContain(script?.number);
  });
});

describe('a lead decides about locked marks', () => {
  async function oneListed(): Promise<{ id: string; number: string; windowId: string; who: Accredited }> {
    const who = await giveAccredited(open);
    const windowId = await giveClosedWindow(open);
    // More than are marked twice as a small window.
    const [script] = await giveScripts(open, 16, windowId);
    const other = await giveAccredited(open);
    await giveLockedMarks(open, script as GivenScript, who);
    const { state } = await open.database.one<{ state: string }>(`select state from marking where script_number = $1`, [
      script?.number,
    ]);
    if (state === 'second-marking') await giveLockedMarks(open, script as GivenScript, other, 2, 'second');
    await open.database.query(`update accreditation set state = 'suspended', version = version + 1 where id = $1`, [
      who.accreditationId,
    ]);
    await open.app
      .get(StopMarking, { strict: false })
      .run({ actor: 'job:story', accreditationId: who.accreditationId });
    const { id } = await open.database.one<{ id: string }>(
      `select assignment_id as id from stopped_marks m join assignment a on a.id = m.assignment_id where a.script_number = $1`,
      [script?.number],
    );
    return { id, number: script?.number ?? '', windowId, who };
  }

  it('sends the script back to be marked by others from the beginning', async () => {
    const { id, number, windowId, who } = await oneListed();
    const sent = await post(open, lead, `/stopped-marks/${id}/decision`, {
      decision: 'marked-anew',
      reason: 'Missed two seeds before it',
    });
    expect(sent.status).toBe(303);
    const { state } = await open.database.one<{ state: string }>(`select state from marking where script_number = $1`, [
      number,
    ]);
    expect(state).toBe('first-marking');
    expect(
      (await assignmentsIn(open, windowId)).filter(({ script }) => script === number).map((one) => one.state),
    ).not.toContain('locked');
    expect((await statesOf(windowId, who))[number]).toBe('recalled');
  });

  it('once, when two leads decide at once', async () => {
    const { id } = await oneListed();
    const decide = (decision: string): Promise<{ status: number }> =>
      post(open, lead, `/stopped-marks/${id}/decision`, { decision, reason: 'Because' });
    const sent = await Promise.all([decide('stands'), decide('marked-anew'), decide('stands')]);
    expect(sent.map(({ status }) => `${status}`).sort()).toEqual(['303', '422', '422']);
  });

  it('not without saying what and why, and not in a window that is frozen', async () => {
    const { id, windowId } = await oneListed();
    const decide = async (decision: string, reason: string): Promise<string> =>
      (await post(open, lead, `/stopped-marks/${id}/decision`, { decision, reason })).problems.join();
    expect(await decide('', 'x')).toContain('Choose');
    expect(await decide('stands', ' ')).toContain('Say why');
    await open.database.query(
      `insert into moderation_batch (window_id, framework_version, state, policy)
       select id, framework_version, 'frozen', '{}' from assessment_window where id = $1`,
      [windowId],
    );
    expect(await decide('marked-anew', 'x')).toContain('frozen');
    expect(await decide('stands', 'Sound')).toBe('');
  });

  it('for their own provider only', async () => {
    const { id } = await oneListed();
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    expect((await api(open, stranger, `/stopped-marks/${id}`)).status).toBe(404);
    expect(
      (await post(open, stranger, `/stopped-marks/${id}/decision`, { decision: 'stands', reason: 'x' })).status,
    ).toBe(404);
    expect((await api(open, stranger, '/stopped-marks')).json()).toMatchObject({ lines: [] });
    const statements = (await visit(open, lead, '/stopped-marks')).headers['server-timing'];
    expect(Number(/\d+/.exec(String(statements))?.[0])).toBeLessThanOrEqual(5);
  });
});
