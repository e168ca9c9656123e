import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit, type Answer } from '../support/browse.js';
import {
  accept,
  assign,
  failingLevels,
  giveAssessor,
  giveLockedMarks,
  type Assessor,
} from '../support/story/marking.js';
import { giveScript, type GivenScript } from '../support/story/scripts.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(() => open.close());

const paths = (script: GivenScript): string[] => {
  const of = `/scripts/${script.number}`;
  return [
    '/',
    '/marking',
    of,
    `${of}/lock`,
    `${of}/versions`,
    `${of}/decline`,
    `${of}/agreement`,
    `${of}/earlier-comments?criterion=1.4.1`,
    ...script.documentIds.map((id) => `${of}/documents/${id}`),
  ];
};

/** Everything a person receives, page and JSON, but what is new in every answer: the key of a form, the nonce of a script. */
async function received(script: GivenScript, who: Assessor): Promise<string[]> {
  const bytes = ({ status, text, headers }: Answer): string => {
    const {
      date: _date,
      'server-timing': _timing,
      'content-security-policy': _policy,
      'content-length': _length,
      ...kept
    } = headers;
    const body = text.replaceAll(/name="_key" value="[^"]+"/g, '').replaceAll(/nonce="[^"]+"/g, '');
    return JSON.stringify([status, kept, body]);
  };
  const answers: string[] = [];
  for (const path of paths(script))
    answers.push(bytes(await visit(open, who, path)), bytes(await api(open, who, path)));
  return answers;
}

/** Writes other first marks than were given, past every guard, as the owner of the database may. */
async function rewriteFirstMarks(markSetId: string, script: GivenScript): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url: open.test.ownerUrl }).initialize();
  try {
    await owner.query(`alter table mark disable trigger mark_in_open_set`);
    await owner.query(
      `update mark set level = 2, comment = 'A much longer and quite different comment', version = 7, saved_at = saved_at - interval '3 days',
                       pointers = '[{"documentId": "x", "place": "elsewhere"}]' where mark_set_id = $1`,
      [markSetId],
    );
    await owner.query(`alter table mark enable trigger mark_in_open_set`);
    await owner.query(`update mark_set set locked_at = locked_at - interval '2 days', version = 9 where id = $1`, [
      markSetId,
    ]);
    await owner.query(`update marking set second_reasons = '["drawn"]', version = 12 where script_number = $1`, [
      script.number,
    ]);
  } finally {
    await owner.destroy();
  }
}

describe('the second assessor', () => {
  it('edge case 25: receives the same bytes whatever the first marks were', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    const firstSet = await giveLockedMarks(open, script, first, await failingLevels(open));
    await assign(open, script, second, 'second');
    const offered = await received(script, second);
    await accept(open, script, second);
    const marking = await received(script, second);
    await rewriteFirstMarks(firstSet, script);
    expect(await received(script, second)).toEqual(marking);
    expect(marking).not.toEqual(offered);
    expect(marking.join()).not.toContain(first.name);
  });

  it('is told nothing that a first assessor is not: the same page for either role', async () => {
    const [asFirst, asSecond] = [await giveScript(open), await giveScript(open)];
    const [somebody, assessor] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, asSecond, somebody);
    await assign(open, asFirst, assessor, 'first');
    await assign(open, asSecond, assessor, 'second');
    const neutral = async (script: GivenScript): Promise<string> => {
      let text = (await visit(open, assessor, `/scripts/${script.number}`)).text.replaceAll(script.number, 'NUMBER');
      script.documentIds.forEach((id, index) => (text = text.replaceAll(id, `document ${index}`)));
      return text.replaceAll(/name="_key" value="[^"]+"/g, '').replaceAll(/nonce="[^"]+"/g, '');
    };
    expect(await neutral(asSecond)).toBe(await neutral(asFirst));
    await accept(open, asFirst, assessor);
    await accept(open, asSecond, assessor);
    const withoutSets = (text: string): string => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'SET');
    expect(withoutSets(await neutral(asSecond))).toBe(withoutSets(await neutral(asFirst)));
  });

  it('learns of the first only when both are locked and differ too much', async () => {
    const script = await giveScript(open);
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first, { '1.4.1': 0 });
    expect((await visit(open, first, `/scripts/${script.number}/agreement`)).status).toBe(404);
    await giveLockedMarks(open, script, second, 2, 'second');
    for (const who of [first, second]) {
      const answer = await visit(open, who, `/scripts/${script.number}/agreement`);
      expect(answer.status).toBe(200);
      const other = who === first ? second : first;
      // A comment is shown and nobody's name beside it but what they wrote themselves.
      expect(answer.text.replaceAll(`Words of ${other.name} on`, '')).not.toContain(other.name);
    }
    const letters = await open.database.query<{ body: string }>(`select body from mail_message where subject like $1`, [
      `%${script.number}%`,
    ]);
    expect(letters).toHaveLength(2);
    for (const { body } of letters) expect(body).not.toMatch(/\b(gave|mark of) [012]\b/);
  });
});

describe('a participant', () => {
  it('is in nothing that an assessor or the lead of marking receives', async () => {
    const canaries = [
      'Zenobia Quillfeather',
      'zenobia@canary.invalid',
      'TRUSTCANARY',
      'Coach Canary',
      'coach@canary.invalid',
    ];
    const script = await giveScript(open, {
      participantName: 'Zenobia Quillfeather',
      participantEmail: 'zenobia@canary.invalid',
      trust: 'TRUSTCANARY',
      coach: { name: 'Coach Canary', email: 'coach@canary.invalid' },
    });
    const [first, second] = [await giveAssessor(open), await giveAssessor(open)];
    await giveLockedMarks(open, script, first, { '1.4.1': 0 });
    await giveLockedMarks(open, script, second, 2, 'second');
    const { givePerson } = await import('../support/story/people.js');
    const lead = await givePerson(open, { roles: ['lead'] });
    const [assignment] = await open.database.query<{ id: string }>(
      `select id from assignment where script_number = $1`,
      [script.number],
    );
    const seen = [
      ...(await received(script, first)),
      ...(await received(script, second)),
      ...(
        await Promise.all(
          ['/marking-progress', `/marking-progress/${script.windowId}`, `/assignments/${assignment?.id}`].flatMap(
            (path) => [visit(open, lead, path), api(open, lead, path)],
          ),
        )
      ).map(({ text }) => text),
      (await post(open, first, `/scripts/${script.number}/agreement`, { 'level-1.4.1': '1', 'rationale-1.4.1': '' }))
        .text,
    ].join();
    const ids = [script.participantId, script.signInId, script.enrolmentId, script.attemptId, script.submissionId];
    for (const canary of [...canaries, ...ids]) expect(seen).not.toContain(canary);
  });
});
