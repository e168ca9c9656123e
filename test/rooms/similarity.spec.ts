import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { invariants } from '../../src/platform/database/invariants.js';
import type { Work } from '../../src/platform/jobs/job.js';
import { CompareAccounts, KeepAccounts } from '../../src/similarity/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit, type Answer } from '../support/browse.js';
import { journalOf } from '../support/story/allocation.js';
import { accept, assign, giveAssessor } from '../support/story/marking.js';
import { makeWord } from '../support/story/documents.js';
import { giveBooking, giveEnrolled, giveWindow } from '../support/story/enrolment.js';
import { makeReady, submit } from '../support/story/hand-in.js';
import { giveClearedBatch, giveLeads, planRelease, type GivenBatch } from '../support/story/outcomes.js';
import { givePerson, sessionFor, type Person } from '../support/story/people.js';
import { giveScripts, type GivenScript, type ScriptWish } from '../support/story/scripts.js';
import { announceAccepted, type HandedInAccounts } from '../support/story/similarity.js';
import { differences, everythingFor, reached } from '../support/twins.js';
import { workOf } from '../support/work.js';

let open: TestApp;
beforeAll(async () => {
  open = await openTestApp();
});
beforeEach(async () => {
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
});

let providers = 0;
const newProvider = (): string => `SI${(providers += 1)}`;

/** Prose of one's own: no run of nine words of it is anybody else's. */
const own = (name: string, words: number): string =>
  Array.from({ length: words }, (_, at) => (at % 12 === 5 ? 'the' : `${name}${at}`)).join(' ');
const t1 = (...paragraphs: string[]): HandedInAccounts => ({ T1: { paragraphs } });
/** Copied, with every tenth word another. */
const reworded = (text: string): string =>
  text
    .split(' ')
    .map((word, at) => (at % 10 === 9 ? `another${at}` : word))
    .join(' ');

async function handIn(provider: string, wishes: readonly ScriptWish[]): Promise<GivenScript[]> {
  const scripts = await giveScripts(
    open,
    wishes.map((wish) => ({ provider, ...wish })),
  );
  await announceAccepted(open, scripts);
  return scripts;
}

interface Match {
  readonly id: string;
  readonly state: string | null;
  readonly a: string;
  readonly b: string;
  readonly words: number[];
  readonly matched: number[];
  readonly isSameFile: boolean;
}
const matchesOf = (provider: string): Promise<Match[]> =>
  open.database.query(
    `select m.id, m.state, m.a_submission as a, m.b_submission as b, array[m.a_words, m.b_words] as words,
            array[m.a_matched, m.b_matched] as matched, m.is_same_file as "isSameFile"
     from similarity_match m join provider p on p.id = m.provider_id where p.code = $1 order by m.found_at, m.id`,
    [provider],
  );
const stateOf = async (id: string): Promise<string | null> =>
  (await open.database.one<{ state: string | null }>(`select state from similarity_match where id = $1`, [id])).state;
const decide = (who: Person, id: string, decision: string, why = 'I read both'): Promise<Answer> =>
  post(open, who, `/similarities/${id}/decision`, { decision, why });

/** A batch of two from one trust with these accounts, moderated and cleared, and two leads. */
async function twoOfOneTrust(
  one: HandedInAccounts,
  other: HandedInAccounts,
): Promise<{ provider: string; batch: GivenBatch; leads: readonly [Person, Person]; match: Match | undefined }> {
  const provider = newProvider();
  const wish = { result: 'passed', trust: `TR-${provider}`, provider } as const;
  const batch = await giveClearedBatch(
    open,
    [
      { ...wish, participantName: 'Anna Ashe', accounts: one },
      { ...wish, participantName: 'Bert Birch', accounts: other },
    ],
    { provider },
  );
  await announceAccepted(open, batch.scripts);
  const [match] = await matchesOf(provider);
  return { provider, batch, leads: await giveLeads(open, provider), match };
}

async function release(batch: GivenBatch, leads: readonly [Person, Person]): Promise<string[]> {
  const id = await planRelease(open, leads[0], batch.id, { date: '2026-11-27', time: '10:00' });
  expect((await post(open, leads[1], `/releases/${id}/approval`)).status).toBe(303);
  await open.holdClock('2026-11-27T10:00:00Z');
  await open.settle();
  const rows = await open.database.query<{ number: string }>(
    `select script_number as number from outcome where state = 'released' and script_number = any($1)`,
    [batch.scripts.map(({ number }) => number)],
  );
  return rows.map(({ number }) => number);
}

const results = own('result', 70);

describe('edge case 42: two participants from one trust submit the same improvement project', () => {
  it('in their own words: nothing is flagged, and both outcomes are released as ever', async () => {
    const data = 'Reading at 68 per cent rose to 79 per cent in five schools';
    const { batch, leads, match, provider } = await twoOfOneTrust(
      t1(own('anna', 900), data, own('annab', 900)),
      t1(own('bert', 900), data, own('bertb', 900)),
    );
    expect(match).toBeUndefined();
    expect(textOf((await visit(open, leads[0], '/similarities')).text)).toContain('None.');
    const { compared } = await open.database.one<{ compared: number }>(
      `select count(*)::int as compared from similarity_account k join provider p on p.id = k.provider_id
       where p.code = $1 and k.compared_at is not null`,
      [provider],
    );
    expect(compared).toBe(2);
    expect(await release(batch, leads)).toHaveLength(2);
  });

  it('with a table of results of both: is flagged, decided to be legitimate, and both outcomes are released', async () => {
    const { batch, leads, match } = await twoOfOneTrust(
      t1(own('anna', 500), results, own('annab', 400)),
      t1(own('bert', 600), results, own('bertb', 300)),
    );
    expect(match).toMatchObject({ state: 'open', matched: [70, 70], words: [970, 970] });
    const list = textOf((await visit(open, leads[0], '/similarities')).text);
    expect(list).toMatch(/Anna Ashe and Bert Birch|Bert Birch and Anna Ashe/);
    expect(list).toContain('7 of 100 words');
    expect(list).toContain('same trust');
    const shown = await visit(open, leads[0], `/similarities/${match?.id}`);
    expect(shown.text.match(/<mark>result0 [^<]*result69<\/mark>/g)).toHaveLength(2);
    expect((await decide(leads[0], match?.id ?? '', 'legitimate', 'One project, two schools')).status).toBe(303);
    expect(textOf((await visit(open, leads[0], '/similarities?show=decided')).text)).toContain(
      'Legitimate collaboration',
    );
    expect(await release(batch, leads)).toHaveLength(2);
  });

  it('in copied prose, reworded here and there: is flagged, suspected, and a person holds it; nothing is held by itself', async () => {
    const prose = own('prose', 800);
    const { batch, leads, match } = await twoOfOneTrust(
      t1(prose, own('anna', 200)),
      t1(own('bert', 100), reworded(prose)),
    );
    expect(match?.state).toBe('open');
    expect(match?.matched).toEqual([720, 720]);
    const [anna] = batch.scripts;
    const herself = await sessionFor(open, anna?.signInId ?? '');
    await everythingFor(open, herself, {});
    const before = await everythingFor(open, herself, {});
    expect((await decide(leads[0], match?.id ?? '', 'suspected', 'Eighty sentences')).status).toBe(303);
    expect(
      await open.database.query(
        `select from outcome_hold h join attempt a on a.id = h.attempt_id where a.enrolment_id = any($1)`,
        [batch.scripts.map(({ enrolmentId }) => enrolmentId)],
      ),
    ).toEqual([]);
    expect(differences(before, await everythingFor(open, herself, {}))).toEqual([]);
    const shown = (await visit(open, leads[0], `/similarities/${match?.id}`)).text;
    const forms = [...shown.matchAll(/href="(\/enrolments\/[^"]+\/hold\?[^"]+)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    expect(forms).toHaveLength(2);
    const form = await visit(open, leads[0], forms[0] ?? '');
    expect(form.text).toMatch(/value="similarity" checked/);
    expect(textOf(form.text)).toMatch(/(72|80) of 100 words stand in another participant's account/);
    for (const href of forms) {
      const sent = { source: 'similarity', reason: 'The same prose', told: 'Your account is much like another.' };
      expect((await post(open, leads[0], href.split('?')[0] ?? '', sent)).status).toBe(303);
    }
    expect(textOf((await visit(open, leads[0], `/similarities/${match?.id}`)).text)).toContain(
      'The outcome of Anna Ashe is held',
    );
    const held = await visit(open, leads[1], `/batches/${batch.id}/release`);
    expect(textOf(held.text)).toContain('2 outcomes are held');
  });

  it('each with a coach and a school: what both had on the day of handing in is said, not what they have now', async () => {
    const provider = newProvider();
    const coach = { name: 'Cora Coach', email: `cora-${provider}@demo.invalid` };
    const accounts = t1(own('both', 300));
    const scripts = await handIn(provider, [
      { trust: `TR-${provider}`, coach, accounts },
      { trust: `TR-${provider}`, coach, accounts },
    ]);
    const [lead] = await giveLeads(open, provider);
    const said = async (): Promise<string> => textOf((await visit(open, lead, '/similarities')).text);
    expect(await said()).toContain('same trust, same coach');
    // One of them goes to another trust a day after.
    await open.holdClock('2026-11-25T10:00:00Z');
    await open.database.query(
      `with other as (insert into trust (uid, name) values ($2, 'Another') returning id)
       update participant set trust_id = other.id from other where participant.id = $1`,
      [scripts[0]?.participantId, `TX-${provider}`],
    );
    expect(await said()).toContain('same trust, same coach');
  });
});

describe('two who hand in by the pages', () => {
  it('the same Word file and the same prose in another: both are found after closing, in which nobody did anything', async () => {
    await open.holdClock('2027-01-10T10:00:00Z');
    const provider = newProvider();
    const windowId = await giveWindow(open, { provider, opensOn: '2027-03-01', closesOn: '2027-03-15' });
    const same = await makeWord(['# Where we began', own('strategy', 600)]);
    const prose = own('project', 600);
    for (const name of ['Anna', 'Bert']) {
      const person = await giveEnrolled(open, { provider, name, startDate: '2026-09-21' });
      await giveBooking(open, person, windowId);
      await open.holdClock('2027-03-10T10:00:00Z');
      const project = await makeWord([`# The project of ${name}`, prose, own(name, 200)]);
      await makeReady(open, person, { name: 'one.docx', bytes: same }, { name: 'two.docx', bytes: project });
      expect(await submit(open, person)).toEqual({ status: 303, problems: [] });
      await open.holdClock('2027-01-10T10:00:00Z');
    }
    await open.holdClock('2027-03-15T12:00:01Z');
    await open.database.transact('job:spec', (tx) =>
      tx.order({ kind: 'submission.close-windows', key: `spec ${provider}`, subject: {} }),
    );
    await open.settle();
    const found = await matchesOf(provider);
    expect(found.map(({ state, isSameFile, matched }) => `${state} ${isSameFile} ${matched[0]}`).toSorted()).toEqual([
      'open false 600',
      'open true 603',
    ]);
    const [lead] = await giveLeads(open, provider);
    const page = await visit(open, lead, `/similarities/${found.find(({ isSameFile }) => !isSameFile)?.id}`);
    expect(page.text.match(/<mark>project0 /g)).toHaveLength(2);
  });
});

describe('what is compared', () => {
  it('is told by bytes where a file is the same, whether or not anybody could read it', async () => {
    const provider = newProvider();
    const scripts = await handIn(provider, [
      { accounts: { T1: { paragraphs: [], bytes: `picture ${provider}` } } },
      { accounts: { T1: { paragraphs: [], bytes: `picture ${provider}` } } },
      { accounts: { T2: { paragraphs: [], bytes: `picture ${provider}` } } },
    ]);
    const found = await matchesOf(provider);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ isSameFile: true, state: 'open' });
    expect(new Set([found[0]?.a, found[0]?.b])).toEqual(new Set(scripts.slice(0, 2).map((one) => one.submissionId)));
    const [lead] = await giveLeads(open, provider);
    expect(textOf((await visit(open, lead, '/similarities')).text)).toContain('the same file');
    const page = textOf((await visit(open, lead, `/similarities/${found[0]?.id}`)).text);
    expect(page).toContain('The same file, byte for byte');
    expect(page).toContain('There is no text to show');
    await decide(lead, found[0]?.id ?? '', 'suspected');
    expect((await visit(open, lead, `/similarities/${found[0]?.id}`)).text).toContain('source=same-file');
  });

  it('leaves out what many have, and shows by itself who has little else', async () => {
    const provider = newProvider();
    const quotation = own('quoted', 120);
    const few = await handIn(provider, [
      { accounts: t1(own('p', 400), quotation, own('pb', 400)) },
      { accounts: t1(own('q', 400), quotation, own('qb', 400)) },
    ]);
    expect((await matchesOf(provider)).map(({ state }) => state)).toEqual(['open']);
    // Three more with the same quotation, and one of them with little else: it is common, and what rested on it is discounted.
    await handIn(provider, [
      { accounts: t1(own('r', 400), quotation) },
      { accounts: t1(own('s', 400), quotation) },
      { participantName: 'Morgan Mostly', accounts: t1(quotation, own('u', 40)) },
    ]);
    const found = await matchesOf(provider);
    expect(found.map(({ state }) => state)).toEqual(['discounted']);
    expect(await journalOf(open, 'similarity-match', found[0]?.id ?? '')).toEqual([
      'similarity-match.found',
      'similarity-match.discounted',
    ]);
    const [lead] = await giveLeads(open, provider);
    const page = textOf((await visit(open, lead, '/similarities')).text);
    expect(page).toContain('None.');
    expect(page).toMatch(/Morgan Mostly, task T1: about \d\d of 100 words/);
    // With thirty more that have nothing of it five are a seventh: it is not common any more.
    await handIn(
      provider,
      Array.from({ length: 30 }, (_, at) => ({ accounts: t1(own(`v${at}x`, 200)) })),
    );
    expect((await matchesOf(provider)).filter(({ a }) => few.some((one) => one.submissionId === a))[0]?.state).toBe(
      'open',
    );
  });

  it('is what was counted of the same task of the same provider', async () => {
    const [provider, other] = [newProvider(), newProvider()];
    const text = [own('copy', 300)];
    await handIn(provider, [{ accounts: { T1: { paragraphs: text } } }, { accounts: { T2: { paragraphs: text } } }]);
    await handIn(other, [{ accounts: { T1: { paragraphs: text } } }]);
    expect([...(await matchesOf(provider)), ...(await matchesOf(other))]).toEqual([]);
  });

  it('is said of one participant’s own accounts and never flagged, also where records were merged since', async () => {
    const provider = newProvider();
    const scripts = await giveScripts(open, [
      { provider, accounts: t1(own('mine', 300)) },
      { provider, accounts: t1(own('mine', 300)) },
      { provider, accounts: t1(own('mine', 300)) },
    ]);
    const [first, second, third] = scripts as [GivenScript, GivenScript, GivenScript];
    // A second attempt, and later a third, of the same enrolment.
    const give = async (script: GivenScript, no: number): Promise<unknown> =>
      open.database.query(`update attempt set enrolment_id = $2, no = $3 where id = $1`, [
        script.attemptId,
        first.enrolmentId,
        no,
      ]);
    await give(second, 2);
    await announceAccepted(open, scripts);
    const found = await matchesOf(provider);
    expect(found.map(({ state }) => String(state)).sort()).toEqual(['null', 'open', 'open']);
    const [lead] = await giveLeads(open, provider);
    expect(textOf((await visit(open, lead, '/similarities?show=own')).text)).toContain('One participant’s own');
    const ownMatch = found.find(({ state }) => state === null)?.id ?? '';
    expect((await decide(lead, ownMatch, 'suspected')).problems).toEqual([
      'This was decided meanwhile. Read the decision, and open it again if you disagree',
    ]);
    await expect(
      open.database.query(`update similarity_match set state = 'open' where id = $1`, [ownMatch]),
    ).rejects.toThrow('similarity_match_own_is_not_flagged');
    await give(third, 3);
    await handIn(provider, [{ accounts: t1(own('someone', 100)) }]);
    expect((await matchesOf(provider)).map(({ state }) => state).filter((state) => state === 'open')).toEqual([]);
  });
});

describe('the work', () => {
  const workFor = (providerId: string, progress: Work['progress'] = async () => undefined): Work =>
    workOf('similarity.compare', { subject: { providerId }, progress });
  const compare = (work: Work): Promise<void> => open.app.get(CompareAccounts, { strict: false }).run(work);
  const keep = async (scripts: readonly GivenScript[]): Promise<string> => {
    for (const { submissionId } of scripts)
      await open.app.get(KeepAccounts, { strict: false }).run('job:spec', submissionId, `later ${submissionId}`);
    const { id } = await open.database.one<{ id: string }>(
      `select provider_id as id from similarity_account where submission_id = $1 limit 1`,
      [scripts[0]?.submissionId],
    );
    return id;
  };

  it('done twice, or by ten at once, is done once', async () => {
    const provider = newProvider();
    const scripts = await handIn(provider, [{ accounts: t1(own('same', 300)) }, { accounts: t1(own('same', 300)) }]);
    const before = await matchesOf(provider);
    expect(before).toHaveLength(1);
    await announceAccepted(open, scripts);
    await open.database.query(
      `update similarity_account set compared_at = null, common_pct = null where submission_id = any($1)`,
      [scripts.map(({ submissionId }) => submissionId)],
    );
    const providerId = await keep(scripts);
    await Promise.all(Array.from({ length: 10 }, () => compare(workFor(providerId))));
    await open.settle();
    expect(await matchesOf(provider)).toEqual(before);
    expect(await journalOf(open, 'similarity-match', before[0]?.id ?? '')).toEqual(['similarity-match.found']);
  });

  it('killed on its way goes on with what is left', async () => {
    const provider = newProvider();
    const scripts = await giveScripts(
      open,
      Array.from({ length: 4 }, () => ({ provider, accounts: t1(own('same', 300)) })),
    );
    const seen: number[] = [];
    const providerId = await keepQuietly(scripts);
    await expect(
      compare(
        workFor(
          providerId,
          async (done) => (seen.push(done), done === 2 ? Promise.reject(new Error('Killed')) : undefined),
        ),
      ),
    ).rejects.toThrow('Killed');
    const left = async (): Promise<number> =>
      (
        await open.database.query(`select from similarity_account where provider_id = $1 and compared_at is null`, [
          providerId,
        ])
      ).length;
    expect(await left()).toBe(2);
    await compare(workFor(providerId));
    expect([await left(), (await matchesOf(provider)).length]).toEqual([0, 6]);
  });

  /** Kept without anybody being told, so that the order to compare is this spec's alone. */
  const keepQuietly = async (scripts: readonly GivenScript[]): Promise<string> => {
    const id = await keep(scripts);
    await open.settle();
    await open.database.query(`delete from similarity_match where provider_id = $1`, [id]);
    await open.database.query(
      `update similarity_account set compared_at = null, common_pct = null where provider_id = $1`,
      [id],
    );
    return id;
  };

  it('that one account cannot be read keeps the others from nothing, and is named', async () => {
    const provider = newProvider();
    const scripts = await giveScripts(
      open,
      Array.from({ length: 3 }, () => ({ provider, accounts: t1(own('lost', 300)) })),
    );
    const providerId = await keepQuietly(scripts);
    const [lost, ...others] = scripts.map(({ submissionId }) => submissionId);
    const { manifest } = await open.database.one<{ manifest: object }>(
      `select manifest from submission where id = $1`,
      [lost],
    );
    await asOwner(lost ?? '', { items: 5 });
    await expect(compare(workFor(providerId))).rejects.toThrow(lost);
    expect((await matchesOf(provider)).map(({ a, b }) => [a, b].toSorted())).toEqual([others.toSorted()]);
    await asOwner(lost ?? '', manifest);
    await compare(workFor(providerId));
    expect(await matchesOf(provider)).toHaveLength(3);
  });

  /** What only the owner of the database can do to a submission that was handed in. */
  async function asOwner(submissionId: string, manifest: object): Promise<void> {
    const owner = await new DataSource({ type: 'postgres', url: open.test.ownerUrl }).initialize();
    await owner.query(`alter table submission disable trigger user`);
    await owner.query(`update submission set manifest = $2 where id = $1`, [submissionId, JSON.stringify(manifest)]);
    await owner.query(`alter table submission enable trigger user`);
    await owner.destroy();
  }

  it('finds by its sweep what was accepted before it was there', async () => {
    const provider = newProvider();
    await giveScripts(open, [
      { provider, accounts: t1(own('old', 300)) },
      { provider, accounts: t1(own('old', 300)) },
    ]);
    await open.database.transact('job:spec', (tx) =>
      tx.order({ kind: 'similarity.sweep', key: `spec ${provider}`, subject: {} }),
    );
    await open.settle();
    expect(await matchesOf(provider)).toHaveLength(1);
  });
});

describe('a decision', () => {
  it('has a reason, is taken once, stays as it was looked at, and may be opened again with a reason', async () => {
    const { provider, leads, match } = await twoOfOneTrust(
      t1(own('copy', 300)),
      t1(own('copy', 300), own('more', 100)),
    );
    const id = match?.id ?? '';
    expect(textOf((await visit(open, leads[0], '/')).text)).toContain('Look at 1 similar pair of accounts');
    expect((await decide(leads[0], id, '')).problems).toEqual(['Choose what you found']);
    expect((await decide(leads[0], id, 'legitimate', ' ')).problems).toEqual(['Enter why. It is kept in the record']);
    expect((await post(open, leads[0], `/similarities/${id}/reopening`, { why: 'x' })).problems).toEqual([
      'This is open already. Decide about it',
    ]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => decide(leads[at % 2 === 0 ? 0 : 1], id, 'common-source')),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    // More accounts come: what was decided stays.
    await handIn(
      provider,
      Array.from({ length: 4 }, () => ({ accounts: t1(own('copy', 300)) })),
    );
    expect(await stateOf(id)).toBe('common-source');
    expect((await post(open, leads[1], `/similarities/${id}/reopening`, { why: 'I found the source' })).status).toBe(
      303,
    );
    expect(await stateOf(id)).toBe('open');
    const page = textOf((await visit(open, leads[0], `/similarities/${id}`)).text);
    expect(page).toMatch(/Ada Planner|Ben Approver/);
    expect(page).toContain('Opened again. I found the source');
    expect(await journalOf(open, 'similarity-match', id)).toEqual([
      'similarity-match.found',
      'similarity-match.decided',
      'similarity-match.reopened',
    ]);
  });
});

describe('whose it is', () => {
  it('is no business of other providers, of who judges, nor of a lead who judges too', async () => {
    const { provider, match } = await twoOfOneTrust(t1(own('copy', 300)), t1(own('copy', 300)));
    const path = `/similarities/${match?.id}`;
    const lead = await givePerson(open, { roles: ['lead'], provider: newProvider() });
    const both = await givePerson(open, { roles: ['lead', 'assessor'], provider });
    for (const who of [lead, both]) {
      expect((await visit(open, who, path)).status).toBe(404);
      expect((await visit(open, who, '/similarities')).text).not.toContain('Anna Ashe');
      expect((await api(open, who, '/similarities')).text).not.toContain('Anna Ashe');
      expect((await visit(open, who, '/')).text).not.toContain('similar pair');
    }
    const about = `/journal?aggregate=similarity-match&id=${match?.id}`;
    const [reader] = await giveLeads(open, provider);
    expect(textOf((await visit(open, reader, about)).text)).toContain('similarity-match.found');
    expect(textOf((await visit(open, both, about)).text)).not.toContain('similarity-match.found');
    expect(textOf((await visit(open, both, '/similarities')).text)).toContain('Another lead looks at these');
    for (const role of ['assessor', 'moderator', 'qa-agent', 'participant'] as const) {
      const who = await givePerson(open, { roles: [role], provider });
      expect((await visit(open, who, path)).status).toBe(403);
    }
  });

  it('changes no byte of what anybody receives who judges or is judged', async () => {
    const provider = newProvider();
    const prose = own('twin', 400);
    const scripts = await giveScripts(open, [
      { provider, accounts: t1(prose, own('one', 100)) },
      { provider, accounts: t1(prose, own('two', 100)) },
    ]);
    const [script] = scripts as [GivenScript, GivenScript];
    const assessor = await giveAssessor(open);
    await assign(open, script, assessor);
    await accept(open, script, assessor);
    const everybody = [
      assessor,
      await givePerson(open, { roles: ['moderator'], provider }),
      await givePerson(open, { roles: ['qa-agent'], provider }),
      await sessionFor(open, script.signInId),
    ];
    const known = {
      number: [script.number],
      script: [script.number],
      document: script.documentIds,
      documentId: script.documentIds,
      id: [script.windowId, script.enrolmentId, script.submissionId],
      windowId: [script.windowId],
    };
    const receive = (): Promise<Awaited<ReturnType<typeof everythingFor>>[]> =>
      Promise.all(everybody.map((who) => everythingFor(open, who, known)));
    await receive();
    const before = await receive();
    expect(Math.min(...before.slice(0, 1).map(reached))).toBeGreaterThan(8);
    await announceAccepted(open, scripts);
    const [match] = await matchesOf(provider);
    expect(match?.state).toBe('open');
    const [lead] = await giveLeads(open, provider);
    await decide(lead, match?.id ?? '', 'suspected');
    const after = await receive();
    for (const [at, received] of before.entries()) expect(differences(received, after[at] ?? new Map())).toEqual([]);
  });

  it('left nothing behind that must never be', async () => {
    for (const { sentence, sql } of invariants.filter((one) => /similarity/.test(one.sentence)))
      expect([sentence, await open.database.query(sql)]).toEqual([sentence, []]);
  });
});
