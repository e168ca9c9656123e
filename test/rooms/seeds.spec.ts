import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Mark } from '#libs/rubric';
import { invariants } from '../../src/platform/database/invariants.js';
import { scriptsFor } from '../../src/standardisation/tries/scripts-for.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { compilePlanningThread, giveAccredited, journalOf } from '../support/story/allocation.js';
import { assign, giveAssessor, giveLockedMarks, type Assessor } from '../support/story/marking.js';
import { givePerson, type Person } from '../support/story/people.js';
import { frameworkInForce, giveScripts, giveClosedWindow, type GivenScript } from '../support/story/scripts.js';
import { allocateFirst, markToTheEnd, seedScene, seedsOf, type SeedScene } from '../support/story/seeds.js';
import { givePlace, giveReleased, giveRound, giveTry, makeDefinitive } from '../support/story/standardisation.js';

let open: TestApp;
let thread: Awaited<ReturnType<typeof compilePlanningThread>>;
let minute = 0;
beforeAll(async () => {
  thread = await compilePlanningThread();
  open = await openTestApp();
  thread.use(open);
  await later();
});
afterAll(async () => {
  await open?.close();
  thread?.remove();
});

/** The clock, half an hour further: marks locked one after the other are apart. */
async function later(): Promise<void> {
  minute += 30;
  await open.holdClock(Temporal.Instant.from('2026-11-23T08:00:00Z').add({ minutes: minute }).toString());
}

let providers = 0;
const provider = (): string => `SD${(providers += 1)}`;
const far: Record<string, Mark> = { '1.4.1': 0 };
const markingOf = async (number: string): Promise<string | undefined> =>
  (await open.database.query<{ state: string }>(`select state from marking where script_number = $1`, [number]))[0]
    ?.state;
const heldBy = async (staffId: string): Promise<number> =>
  (
    await open.database.one<{ n: number }>(
      `select count(*)::int as n from assignment where assessor_id = $1 and state in ('assigned', 'marking', 'locked')`,
      [staffId],
    )
  ).n;
const accreditationOf = async ({ staffId }: Assessor): Promise<string> =>
  (await open.database.one<{ state: string }>(`select state from accreditation where staff_id = $1`, [staffId])).state;
const lettersTo = async (email: string): Promise<{ subject: string; body: string }[]> =>
  open.database.query(`select subject, body from mail_message where to_address = $1 order by composed_at, id`, [email]);
const only = (scene: SeedScene): Assessor => scene.assessors[0] as Assessor;

/** A form of a panel that settles 2 everywhere, revising what stands. */
async function settledFields(): Promise<Record<string, string>> {
  const { framework } = await frameworkInForce(open);
  const fields = framework.criteria.flatMap(({ code }) => [
    [`level-${code}`, '2'],
    [`reason-${code}`, 'The panel saw it'],
  ]);
  return { seenVersion: '1', why: 'Seen again', ...(Object.fromEntries(fields) as Record<string, string>) };
}

describe('seed scripts go with what a first round gives', () => {
  it('one with up to ten, two with eleven, each another one, under a number of its own', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 11, definitive: 4 });
    await allocateFirst(open, scene);
    const seeds = await seedsOf(open, only(scene).staffId);
    expect(seeds).toHaveLength(2);
    expect(await heldBy(only(scene).staffId)).toBe(13);
    const of = await open.database.query<{ of: string }>(`select seed_of as of from script where number = any($1)`, [
      seeds,
    ]);
    expect(new Set(of.map((row) => row.of)).size).toBe(2);
  });

  it('take their room out of the capacity, and are never more than it', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 4, assessors: [{ capacity: 4 }] });
    await allocateFirst(open, scene);
    expect([await heldBy(only(scene).staffId), (await seedsOf(open, only(scene).staffId)).length]).toEqual([4, 1]);
  });

  it('are none where no definitive script has settled marks, and nothing else changes', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 4, definitive: 0, assessors: [{ capacity: 4 }] });
    await allocateFirst(open, scene);
    expect([await heldBy(only(scene).staffId), (await seedsOf(open, only(scene).staffId)).length]).toEqual([4, 0]);
  });

  it('edge case 43: never of somebody of the assessor’s own organisation', async () => {
    const code = provider();
    const lead = await givePerson(open, { roles: ['lead'], provider: code });
    const released = await giveReleased(open, [{ trust: '16700' }, { trust: '16700' }], code);
    await makeDefinitive(
      open,
      released.map(({ number }) => number),
      lead,
      code,
    );
    const windowId = await giveClosedWindow(open, code);
    await giveScripts(open, [{ provider: code }, { provider: code }], windowId);
    const own = await giveAccredited(open, { provider: code, trust: '16700' });
    const other = await giveAccredited(open, { provider: code });
    await allocateFirst(open, { lead, windowId } as SeedScene);
    expect(await seedsOf(open, own.staffId)).toEqual([]);
    expect(await seedsOf(open, other.staffId)).toHaveLength(1);
  });

  it('never for whoever also leads or administers: they see what was settled, or the journal', async () => {
    const scene = await seedScene(open, {
      provider: provider(),
      live: 2,
      assessors: [{ roles: ['assessor', 'administrator'] }, { roles: ['assessor', 'lead'] }],
    });
    await allocateFirst(open, scene);
    for (const { staffId } of scene.assessors) expect(await seedsOf(open, staffId)).toEqual([]);
  });

  it('never one that the assessor marked live, had in standardisation, settled in a panel, or had before', async () => {
    const code = provider();
    const scene = await seedScene(open, { provider: code, definitive: 4, live: 2 });
    const who = only(scene);
    const [live, tried, settled, free] = scene.definitive as [GivenScript, GivenScript, GivenScript, GivenScript];
    await open.database.query(
      `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at) values ($1, 'first', $2, 'declined', '2026-01-01', app_now())`,
      [live.number, who.staffId],
    );
    const round = await giveRound(open, scene.lead, { scripts: [tried.number] });
    await givePlace(open, round, who.staffId);
    await giveTry(open, round, who.staffId, 1);
    await open.database.query(`insert into definitive_panel (script_number, version, staff_id) values ($1, 1, $2)`, [
      settled.number,
      who.staffId,
    ]);
    await allocateFirst(open, scene);
    const [seed, ...more] = await seedsOf(open, who.staffId);
    expect(more).toEqual([]);
    const { of } = await open.database.one<{ of: string }>(`select seed_of as of from script where number = $1`, [
      seed,
    ]);
    expect(of).toBe(free.number);
    await expect(
      open.database.query(
        `insert into seed_script (script_number, definitive_number, staff_id, because, drawn_at) values ($1, $2, $3, 'round', app_now())`,
        [scene.live[0]?.number, free.number, who.staffId],
      ),
    ).rejects.toThrow('seed_script_staff_id_definitive_number_key');
  });
});

describe('marks of a seed script', () => {
  it('that are good decide about nothing: no result, no second marker, no place in a frame, nobody is written to', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 2, assessors: [{}, {}] });
    await allocateFirst(open, scene);
    const seeds: string[] = [];
    for (const who of scene.assessors) {
      const mine = await seedsOf(open, who.staffId);
      seeds.push(...mine);
      for (const number of mine) await markToTheEnd(open, number, who, { '1.4.1': 1 });
    }
    expect(seeds).toHaveLength(2);
    for (const number of seeds) {
      expect(await markingOf(number)).toBe('compared');
      expect(await journalOf(open, 'seed-script', number)).toEqual([
        'seed-script.frozen',
        'seed-script.drawn',
        'seed-script.good',
      ]);
      for (const table of ['provisional_result', 'wanted_marker', 'sample_item', 'outcome'])
        expect(await open.database.query(`select from ${table} where script_number = $1`, [number])).toEqual([]);
    }
    for (const { email } of scene.assessors) expect(await lettersTo(email)).toHaveLength(1);
    // A lead sees no more scripts in the window than were handed in.
    const progress = (await api(open, scene.lead, `/marking-progress/${scene.windowId}`)).json() as {
      scripts: unknown;
    };
    expect(JSON.stringify(progress.scripts)).not.toContain(seeds[0]);
  });

  it('never get a result, a sample or an outcome, whatever the code does', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 1 });
    await allocateFirst(open, scene);
    const [seed] = await seedsOf(open, only(scene).staffId);
    for (const sql of [
      `insert into provisional_result (script_number, marks, source, passed, totals, feedback, made_at) values ($1, '{}', 'first', true, '{}', '{}', app_now())`,
      `insert into wanted_marker (script_number, role, wanted_at) values ($1, 'second', app_now())`,
      `insert into definitive_script (script_number, provider_id, consent, added_by, added_at) select $1, provider_id, 'x', added_by, added_at from definitive_script limit 1`,
    ])
      await expect(open.database.query(sql, [seed])).rejects.toThrow('is a seed script');
  });

  it('that are missed warn: the assessor is not told which it was, the lead is told where to look, another comes at once', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 2 });
    await allocateFirst(open, scene);
    const who = only(scene);
    const [first = ''] = await seedsOf(open, who.staffId);
    await later();
    await markToTheEnd(open, first, who, far);
    const [, next = ''] = await seedsOf(open, who.staffId);
    expect(next).not.toBe('');
    const letters = await lettersTo(who.email);
    expect(letters.map(({ subject }) => subject).sort()).toEqual([
      expect.stringContaining('1 script to mark'),
      expect.stringContaining('3 scripts to mark'),
      'Your marks of a script were compared with a panel’s',
    ]);
    for (const { body } of letters) expect(body).not.toContain(first);
    const [toLead] = (await lettersTo(scene.lead.email)).filter(({ subject }) =>
      subject.includes('missed a seed script'),
    );
    expect(toLead?.body).toContain('one criterion');
    // Heard twice, it is one more and not two.
    await open.database.transact('job:story', (tx) => tx.announce('seed-script.missed', { scriptNumber: first }));
    await open.settle();
    expect(await seedsOf(open, who.staffId)).toHaveLength(2);
    await later();
    await markToTheEnd(open, next, who);
    expect(await accreditationOf(who)).toBe('accredited');
    // What a job wrote stands in the journal of the provider's leads, and of no other's.
    const journal = async (who: Person): Promise<string> =>
      (await api(open, who, `/journal?aggregate=seed-script&id=${first}`)).text;
    expect(await journal(scene.lead)).toContain('seed-script.missed');
    expect(await journal(await givePerson(open, { roles: ['lead'], provider: 'SDJ' }))).toContain('"lines":[]');
    const shown = textOf((await visit(open, scene.lead, '/seed-scripts')).text);
    expect(shown).toContain('1.4.1: panel 2, assessor 0');
    expect(shown).toContain('after a miss');
  });

  it('are of a script that its assessor is judged on in no round, and settled by no panel while it is in their hand', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 1 });
    await allocateFirst(open, scene);
    const who = only(scene);
    const [seed] = await seedsOf(open, who.staffId);
    const { of } = await open.database.one<{ of: string }>(`select seed_of as of from script where number = $1`, [
      seed,
    ]);
    const round = await giveRound(open, scene.lead, { scripts: [of] });
    const asked = await open.database.transact('job:story', (tx) => scriptsFor(tx, round, who.staffId));
    expect(asked).toEqual({ open: [], barred: [{ number: of, because: 'marked-live' }] });
    const other = await giveAccredited(open, { provider: scene.provider });
    const settled = await post(open, scene.lead, `/definitive-scripts/${of}/marks`, {
      ...(await settledFields()),
      panel: [who.staffId, other.staffId],
    });
    expect(settled.problems).toEqual([expect.stringContaining(who.name)]);
  });

  it('edge case 43: are judged again for the lead to see when the panel revises its marks', async () => {
    const scene = await seedScene(open, { provider: provider(), live: 1 });
    await allocateFirst(open, scene);
    const [seed = ''] = await seedsOf(open, only(scene).staffId);
    await markToTheEnd(open, seed, only(scene), far);
    const { of } = await open.database.one<{ of: string }>(`select seed_of as of from script where number = $1`, [
      seed,
    ]);
    await open.database.transact('job:story', async (tx) => {
      await tx.query(
        `insert into definitive_marks (script_number, version, marks, reasons, why, set_by, set_at)
         select script_number, 2, marks || '{"1.4.1": 0}', reasons, 'Seen again', set_by, app_now() from definitive_marks where script_number = $1`,
        [of],
      );
      await tx.query(
        `insert into definitive_panel (script_number, version, staff_id) select script_number, 2, staff_id from definitive_panel where script_number = $1 and version = 1`,
        [of],
      );
      await tx.query(`update definitive_script set version = 2 where script_number = $1`, [of]);
    });
    const page = textOf((await visit(open, scene.lead, '/seed-scripts')).text);
    expect(page).toMatch(/Missed ?Good by the marks that the panel revised since/);
  });
});

interface Told {
  readonly lines: readonly { readonly number: string; readonly state: string }[];
  readonly released: readonly { readonly number: string }[];
  readonly ready: number;
  readonly seen: string;
}

describe('two misses in a row', () => {
  let scene: SeedScene;
  let who: Assessor;
  let failureId = '';
  const numbers: string[] = [];
  const told = async (): Promise<Told> => (await api(open, scene.lead, `/seed-failures/${failureId}`)).json() as Told;

  it('suspend, and list exactly what was marked since the last good one and is not released', async () => {
    scene = await seedScene(open, { provider: provider(), live: 6, definitive: 5, assessors: [{}, { capacity: 0 }] });
    await allocateFirst(open, scene);
    who = only(scene);
    numbers.push(...scene.live.map(({ number }) => number));
    const [before, second, failing, inHand, handed, released] = numbers as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const [good = ''] = await seedsOf(open, who.staffId);
    const act = async (number: string, levels: Parameters<typeof markToTheEnd>[3] = 2): Promise<void> => {
      await later();
      await markToTheEnd(open, number, who, levels);
    };
    await act(before);
    await act(good);
    await act(second);
    // Marks that fail ask for a second marker: others mark it still.
    await act(failing, 0);
    await act(released);
    // Another seed script, as a second round would bring it.
    const draw = async (): Promise<string> => {
      await later();
      const other = await giveScripts(
        open,
        [{ provider: scene.definitive[0] ? `SD${providers}` : '' }],
        scene.windowId,
      );
      await allocateFirst(open, scene);
      numbers.push(...other.map(({ number }) => number));
      return (await seedsOf(open, who.staffId)).at(-1) ?? '';
    };
    const missed = await draw();
    await act(missed, far);
    expect(await accreditationOf(who)).toBe('accredited');
    await act(handed);
    const again = (await seedsOf(open, who.staffId)).at(-1) ?? '';
    expect(again).not.toBe(missed);
    const other = await giveAssessor(open);
    for (const number of [second, handed, released]) await giveLockedMarks(open, { number }, other, 2, 'second');
    await act(again, far);
    expect(await accreditationOf(who)).toBe('suspended');
    failureId = (
      await open.database.one<{ id: string }>(
        `select f.id from seed_failure f join accreditation c on c.id = f.accreditation_id where c.staff_id = $1`,
        [who.staffId],
      )
    ).id;
    const page = await told();
    const states = Object.fromEntries(page.lines.map(({ number, state }) => [number, state]));
    expect(states).toEqual({ [second]: 'ready', [failing]: 'in-marking', [handed]: 'ready', [released]: 'ready' });
    expect(page.ready).toBe(3);
    expect(states).not.toHaveProperty(before);
    // Whatever they had in hand was taken back by the suspension, seed scripts and all.
    expect(
      await open.database.query(`select from assignment where assessor_id = $1 and state in ('assigned', 'marking')`, [
        who.staffId,
      ]),
    ).toEqual([]);
    expect(inHand).not.toBe('');
    expect((await lettersTo(who.email)).map(({ subject }) => subject)).toContain(
      'Your accreditation is suspended for now',
    );
  });

  it('are the same list for an oracle that goes through the journal', async () => {
    const entries = await open.database.query<{ act: string; script: string; seq: string }>(
      `select act, coalesce(facts ->> 'script', aggregate_id) as script, seq from journal_entry
       where (aggregate = 'mark-set' and act = 'marks.locked' and facts ->> 'script' in (
                select script_number from assignment where assessor_id = $1))
          or (aggregate = 'seed-script' and act in ('seed-script.good', 'seed-script.missed') and facts ->> 'staffId' = $1::text)
       order by at, seq`,
      [who.staffId],
    );
    const lastGood = entries.findLastIndex(({ act }) => act === 'seed-script.good');
    const seeds = new Set(entries.filter(({ act }) => act.startsWith('seed-script')).map(({ script }) => script));
    const since = entries
      .slice(lastGood + 1)
      .filter(({ act, script }) => act === 'marks.locked' && !seeds.has(script))
      .map(({ script }) => script);
    expect((await told()).lines.map(({ number }) => number).sort()).toEqual([...new Set(since)].sort());
  });

  it('tell of what is released apart, and send nothing of it back', async () => {
    const [, , , , , released = ''] = numbers;
    const leads = await giveAssessor(open);
    await open.database.query(
      `with b as (insert into moderation_batch (window_id, framework_version, cycle, state, policy)
         select window_id, framework_version, 1, 'remark', '{}' from script where number = $1 returning id),
       r as (insert into release (batch_id, state, release_at, planned_by, planned_at, approved_by, approved_at, seal)
         select id, 'approved', app_now() + interval '1 day', $2, app_now(), $3, app_now(), repeat('0', 64) from b returning id)
       insert into outcome (attempt_id, script_number, release_id, state, result, marks, totals, feedback, framework_version, inputs_hash)
       select s.attempt_id, c.number, r.id, 'scheduled', 'passed', '{}', '{}', '{}', c.framework_version, repeat('0', 64)
       from r, script c join submission s on s.id = c.submission_id where c.number = $1`,
      [released, scene.lead.signInId, leads.signInId],
    );
    const page = await told();
    expect(page.released.map(({ number }) => number)).toEqual([released]);
    expect(page.ready).toBe(2);
    const shown = textOf((await visit(open, scene.lead, `/seed-failures/${failureId}`)).text);
    expect(shown).toContain('Have all 2 marked anew');
    expect(shown).toContain('2 seed scripts in a row were missed');
  });

  it('send back what the lead saw, once, whoever clicks how often', async () => {
    const page = await told();
    const path = `/seed-failures/${failureId}/remark`;
    expect((await post(open, scene.lead, path, { seen: page.seen })).problems).toEqual(['Say why.']);
    expect((await post(open, scene.lead, path, { seen: 'another', reason: 'Two missed' })).problems).toEqual([
      expect.stringContaining('since you opened this page'),
    ]);
    const outsider = await givePerson(open, { roles: ['lead'], provider: 'SDX' });
    expect((await post(open, outsider, path, { seen: page.seen, reason: 'Two missed' })).status).toBe(404);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(open, scene.lead, path, { seen: page.seen, reason: 'Two missed' })),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const [, second = '', , , handed = ''] = numbers;
    for (const number of [second, handed]) expect(await markingOf(number)).toBe('first-marking');
    const after = await told();
    expect(
      after.lines
        .filter(({ state }) => state === 'sent-back')
        .map(({ number }) => number)
        .sort(),
    ).toEqual([second, handed].sort());
    expect(after.ready).toBe(0);
    expect((await post(open, scene.lead, path, { seen: after.seen, reason: 'Again' })).problems).toEqual([
      'None of these scripts can be marked anew now.',
    ]);
    // Others get it: nobody who had it before.
    await assign(open, { number: second }, await giveAssessor(open));
  });
});

describe('what must never be', () => {
  it('is nowhere, after all of this', async () => {
    const ofSeeds = invariants.filter(({ sentence }) => /^A (seed )?script|^A plan/.test(sentence));
    expect(ofSeeds.length).toBeGreaterThan(3);
    const wrong: string[] = [];
    for (const { sentence, sql } of ofSeeds)
      for (const { what } of await open.database.query<{ what: string }>(sql)) wrong.push(`${sentence}: ${what}`);
    expect(wrong).toEqual([]);
  });
});
