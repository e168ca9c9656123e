import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecallStopped } from '../../src/marking/recall-stopped.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { post, visit } from '../support/browse.js';
import {
  accept,
  assign,
  giveAssessor,
  giveLockedMarks,
  handIn,
  letBeFinal,
  markAll,
  type Assessor,
} from '../support/story/marking.js';
import { givePerson } from '../support/story/people.js';
import { giveScript, type GivenScript } from '../support/story/scripts.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(() => open.close());

const accredit = async ({ staffId }: Assessor, script: GivenScript, state = 'accredited'): Promise<string> =>
  (
    await open.database.one<{ id: string }>(
      `insert into accreditation (staff_id, framework_version, state, valid_to, capacity)
       select $1, framework_version, $3, '2027-11-01', 20 from script where number = $2 returning id`,
      [staffId, script.number, state],
    )
  ).id;
const stop = (id: string, state = 'suspended'): Promise<unknown> =>
  open.database.query(`update accreditation set state = $2 where id = $1`, [id, state]);
const recall = (id: string): Promise<number> =>
  open.app.get(RecallStopped, { strict: false }).run('job:accreditation.stopped', id);
const statesOf = async ({ staffId }: Assessor): Promise<Record<string, string>> =>
  Object.fromEntries(
    (
      await open.database.query<{ number: string; state: string }>(
        `select script_number as number, state from assignment where assessor_id = $1`,
        [staffId],
      )
    ).map(({ number, state }) => [number, state]),
  );

describe('edge case 21: an assessor who is suspended mid-round', () => {
  it('loses what is to be accepted, being marked or handed in, and keeps what is locked', async () => {
    const [toAccept, marking, handedIn, locked, other] = [
      await giveScript(open),
      await giveScript(open),
      await giveScript(open),
      await giveScript(open),
      await giveScript(open),
    ] as const;
    const [assessor, first] = [await giveAssessor(open), await giveAssessor(open)];
    const id = await accredit(assessor, marking);
    await giveLockedMarks(open, locked, assessor);
    await assign(open, toAccept, assessor);
    await giveLockedMarks(open, marking, first);
    await assign(open, marking, assessor, 'second');
    const set = await accept(open, marking, assessor);
    await markAll(open, marking, assessor, set, { '1.4.1': 1 });
    await assign(open, handedIn, assessor);
    const handedInSet = await accept(open, handedIn, assessor);
    await markAll(open, handedIn, assessor, handedInSet);
    await handIn(open, handedIn, assessor, handedInSet);
    await assign(open, other, first);
    expect(await recall(id)).toBe(0);
    await stop(id);
    const counts = await Promise.all(Array.from({ length: 10 }, () => recall(id)));
    expect(counts.toSorted((a, b) => b - a)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await statesOf(assessor)).toEqual({
      [toAccept.number]: 'recalled',
      [marking.number]: 'recalled',
      [handedIn.number]: 'recalled',
      [locked.number]: 'locked',
    });
    expect((await statesOf(first))[other.number]).toBe('assigned');
    await letBeFinal(open, handedInSet);
    expect((await statesOf(assessor))[handedIn.number]).toBe('recalled');
    expect((await visit(open, assessor, `/scripts/${marking.number}`)).status).toBe(404);
    expect((await post(open, assessor, `/scripts/${marking.number}/lock`, { markSetId: set })).status).toBe(404);
    const wanted = await open.database.query(
      `select from outbox where event = 'second.wanted' and subject ->> 'scriptNumber' = $1`,
      [marking.number],
    );
    // Once when the first marks were locked, once for the successor.
    expect(wanted).toHaveLength(2);
    const lead = await givePerson(open, { roles: ['lead'] });
    expect((await visit(open, lead, `/marking-progress/${marking.windowId}`)).text).toContain('may not mark any more');
  });

  it('keeps everything where it was put right meanwhile, or only ran out', async () => {
    const script = await giveScript(open);
    const assessor = await giveAssessor(open);
    const id = await accredit(assessor, script, 'suspended');
    await assign(open, script, assessor);
    await stop(id, 'probation');
    expect(await recall(id)).toBe(0);
    await open.database.query(`update accreditation set state = 'accredited', valid_to = '2026-01-01' where id = $1`, [
      id,
    ]);
    expect(await recall(id)).toBe(0);
    expect(await statesOf(assessor)).toEqual({ [script.number]: 'assigned' });
    await stop(id, 'removed');
    expect(await recall(id)).toBe(1);
  });
});
