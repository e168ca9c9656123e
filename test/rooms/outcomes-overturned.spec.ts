import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { detectInvariants } from '../../src/platform/database/detect-invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, textOf, visit, type Answer } from '../support/browse.js';
import { enrolmentOf, outcomesOf, proven, release, sanction, type Case } from '../support/story/misconduct.js';
import { seenIn } from '../support/story/outcomes.js';
import { givePerson, type Person } from '../support/story/people.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
afterAll(async () => {
  await open?.close();
});

const why = { reason: 'The other account was the copy: its drafts are younger.' };
const aLead = ({ provider }: Case): Promise<Person> => givePerson(open, { roles: ['lead'], provider });
async function overturn(who: Person, path: string, fields: Record<string, string> = why): Promise<Answer> {
  const { text } = await visit(open, who, path);
  return post(open, who, `${path}/overturning`, { seen: seenIn(text), ...fields });
}
const letters = ({ suspect }: Case): Promise<{ body: string }[]> =>
  open.database.query(
    `select m.body from mail_message m join sign_in s on s.email = m.to_address
     where s.id = $1 and m.key like 'sanction-overturned:%'`,
    [suspect.signInId],
  );

describe('a void attempt that should not have been', () => {
  it('waits for its outcome again, which is released with its batch; what was opened in its place falls with its fee', async () => {
    const here = await proven(open, { result: 'passed', attemptNo: 2 });
    const path = await sanction(here, { kind: 'attempt-void' });
    await release(here, '2026-11-27');
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 3 });
    // What is handed in for a later attempt is held from the same page.
    const { text } = await visit(open, here.leads[0], `/participants/${here.suspect.participantId}`);
    expect(text).toContain(`/enrolments/${here.suspect.enrolmentId}/hold`);
    const stranger = await aLead(here);
    const shown = textOf((await visit(open, stranger, path)).text);
    expect(shown).toContain('Attempt 2 waits for its outcome again');
    expect(shown).toContain('Attempt 3 is cancelled.');
    expect(shown).toContain('The fee of £150.00 is not owed any more.');
    expect((await overturn(stranger, path)).status).toBe(303);
    await open.settle();
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 2 });
    const [letter, ...more] = await letters(here);
    expect(more).toEqual([]);
    expect(letter?.body).toContain(why.reason);
    expect(letter?.body).not.toMatch(/marks|passed/);
    const owed = `select from charge where enrolment_id = $1 and waived_at is null and refunded_at is null`;
    expect(await open.database.query(owed, [here.suspect.enrolmentId])).toEqual([]);
    await release(here, '2026-12-01');
    expect(await outcomesOf(here)).toEqual([{ state: 'released', result: 'passed' }]);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'passed', no: 2 });
  });

  it('also where it was the last: the enrolment has not failed', async () => {
    const here = await proven(open, { result: 'passed', attemptNo: 3 });
    const path = await sanction(here, { kind: 'attempt-void' });
    expect(await enrolmentOf(here)).toMatchObject({ state: 'failed', no: 3 });
    expect((await overturn(await aLead(here), path)).status).toBe(303);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'resubmitting', no: 3 });
  });
});

describe('a disqualification that should not have been', () => {
  it('is over: the enrolment waits for the outcome', async () => {
    const here = await proven(open);
    const path = await sanction(here, { kind: 'disqualification' });
    expect(await enrolmentOf(here)).toMatchObject({ state: 'disqualified', no: 1 });
    const stranger = await aLead(here);
    const { text } = await visit(open, stranger, path);
    const sent = { ...why, seen: seenIn(text) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(open, stranger, `${path}/overturning`, sent)),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(await enrolmentOf(here)).toMatchObject({ state: 'presented', no: 1 });
    expect(await letters(here)).toHaveLength(1);
    await release(here, '2026-11-27');
    expect(await outcomesOf(here)).toEqual([{ state: 'released', result: 'passed' }]);
  });
});

describe('overturning', () => {
  it('is for a lead who had no hand in the case, with a reason, as it was shown, and by the database’s word too', async () => {
    const here = await proven(open);
    const [proposer, confirmer] = [await aLead(here), await aLead(here)];
    const path = await sanction(here, { kind: 'attempt-void' }, [proposer, confirmer]);
    const stranger = await aLead(here);
    const seen = seenIn((await visit(open, stranger, path)).text);
    for (const who of [...here.leads, proposer, confirmer]) {
      expect((await post(open, who, `${path}/overturning`, { ...why, seen })).problems).toEqual([
        'You had a hand in this case, so another lead decides whether it is overturned',
      ]);
      await expect(
        open.database.query(
          `update sanction set state = 'overturned', overturned_by = $2, overturned_at = app_now(), overturn_reason = 'x' where hold_id = $1`,
          [here.holdId, who.signInId],
        ),
      ).rejects.toThrow(/overturned_by_stranger|took no part/);
    }
    expect((await overturn(stranger, path, { reason: ' ' })).problems).toEqual([
      'Enter the reason. The participant reads it',
    ]);
    expect((await overturn(stranger, path, { ...why, seen: 'x' })).problems).toEqual([
      'What this does has changed since you looked. Read it again below',
    ]);
    expect((await overturn(stranger, path)).status).toBe(303);
  });

  it('is not for a sanction of which an outcome came: that one is appealed against', async () => {
    const here = await proven(open);
    const path = await sanction(here, { kind: 'warning' });
    expect((await overturn(await aLead(here), path)).problems).toEqual([
      'Only a void attempt or a disqualification that was confirmed is overturned here. Where there is an outcome, it is appealed against',
    ]);
  });

  it('left nothing behind that must never be', async () => {
    await open.settle();
    const found = await detectInvariants(open.database);
    expect(found.filter(({ invariant }) => /outcome|sanction|held|waits/i.test(invariant))).toEqual([]);
  });
});
