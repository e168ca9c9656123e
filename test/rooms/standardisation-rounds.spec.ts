import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Framework, MarkSet } from '#libs/rubric';
import { invariants } from '../../src/platform/database/invariants.js';
import { accreditedAssessors } from '../../src/standardisation/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { giveAccredited, journalOf } from '../support/story/allocation.js';
import { assign, giveLockedMarks } from '../support/story/marking.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce, giveScript, giveScripts } from '../support/story/scripts.js';
import {
  allMarks,
  giveDefinitive,
  givePlace,
  giveReleased,
  giveRound,
  giveTry,
  handIn,
  makeDefinitive,
  markTry,
} from '../support/story/standardisation.js';
import { differences, everythingFor, reached, rewrite } from '../support/twins.js';
import { workOf } from '../support/work.js';

let open: TestApp;
let lead: Person;
let framework: Framework;
let version: string;

beforeAll(async () => {
  open = await openTestApp();
});
beforeEach(async () => {
  await open.holdClock('2026-11-23T10:00:00Z');
  ({ id: version, framework } = await frameworkInForce(open));
  lead = await givePerson(open, { roles: ['lead'] });
});
afterAll(async () => {
  await open?.close();
});

type Assessor = Person & { readonly staffId: string };
const newcomer = async (more: object = {}): Promise<Assessor> =>
  (await givePerson(open, { roles: ['assessor'], ...more })) as Assessor;

const stateOf = async (staffId: string): Promise<string> =>
  (
    await open.database.one<{ line: string }>(
      `select state || ' to ' || valid_to as line from accreditation where staff_id = $1`,
      [staffId],
    )
  ).line;

const accreditationOf = async (staffId: string): Promise<string> =>
  (await open.database.one<{ id: string }>(`select id from accreditation where staff_id = $1`, [staffId])).id;

/** A round of so many definitive scripts, and somebody in it. */
async function roundWith(who: Assessor, scripts = 6): Promise<{ roundId: string; numbers: string[] }> {
  const numbers = (await giveDefinitive(open, lead, scripts)).map(({ number }) => number);
  const roundId = await giveRound(open, lead, { scripts: numbers });
  await givePlace(open, roundId, who.staffId);
  return { roundId, numbers };
}

/** Levels that differ from the panel's by one on so many criteria of each script. */
const near = (off: number): MarkSet =>
  allMarks(framework, 2, Object.fromEntries(framework.criteria.slice(0, off).map(({ code }) => [code, 1])));

const definitive = (more: Record<string, string | string[]> = {}): Record<string, string | string[]> => ({
  seenVersion: '0',
  ...Object.fromEntries(
    framework.criteria.flatMap(({ code }) => [
      [`level-${code}`, '2'],
      [`reason-${code}`, `Seen on page 3: ${code}`],
    ]),
  ),
  ...more,
});

describe('a script becomes definitive', () => {
  it('when its outcome is released: taken with consent, its marks settled by a panel with reasons, by the forms', async () => {
    const [script] = await giveReleased(open, 1);
    const number = script?.number ?? '';
    const taken = await post(open, lead, '/definitive-scripts', { number: number.toLowerCase(), consent: 'Letter 12' });
    expect(taken.location).toBe(`/definitive-scripts/${number}`);
    const panel = [await newcomer(), await givePerson(open, { roles: ['senior-assessor'] })].map(
      ({ staffId }) => staffId ?? '',
    );
    const sent = await post(open, lead, `/definitive-scripts/${number}/marks`, definitive({ panel }));
    expect(sent.problems).toEqual([]);
    expect(sent.status).toBe(303);
    expect((await api(open, lead, `/definitive-scripts/${number}`)).json()).toMatchObject({
      version: 1,
      versions: [{ version: 1, passed: true, total: 34 }],
    });
    expect(await journalOf(open, 'definitive-script', number)).toEqual([
      'definitive-script.added',
      'definitive-marks.settled',
    ]);
    const copy = await visit(open, lead, `/definitive-scripts/${number}/documents/${script?.documentIds[0]}`);
    expect(copy.text).toContain('A strategy for steady growth');
  });

  it('and not before: people would talk about what is still to be decided', async () => {
    const { number } = await giveScript(open);
    const answer = await post(open, lead, '/definitive-scripts', { number, consent: 'Letter' });
    expect(answer.problems.join()).toContain('not released');
    expect(answer.status).toBe(422);
  });

  it('not without consent, not twice, not as a resubmission, and not of another provider', async () => {
    const whole = { attemptNo: 2, scope: [framework.criteria[0]?.code ?? ''], carriedForward: {} };
    const [first, part] = await giveReleased(open, [{}, whole]);
    const [elsewhere] = await giveReleased(open, 1, 'OTH');
    const add = async (number = '', consent = 'Letter'): Promise<string> =>
      (await post(open, lead, '/definitive-scripts', { number, consent })).problems.join();
    expect(await add(first?.number, ' ')).toContain('consent');
    expect(await add(part?.number)).toContain('every criterion');
    expect(await add(elsewhere?.number)).toContain('No script of your provider');
    expect(await add('ZZZZ-ZZZZ')).toContain('No script of your provider');
    expect(await add(first?.number)).toBe('');
    expect(await add(first?.number)).toContain('already');
  });

  it.each<[string, Record<string, string | string[]>, string]>([
    ['a gap', { 'level-1.4.1': '' }, 'Give a mark to 1.4.1'],
    ['a mark without a reason', { 'reason-2.4.1': ' ' }, 'Say why for 2.4.1'],
    ['one person who agrees with themselves', { panel: ['ONE', 'ONE'] }, 'at least 2'],
    ['a stranger on the panel', { panel: ['ONE', 'STRANGER'] }, 'your provider'],
  ])('is refused with %s, and keeps what was typed', async (_, wrong, says) => {
    const [script] = await giveReleased(open, 1);
    const number = script?.number ?? '';
    await post(open, lead, '/definitive-scripts', { number, consent: 'Letter' });
    const people: Record<string, string> = {
      ONE: (await newcomer()).staffId,
      TWO: (await newcomer()).staffId,
      STRANGER: (await newcomer({ provider: 'OTH' })).staffId,
    };
    const { panel = ['ONE', 'TWO'], ...rest } = wrong;
    const fields = definitive({ ...rest, panel: [panel].flat().map((name) => people[name] ?? '') });
    const answer = await post(open, lead, `/definitive-scripts/${number}/marks`, fields);
    expect(answer.status).toBe(422);
    expect(answer.problems.join()).toContain(says);
    expect(answer.text).toContain('Seen on page 3: 6.4.3');
    expect((await api(open, lead, `/definitive-scripts/${number}`)).json()).toMatchObject({ version: 0 });
  });

  it('and is revised with a reason, once where two leads do it at once; the older marks stay on the record', async () => {
    const [script] = await giveDefinitive(open, lead, 1);
    const number = script?.number ?? '';
    const panel = [await newcomer(), await newcomer()].map(({ staffId }) => staffId);
    const path = `/definitive-scripts/${number}/marks`;
    const revised = definitive({ panel, seenVersion: '1', 'level-1.4.1': '1' });
    expect((await post(open, lead, path, revised)).problems.join()).toContain('why');
    const sent = await Promise.all([1, 2].map(() => post(open, lead, path, { ...revised, why: 'Misread page 4' })));
    expect(sent.map(({ status }) => `${status}`).sort()).toEqual(['303', '422']);
    expect((await api(open, lead, `/definitive-scripts/${number}`)).json()).toMatchObject({
      versions: [
        { version: 2, total: 33, why: 'Misread page 4' },
        { version: 1, total: 34 },
      ],
    });
    await expect(
      open.database.query(`update definitive_marks set marks = '{}' where script_number = $1`, [number]),
    ).rejects.toThrow('written once');
  });
});

describe('a round', () => {
  it('is opened by the lead, once a framework; people are asked by letter, and begin without being able to mark', async () => {
    const numbers = (await giveDefinitive(open, lead, 3)).map(({ number }) => number);
    await open.database.query(
      `update standardisation_round set state = 'closed', closed_at = app_now() where state = 'open'`,
    );
    const fields = { frameworkVersion: version, name: 'Winter', closesOn: '2026-12-20', scripts: numbers };
    const twice = await Promise.all([1, 2].map(() => post(open, lead, '/standardisation-rounds', fields)));
    expect(twice.map(({ status }) => `${status}`).sort()).toEqual(['303', '422']);
    const path = twice.find(({ location }) => location)?.location ?? '';
    const who = await newcomer({ name: 'Nora Newcomer' });
    expect((await post(open, lead, `${path}/people`, { staffId: who.staffId, capacity: '9' })).status).toBe(303);
    expect((await visit(open, lead, path)).text).toContain('Nora Newcomer');
    expect(await stateOf(who.staffId)).toBe('standardising to 2026-12-20');
    expect(
      (await accreditedAssessors(open.database, version, '2026-11-23')).map(({ staffId }) => staffId),
    ).not.toContain(who.staffId);
    const [letter] = await open.database.query<{ body: string }>(
      `select body from mail_message where to_address = $1`,
      [who.email],
    );
    expect(letter?.body).toContain('20 December 2026');
    expect((await visit(open, who, '/')).text).toContain('Winter');
    expect(
      (await post(open, lead, `${path}/people`, { staffId: who.staffId, capacity: '9' })).problems.join(),
    ).toContain('already');
    await open.settle();
  });

  it.each<[string, Record<string, string | string[]>, string]>([
    ['too few scripts', { scripts: [] }, 'at least 3'],
    ['a script that no panel settled', { scripts: ['AAAA-AAAA', 'BBBB-BBBB', 'CCCC-CCCC'] }, 'settled'],
    ['a last day that is over', { closesOn: '2026-11-22' }, '23 November 2026'],
    ['a day that is none', { closesOn: '2026-02-30' }, 'last day'],
    ['no name', { name: ' ' }, 'name'],
    ['a framework that is not published', { frameworkVersion: 'npqx' }, 'framework'],
  ])('is refused with %s', async (_, wrong, says) => {
    const numbers = (await giveDefinitive(open, lead, 3)).map(({ number }) => number);
    const fields = { frameworkVersion: version, name: 'Winter', closesOn: '2026-12-20', scripts: numbers, ...wrong };
    const answer = await post(open, lead, '/standardisation-rounds', fields);
    expect(answer.status).toBe(422);
    expect(answer.problems.join()).toContain(says);
  });

  it('takes nobody who leads, who is no assessor of the provider, or for whom too few scripts are left', async () => {
    const trust = 'TR-STD';
    const released = await giveReleased(open, [{ trust }, {}, {}, {}]);
    const numbers = released.map(({ number }) => number);
    await makeDefinitive(open, numbers, lead);
    const roundId = await giveRound(open, lead, { scripts: numbers });
    const ask = async (staffId: string | null): Promise<string> =>
      (
        await post(open, lead, `/standardisation-rounds/${roundId}/people`, { staffId: staffId ?? '', capacity: '5' })
      ).problems.join();
    expect(await ask((await givePerson(open, { roles: ['lead', 'assessor'] })).staffId)).toContain('leads');
    expect(await ask((await newcomer({ provider: 'OTH' })).staffId)).toContain('your provider');
    // Works for the trust of the first author and marked the second live: two of four are left.
    const tied = await newcomer({ trust });
    await assign(open, { number: numbers[1] ?? '' }, tied);
    expect(await ask(tied.staffId)).toMatch(/only 2 are left.*tie to its author.*marked it live/);
    expect(await ask((await newcomer({ trust })).staffId)).toBe('');
  });

  it('is there for leads of the provider only, and an open try for its person only', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    const [stranger, other] = [await givePerson(open, { roles: ['lead'], provider: 'OTH' }), await newcomer()];
    const statuses = async (path: string, people: readonly Person[]): Promise<number[]> =>
      Promise.all(people.map(async (person) => (await api(open, person, path)).status));
    expect(await statuses(`/standardisation-rounds/${roundId}`, [lead, stranger, who])).toEqual([200, 404, 403]);
    expect(await statuses(`/definitive-scripts/${numbers[0]}`, [lead, stranger, who])).toEqual([200, 404, 403]);
    expect(await statuses(`/standardisation-tries/${tryId}`, [who, other, lead])).toEqual([200, 404, 403]);
    expect(await statuses(`/standardisation-tries/${tryId}/feedback`, [who, other, lead])).toEqual([404, 404, 404]);
    await markTry(open, tryId);
    await handIn(open, tryId, who.staffId);
    expect(await statuses(`/standardisation-tries/${tryId}/feedback`, [who, other, lead, stranger])).toEqual([
      200, 404, 200, 404,
    ]);
  });

  it('costs as many statements with many people as with one', async () => {
    const who = await newcomer();
    const { roundId } = await roundWith(who, 3);
    const statements = async (path: string): Promise<number> =>
      Number(/\d+/.exec(String((await visit(open, lead, path)).headers['server-timing']))?.[0]);
    const before = await statements(`/standardisation-rounds/${roundId}`);
    for (let n = 0; n < 6; n += 1) await givePlace(open, roundId, (await newcomer()).staffId);
    expect(await statements(`/standardisation-rounds/${roundId}`)).toBe(before);
    expect(await statements('/standardisation-rounds')).toBeLessThanOrEqual(5);
    expect(await statements('/definitive-scripts')).toBeLessThanOrEqual(5);
  });
});

describe('a try', () => {
  it('is begun, marked, handed in and read beside the panel, by the forms', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who);
    const begun = await post(open, who, `/standardisation/${roundId}/tries`);
    const path = begun.location ?? '';
    const { scripts } = (await api(open, who, path)).json() as { scripts: { number: string }[] };
    expect(scripts.map(({ number }) => number)).toEqual(numbers.slice(0, 3));
    expect((await visit(open, who, path)).text).not.toContain('panel saw');
    expect((await post(open, who, `${path}/handing-in`)).problems.join()).toContain('give a mark to 1.4.1');
    for (const { number } of scripts) {
      const fields = Object.fromEntries(
        framework.criteria.flatMap(({ code }) => [
          [`base-${code}`, '0'],
          [`level-${code}`, code === '1.4.1' ? '1' : '2'],
          [`comment-${code}`, ''],
        ]),
      );
      expect((await post(open, who, `${path}/scripts/${number}/marks`, fields)).status).toBe(303);
    }
    expect((await post(open, who, `${path}/handing-in`)).problems.join()).toContain('write a comment on 1.4.1');
    for (const { number } of scripts)
      await post(open, who, `${path}/scripts/${number}/marks`, {
        'base-1.4.1': '1',
        'level-1.4.1': '1',
        'comment-1.4.1': 'Costs are named and not weighed',
      });
    const handed = await post(open, who, `${path}/handing-in`);
    expect(handed.location).toBe(`${path}/feedback`);
    expect(await stateOf(who.staffId)).toBe('probation to 2027-11-23');
    const beside = await visit(open, who, `${path}/feedback/${numbers[0]}`);
    expect(beside.text).toContain('The panel saw it: 1.4.1');
    expect(beside.text).toContain('Costs are named and not weighed');
    const said = { criterion: '1.4.1', words: 'I missed the table' };
    expect((await post(open, who, `${path}/feedback/${numbers[0]}/remarks`, said)).status).toBe(303);
    await post(open, lead, `${path}/feedback/${numbers[0]}/remarks`, { criterion: '1.4.1', words: 'Page 7 has it' });
    const both = (await visit(open, lead, `${path}/feedback/${numbers[0]}`)).text;
    expect(both).toContain('I missed the table');
    expect(both).toContain('Page 7 has it');
    expect(
      (await post(open, who, `${path}/feedback/${numbers[0]}/remarks`, { criterion: '1.4.1', words: '' })).status,
    ).toBe(422);
    expect(
      (await post(open, who, `${path}/feedback/${numbers[0]}/remarks`, { criterion: '9.9.9', words: 'x' })).status,
    ).toBe(422);
    const tryId = path.split('/').at(-1) ?? '';
    expect(await journalOf(open, 'standardisation-try', tryId)).toEqual([
      'standardisation-try.begun',
      'standardisation-try.handed-in',
      'standardisation.remarked',
      'standardisation.remarked',
    ]);
  });

  it('receives the same bytes whatever a panel settled, until it is handed in', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId, { [numbers[0] ?? '']: near(4) });
    const documents = await open.database.query<{ id: string }>(
      `select id from script_document where script_number = $1`,
      [numbers[0]],
    );
    const knows = {
      id: [tryId, roundId],
      number: [numbers[0] ?? ''],
      document: documents.map(({ id }) => id),
    };
    const before = await everythingFor(open, who, knows);
    expect(reached(before)).toBeGreaterThan(8);
    const other = allMarks(framework, 0);
    await rewrite(
      open,
      ['definitive_marks', 'definitive_script', 'definitive_panel'],
      [
        [
          `update definitive_marks set marks = $2, reasons = '{"1.4.1": "Quite other and longer words than before"}', set_at = set_at - interval '9 days' where script_number = $1`,
          [numbers[0], JSON.stringify(other)],
        ],
        [
          `insert into definitive_marks select script_number, 2, marks, reasons, 'Revised', set_by, set_at from definitive_marks where script_number = $1`,
          [numbers[0]],
        ],
        [`update definitive_script set version = 2, consent = 'Another letter' where script_number = $1`, [numbers[0]]],
      ],
    );
    expect(differences(before, await everythingFor(open, who, knows))).toEqual([]);
    await handIn(open, tryId, who.staffId);
    expect(differences(before, await everythingFor(open, who, knows))).toContain(
      `GET /standardisation-tries/${tryId}/feedback/${numbers[0]}`,
    );
  });

  it('loses nothing typed in two windows: the second is told, sees both, and decides', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    const path = `/standardisation-tries/${tryId}/scripts/${numbers[0]}`;
    const line = (comment: string, base: string): Record<string, string> => ({
      'base-1.4.1': base,
      'level-1.4.1': '1',
      'comment-1.4.1': comment,
    });
    const sent = await Promise.all(
      ['The first window', 'The second window'].map((words) => post(open, who, `${path}/marks`, line(words, '0'))),
    );
    expect(sent.map(({ status }) => `${status}`).sort()).toEqual(['303', '422']);
    const second = sent.find(({ status }) => status === 422)?.text ?? '';
    expect(second).toContain('The first window');
    expect(second).toContain('The second window');
    expect((await post(open, who, `${path}/marks`, line('Both thought of', '1'))).status).toBe(303);
    expect((await visit(open, who, path)).text).toContain('Both thought of');
  });

  it('is begun once and handed in once, however often it is asked for at the same time', async () => {
    const who = await newcomer();
    const { roundId } = await roundWith(who);
    const begun = await Promise.all([1, 2, 3].map(() => post(open, who, `/standardisation/${roundId}/tries`)));
    expect(begun.map(({ status }) => `${status}`).sort()).toEqual(['303', '422', '422']);
    const path = begun.find(({ location }) => location)?.location ?? '';
    const tryId = path.split('/').at(-1) ?? '';
    await markTry(open, tryId);
    const handed = await Promise.all([1, 2, 3].map(() => post(open, who, `${path}/handing-in`)));
    expect(handed.map(({ status }) => `${status}`).sort()).toEqual(['303', '422', '422']);
    expect(await journalOf(open, 'accreditation', await accreditationOf(who.staffId))).toEqual([
      'accreditation.qualified-on-probation',
    ]);
  });

  it('is changed by nobody once it is handed in, by the database’s word too', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId);
    await handIn(open, tryId, who.staffId);
    const sent = await post(open, who, `/standardisation-tries/${tryId}/scripts/${numbers[0]}/marks`, {
      'base-1.4.1': '1',
      'level-1.4.1': '0',
      'comment-1.4.1': 'Later',
    });
    expect(sent.problems.join()).toContain('handed in');
    await expect(
      open.database.query(`update standardisation_mark set level = 0 where try_id = $1`, [tryId]),
    ).rejects.toThrow('handed in');
  });

  it('is not handed in after the last day, though nobody has closed the round yet', async () => {
    const who = await newcomer();
    const { roundId } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId);
    // The last minute of the last day in London, then the first of the next.
    await open.holdClock('2026-12-13T23:59:59Z');
    expect((await visit(open, who, `/standardisation-tries/${tryId}`)).text).toContain('Hand in');
    await open.holdClock('2026-12-14T00:00:00Z');
    const late = await post(open, who, `/standardisation-tries/${tryId}/handing-in`);
    expect(late.problems.join()).toContain('over');
    expect(await stateOf(who.staffId)).toBe('standardising to 2026-12-13');
  });

  it('never has a script whose marks its person settled: the database says so too', async () => {
    const released = (await giveReleased(open, 3)).map(({ number }) => number);
    await makeDefinitive(open, released, lead);
    const roundId = await giveRound(open, lead, { scripts: released });
    const who = await newcomer();
    await open.database.query(`insert into definitive_panel (script_number, version, staff_id) values ($1, 1, $2)`, [
      released[0],
      who.staffId,
    ]);
    await givePlace(open, roundId, who.staffId);
    expect((await post(open, who, `/standardisation/${roundId}/tries`)).problems.join()).toContain('Too few scripts');
    await expect(giveTry(open, roundId, who.staffId)).rejects.toThrow('marks of their own');
  });
});

describe('what follows from a try, in the same transaction', () => {
  it.each<[string, 'accredited' | 'suspended' | 'removed' | 'probation', number, string, string]>([
    ['renews whoever is accredited and qualifies', 'accredited', 0, 'qualified', 'accredited to 2027-11-23'],
    ['puts on probation who is near', 'accredited', 4, 'qualified-on-probation', 'probation to 2027-11-23'],
    ['leaves who is on probation there', 'probation', 0, 'qualified-on-probation', 'probation to 2027-11-23'],
    [
      'brings back who was suspended, on probation',
      'suspended',
      0,
      'qualified-on-probation',
      'probation to 2027-11-23',
    ],
    ['brings back who was removed, on probation', 'removed', 3, 'qualified-on-probation', 'probation to 2027-11-23'],
    ['moves nobody while a try is left', 'accredited', 8, 'not-qualified', 'accredited to 2026-12-31'],
  ])('%s', async (_, state, off, verdict, after) => {
    const who = await giveAccredited(open, { state, validTo: '2026-12-31' });
    const { roundId, numbers } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId, Object.fromEntries(numbers.map((number) => [number, near(off)])));
    expect(await handIn(open, tryId, who.staffId)).toBe(verdict);
    expect(await stateOf(who.staffId)).toBe(after);
  });

  it('suspends whoever does not qualify in the last try, tells the other rooms, and lets nobody bring them back by a click', async () => {
    const who = await giveAccredited(open, { validTo: '2026-12-31' });
    const { roundId, numbers } = await roundWith(who, 7);
    for (const no of [1, 2]) {
      const begun = await post(open, who, `/standardisation/${roundId}/tries`);
      expect(begun.status).toBe(303);
      const tryId = begun.location?.split('/').at(-1) ?? '';
      const { scripts } = (await api(open, who, `/standardisation-tries/${tryId}`)).json() as {
        scripts: { number: string }[];
      };
      expect(scripts.map(({ number }) => number)).toEqual(numbers.slice((no - 1) * 3, no * 3));
      await markTry(open, tryId, Object.fromEntries(numbers.map((number) => [number, allMarks(framework, 0)])));
      expect(await handIn(open, tryId, who.staffId)).toBe('not-qualified');
    }
    expect(await stateOf(who.staffId)).toBe('suspended to 2026-12-31');
    const news = await open.database.query(
      `select from outbox where event = 'accreditation.stopped' and subject ->> 'staffId' = $1`,
      [who.staffId],
    );
    expect(news).toHaveLength(1);
    expect((await post(open, who, `/standardisation/${roundId}/tries`)).problems.join()).toContain('2 tries');
    const back = await post(open, lead, `/accreditations/${who.accreditationId}/retraining`);
    expect(back.problems.join()).toContain('did not qualify');
    await open.settle();
  });

  it('leads to live scripts that are all marked twice, by the policy’s word', async () => {
    const who = await newcomer();
    const { roundId } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId);
    await handIn(open, tryId, who.staffId);
    // More scripts than a round that is marked twice as a whole, and marks that nothing else would send to a second marker.
    const scripts = await giveScripts(open, 16);
    for (const script of scripts.slice(0, 3)) {
      await giveLockedMarks(open, script, { ...who, staffId: who.staffId });
      const { reasons } = await open.database.one<{ reasons: string[] }>(
        `select second_reasons as reasons from marking where script_number = $1`,
        [script.number],
      );
      expect(reasons).toContain('assessor-on-probation');
    }
    const other = await giveAccredited(open);
    // Whoever the second marks were given to by now, of those whom the cases before left here: they are this case's to give.
    await open.settle();
    await open.database.query(
      `update assignment set state = 'recalled', reason = 'Given to another'
       where role = 'second' and state in ('assigned', 'marking') and script_number = any($1)`,
      [scripts.map(({ number }) => number)],
    );
    await giveLockedMarks(open, scripts[0]!, other, 2, 'second');
    await giveLockedMarks(open, scripts[1]!, other, 0, 'second');
    const id = await accreditationOf(who.staffId);
    expect((await api(open, lead, `/accreditations/${id}`)).json()).toMatchObject({
      probationScripts: 5,
      history: {
        locked: 3,
        twice: 2,
        apart: 1,
        tries: [{ round: 'Autumn', no: 1, verdict: 'qualified-on-probation' }],
      },
    });
    expect((await visit(open, lead, `/accreditations/${id}`)).text).toContain('2 of their 3 locked live scripts');
  });

  it('is judged by the marks that stand when it is handed in; edge case 43: a later revision is shown and moves nobody', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId);
    await handIn(open, tryId, who.staffId);
    const before = await stateOf(who.staffId);
    expect((await visit(open, lead, `/standardisation-rounds/${roundId}`)).text).not.toContain('as revised');
    const panel = [await newcomer(), await newcomer()].map(({ staffId }) => staffId);
    const revised = definitive({ panel, seenVersion: '1', why: 'The appendix was not read', 'level-1.4.1': '0' });
    expect((await post(open, lead, `/definitive-scripts/${numbers[0]}/marks`, revised)).status).toBe(303);
    const page = await visit(open, lead, `/standardisation-rounds/${roundId}`);
    expect(page.text).toContain('By the marks as revised: not qualified');
    expect(await stateOf(who.staffId)).toBe(before);
    expect((await visit(open, who, `/standardisation-tries/${tryId}/feedback/${numbers[0]}`)).text).toContain(
      'Revised since: 0',
    );
  });

  it('keeps whoever marks a script in standardisation off its panel until it is handed in', async () => {
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who, 3);
    await giveTry(open, roundId, who.staffId);
    const panel = [who.staffId, (await newcomer()).staffId];
    const sent = await post(
      open,
      lead,
      `/definitive-scripts/${numbers[0]}/marks`,
      definitive({ panel, seenVersion: '1', why: 'Because' }),
    );
    expect(sent.problems.join()).toContain('now and cannot agree');
  });
});

describe('what must never be is found', () => {
  it('a try that was found to be something else than its marks say', async () => {
    const sentence = 'What a try in standardisation was found to be is what its marks say';
    const { sql = '' } = invariants.find((one) => one.sentence === sentence) ?? {};
    const found = async (): Promise<readonly string[]> =>
      (await open.database.query<{ what: string }>(sql)).map(({ what }) => what);
    const who = await newcomer();
    const { roundId, numbers } = await roundWith(who, 3);
    const tryId = await giveTry(open, roundId, who.staffId);
    await markTry(open, tryId, { [numbers[0] ?? '']: near(2) });
    await handIn(open, tryId, who.staffId);
    expect(await found()).toEqual([]);
    await rewrite(
      open,
      ['standardisation_mark'],
      [[`update standardisation_mark set level = 0 where try_id = $1 and criterion = '6.4.3'`, [tryId]]],
    );
    expect(await found()).toEqual([tryId]);
  });
});

describe('the clock', () => {
  it('closes a round after its last day, and tells once that an accreditation has run out', async () => {
    const who = await giveAccredited(open, { validTo: '2026-11-30' });
    const { roundId } = await roundWith(who, 3);
    await open.holdClock('2026-12-01T00:00:00Z');
    const sweep = async (): Promise<void> => {
      const { StandardisationJobs } = await import('../../src/standardisation/standardisation.jobs.js');
      await open.app.get(StandardisationJobs, { strict: false }).sweep(workOf('standardisation.sweep'));
    };
    await sweep();
    await sweep();
    expect(await journalOf(open, 'accreditation', who.accreditationId)).toEqual(['accreditation.expired']);
    await post(open, lead, `/accreditations/${who.accreditationId}/terms`, { capacity: '5', validTo: '2026-12-20' });
    await open.holdClock('2026-12-21T09:00:00Z');
    await sweep();
    expect(await journalOf(open, 'accreditation', who.accreditationId)).toEqual([
      'accreditation.expired',
      'accreditation.terms-changed',
      'accreditation.expired',
    ]);
    expect(await journalOf(open, 'standardisation-round', roundId)).toEqual(['standardisation.closed']);
  });
});
