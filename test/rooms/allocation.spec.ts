import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfirmRound } from '../../src/allocation/index.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, textOf, visit } from '../support/browse.js';
import { assignmentsIn, compilePlanningThread, giveAccredited, journalOf } from '../support/story/allocation.js';
import { givePerson, type Person } from '../support/story/people.js';
import { giveClosedWindow, giveScript, giveScripts } from '../support/story/scripts.js';
import { until } from '../support/until.js';

let open: TestApp;
let lead: Person;
let code = '';
let windowId = '';
let thread: Awaited<ReturnType<typeof compilePlanningThread>>;

beforeAll(async () => {
  thread = await compilePlanningThread();
  open = await openTestApp();
  thread.use(open);
  await open.holdClock('2026-11-23T10:00:00Z');
});
afterAll(async () => {
  await open?.close();
  thread?.remove();
});

let providers = 0;
// A provider of its own for each spec, so that no spec sees another's people.
beforeEach(async () => {
  providers += 1;
  code = `P${providers}`;
  lead = await givePerson(open, { roles: ['lead'], provider: code });
  windowId = await giveClosedWindow(open, code, 'Autumn window');
});

interface Started {
  readonly roundId: string;
  readonly path: string;
}

async function plan(purpose = 'first'): Promise<Started> {
  const sent = await post(open, lead, `/windows/${windowId}/allocation-rounds`, { purpose });
  expect(sent.problems).toEqual([]);
  const path = sent.location ?? '';
  await open.settle();
  return { path, roundId: path.split('/').at(-1) ?? '' };
}

const stateOf = async (roundId: string): Promise<string> =>
  (await open.database.one<{ state: string }>(`select state from allocation_round where id = $1`, [roundId])).state;

const statements = async (path: string): Promise<number> =>
  Number(/\d+/.exec(String((await visit(open, lead, path)).headers['server-timing']))?.[0]);

const three = async (): Promise<{ readonly staffId: string; readonly email: string }[]> =>
  Promise.all([1, 2, 3].map((n) => giveAccredited(open, { provider: code, name: `Assessor ${n}` })));

describe('first markers are planned, shown, and assigned when the lead confirms', () => {
  it('goes from the button to assignments, letters and the record', async () => {
    const scripts = await giveScripts(open, 9, windowId);
    const people = await three();
    expect((await visit(open, lead, '/')).text).toContain('9 scripts without a first marker');

    const { path, roundId } = await plan();
    const shown = textOf((await visit(open, lead, path)).text);
    expect(shown).toContain('9 of 9 scripts placed. Nothing is assigned yet.');
    expect(shown).toContain('No plan that keeps the rules does better');
    expect(shown).toContain('Confirm 9 first markers and write to 3 people');
    expect(await assignmentsIn(open, windowId)).toEqual([]);

    expect((await post(open, lead, `${path}/confirmation`)).status).toBe(303);
    await open.settle();
    const assigned = await assignmentsIn(open, windowId);
    expect(assigned.map(({ script }) => script)).toEqual(scripts.map(({ number }) => number).sort());
    expect(new Set(assigned.map(({ state, role, dueOn }) => `${state} ${role} ${dueOn}`))).toEqual(
      // Fifteen working days after Monday 23 November.
      new Set(['assigned first 2026-12-14']),
    );
    for (const { staffId, email } of people) {
      expect(assigned.filter(({ assessor }) => assessor === staffId)).toHaveLength(3);
      const letters = await open.database.query<{ subject: string }>(
        `select subject from mail_message where to_address = $1`,
        [email],
      );
      expect(letters.map(({ subject }) => subject)).toEqual(['You have 3 scripts to mark, due 14 December 2026']);
    }
    expect(await journalOf(open, 'allocation-round', roundId)).toEqual([
      'allocation.begun',
      'allocation.proposed',
      'allocation.confirmed',
    ]);
    expect(await journalOf(open, 'assignment', assigned[0]?.id ?? '')).toEqual(['assignment.made']);
    const told = await open.database.query(
      `select from outbox where event = 'allocation.confirmed' and subject ->> 'roundId' = $1`,
      [roundId],
    );
    expect(told).toHaveLength(1);
    expect((await visit(open, lead, '/')).text).not.toContain('without a first marker');
  });

  it('never gives a script to whom the rules keep from it', async () => {
    const people = await Promise.all([
      giveAccredited(open, { provider: code, name: 'Same trust', trust: 'TR1' }),
      giveAccredited(open, { provider: code, name: 'Coach', email: `coach.${code}@demo.invalid` }),
      giveAccredited(open, { provider: code, name: 'Suspended', state: 'suspended' }),
      giveAccredited(open, { provider: code, name: 'Run out', validTo: '2026-11-22' }),
      giveAccredited(open, { provider: code, name: 'Senior', roles: ['senior-assessor'] }),
      giveAccredited(open, { provider: `${code}X`, name: 'Elsewhere' }),
      giveAccredited(open, { provider: code, name: 'Free', capacity: 1 }),
    ]);
    const coach = { name: 'Coach', email: `Coach.${code}@demo.invalid` };
    const wishes = [1, 2].map(() => ({ trust: 'TR1', coach, provider: code }));
    const [one] = await giveScripts(open, wishes, windowId);
    const { path, roundId } = await plan();
    const answer = (await api(open, lead, path)).json() as {
      plan: { placements: { name: string }[]; unplaced: { script: string; inTheWay: { what: string }[] }[] };
    };
    expect(answer.plan.placements.map(({ name }) => name)).toEqual(['Free']);
    expect(answer.plan.unplaced).toHaveLength(1);
    expect(answer.plan.unplaced[0]?.inTheWay).toHaveLength(1);
    await post(open, lead, `${path}/confirmation`);
    const assigned = await assignmentsIn(open, windowId);
    expect(assigned.map(({ assessor }) => assessor)).toEqual([people[6]?.staffId]);

    // Why: person by person, on request.
    const why = textOf((await visit(open, lead, `/allocation-rounds/${roundId}/scripts/${one?.number}`)).text);
    expect(why).toContain('works or worked for the same trust');
    expect(why).toContain('is the coach');
    expect(why).toContain('is not accredited to be a first marker');
    expect(why).not.toContain('Elsewhere');
    // What was not placed stays on the page of the window, with what is in the way.
    const page = textOf((await visit(open, lead, `/windows/${windowId}/allocation`)).text);
    expect(page).toContain('1 script waits for a first marker');
    expect(page).toContain('Not placed by the last plan');
  });

  it('keeps what is assigned when more scripts come: nobody is moved, loads even out', async () => {
    await three();
    await giveScripts(open, 4, windowId);
    await post(open, lead, `${(await plan()).path}/confirmation`);
    const before = await assignmentsIn(open, windowId);
    await giveScripts(open, 5, windowId);
    await post(open, lead, `${(await plan()).path}/confirmation`);
    const after = await assignmentsIn(open, windowId);
    expect(after).toHaveLength(9);
    expect(after.filter(({ id }) => before.some((one) => one.id === id))).toEqual(before);
    const loads = Object.values(Object.groupBy(after, ({ assessor }) => assessor)).map((mine) => mine?.length);
    expect(loads).toEqual([3, 3, 3]);
  });

  it('gives a declined script to somebody else', async () => {
    await three();
    const { number } = await giveScript(open, { provider: code }, windowId);
    await post(open, lead, `${(await plan()).path}/confirmation`);
    const [first] = await assignmentsIn(open, windowId);
    await open.database.query(`update assignment set state = 'declined', reason = 'known' where id = $1`, [first?.id]);
    await post(open, lead, `${(await plan()).path}/confirmation`);
    const assigned = (await assignmentsIn(open, windowId)).filter(({ state }) => state === 'assigned');
    expect(assigned.map(({ script }) => script)).toEqual([number]);
    expect(assigned[0]?.assessor).not.toBe(first?.assessor);
  });
});

describe('a plan is refused', () => {
  it('before the window is closed', async () => {
    await giveScript(open, {}, windowId);
    await open.database.query(`update assessment_window set closed_at = null where id = $1`, [windowId]);
    const sent = await post(open, lead, `/windows/${windowId}/allocation-rounds`, { purpose: 'first' });
    expect(sent.problems.join()).toContain('still open');
  });

  it('where nothing waits', async () => {
    const sent = await post(open, lead, `/windows/${windowId}/allocation-rounds`, { purpose: 'second' });
    expect(sent.status).toBe(422);
    expect(sent.problems.join()).toContain('nothing to plan');
  });

  it('while one is open: of five leads at once, one begins a round', async () => {
    await three();
    await giveScript(open, {}, windowId);
    const sent = [1, 2, 3, 4, 5].map(() =>
      post(open, lead, `/windows/${windowId}/allocation-rounds`, { purpose: 'first' }),
    );
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => `${status}`).sort()).toEqual(['303', '422', '422', '422', '422']);
    await open.settle();
    const rounds = await open.database.query(`select from allocation_round where window_id = $1`, [windowId]);
    expect(rounds).toHaveLength(1);
  });

  it('at its confirmation where it places nobody, and may be discarded', async () => {
    await giveScript(open, {}, windowId);
    const { path, roundId } = await plan();
    expect((await visit(open, lead, path)).text).toContain('Nobody is accredited');
    expect((await post(open, lead, `${path}/confirmation`)).problems.join()).toContain('places no script');
    expect((await post(open, lead, `${path}/discarding`)).status).toBe(303);
    expect((await post(open, lead, `${path}/discarding`)).problems.join()).toContain('discarded now');
    expect(await stateOf(roundId)).toBe('discarded');
  });

  it.each([
    [
      'an accreditation was suspended',
      async (staffId: string) =>
        open.database.query(`update accreditation set state = 'suspended' where staff_id = $1`, [staffId]),
    ],
    [
      'a capacity was changed',
      async (staffId: string) =>
        open.database.query(`update accreditation set capacity = 3 where staff_id = $1`, [staffId]),
    ],
    [
      'a conflict was declared',
      async (staffId: string) => {
        const [email] = await open.database.query<{ email: string }>(
          `select p.email from script s join submission b on b.id = s.submission_id join attempt a on a.id = b.attempt_id
         join enrolment e on e.id = a.enrolment_id join participant q on q.id = e.participant_id
         join sign_in p on p.id = q.sign_in_id where s.window_id = $1 limit 1`,
          [windowId],
        );
        return open.database.query(
          `insert into conflict (staff_id, kind, participant_email, from_date) values ($1, 'relative', $2, '2026-01-01')`,
          [staffId, email?.email],
        );
      },
    ],
  ])('at its confirmation where meanwhile %s', async (_, change) => {
    const [someone] = await three();
    await giveScripts(open, 3, windowId);
    const { path, roundId } = await plan();
    await change(someone?.staffId ?? '');
    const sent = await post(open, lead, `${path}/confirmation`);
    expect(sent.problems.join()).toContain('plan again');
    expect(await stateOf(roundId)).toBe('proposed');
    expect(await assignmentsIn(open, windowId)).toEqual([]);
    await post(open, lead, `${path}/discarding`);
    expect((await post(open, lead, `${(await plan()).path}/confirmation`)).status).toBe(303);
  });
});

describe('what begins to wait after a plan was made', () => {
  it('neither belongs to it nor makes it stale', async () => {
    await three();
    await giveScripts(open, 3, windowId);
    const { path } = await plan();
    const { number } = await giveScript(open, {}, windowId);
    expect((await post(open, lead, `${path}/confirmation`)).status).toBe(303);
    const assigned = await assignmentsIn(open, windowId);
    expect(assigned).toHaveLength(3);
    expect(assigned.map(({ script }) => script)).not.toContain(number);
    expect((await post(open, lead, `${(await plan()).path}/confirmation`)).status).toBe(303);
    expect((await assignmentsIn(open, windowId)).map(({ script }) => script)).toContain(number);
  });

  it('makes a plan stale where a script it was made for found somebody by other ways', async () => {
    const [someone] = await three();
    const [one] = await giveScripts(open, 3, windowId);
    const { path } = await plan();
    await open.database.query(
      `insert into assignment (script_number, role, assessor_id, state, due_on, assigned_at)
       values ($1, 'first', $2, 'assigned', '2026-12-14', app_now())`,
      [one?.number, someone?.staffId],
    );
    expect((await post(open, lead, `${path}/confirmation`)).problems.join()).toContain('plan again');
    expect(await assignmentsIn(open, windowId)).toHaveLength(1);
  });
});

describe('what if, before a plan is confirmed', () => {
  it('says what would change, and changes nothing', async () => {
    const [someone] = await three();
    await giveScripts(open, 9, windowId);
    const { path, roundId } = await plan();
    const without = textOf((await visit(open, lead, `${path}/what-if?without=${someone?.staffId}&more=`)).text);
    expect(without).toContain('0 scripts without anybody now, 0 then. 3 scripts would go to somebody else.');
    const more = textOf((await visit(open, lead, `${path}/what-if?without=&more=5`)).text);
    expect(more).toContain('One more person');
    const nonsense = await visit(open, lead, `${path}/what-if?without=x&more=many`);
    expect(nonsense.text).toContain('Choose a person');
    expect(await statements(`${path}/what-if`)).toBeLessThanOrEqual(5);
    expect(await stateOf(roundId)).toBe('proposed');
    expect(await assignmentsIn(open, windowId)).toEqual([]);
  });
});

describe('many at once have one effect', () => {
  it('confirms a round once, whoever of fifty is first', async () => {
    await three();
    await giveScripts(open, 6, windowId);
    const { path, roundId } = await plan();
    const second = await givePerson(open, { roles: ['lead'], provider: code });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => post(open, at % 2 === 0 ? lead : second, `${path}/confirmation`)),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(49);
    expect(answers.flatMap(({ problems }) => problems).filter((said) => said.includes('confirmed now'))).toHaveLength(
      49,
    );
    await open.settle();
    expect(await assignmentsIn(open, windowId)).toHaveLength(6);
    expect(
      (await journalOf(open, 'allocation-round', roundId)).filter((act) => act === 'allocation.confirmed'),
    ).toHaveLength(1);
    const letters = await open.database.query(`select from mail_message where key like $1`, [
      `allocation:${roundId}:%`,
    ]);
    expect(letters).toHaveLength(3);
  });

  it('waits for a suspension that is on its way, and then refuses', async () => {
    const [someone] = await three();
    await giveScripts(open, 6, windowId);
    const { roundId } = await plan();
    const confirmRound = open.app.get(ConfirmRound, { strict: false });
    const confirmed = await open.database.transact('job:test', async (tx) => {
      await tx.query(`update accreditation set state = 'suspended' where staff_id = $1`, [someone?.staffId]);
      const asked = confirmRound.run({ actor: 'job:test', roundId, signInId: null });
      await until('the confirmation waits for it', async () => {
        const waiting = await open.database.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      return { asked };
    });
    expect(await confirmed.asked).toMatchObject({ code: 'plan-is-stale' });
    expect(await assignmentsIn(open, windowId)).toEqual([]);
  });
});

describe('who may see and do what', () => {
  it('is for leads of the provider', async () => {
    await three();
    const { number } = await giveScript(open, {}, windowId);
    const { path } = await plan();
    const stranger = await givePerson(open, { roles: ['lead'], provider: `${code}Y` });
    const others = await givePerson(open, {
      roles: ['assessor', 'senior-assessor', 'moderator', 'administrator', 'qa-agent'],
      provider: code,
    });
    for (const get of [
      `/windows/${windowId}/allocation`,
      path,
      `${path}/scripts/${number}`,
      `${path}/what-if`,
      `${path}/placements.csv`,
    ]) {
      const seen = [];
      for (const who of [lead, stranger, others, null]) seen.push((await api(open, who, get)).status);
      expect([get, ...seen]).toEqual([get, 200, 404, 403, 401]);
    }
    for (const to of [`/windows/${windowId}/allocation-rounds`, `${path}/confirmation`, `${path}/discarding`]) {
      const seen = [];
      for (const who of [stranger, others, null]) seen.push((await api(open, who, to, { purpose: 'first' })).status);
      expect([to, ...seen]).toEqual([to, 404, 403, 401]);
    }
    expect((await api(open, stranger, '/allocation')).json()).toMatchObject({ windows: [] });
    expect((await api(open, lead, '/allocation')).json()).toMatchObject({
      windows: [{ name: 'Autumn window', first: 1 }],
    });
    expect((await api(open, lead, `${path}/scripts/XXXX-XXXX`)).status).toBe(404);
  });

  it('shows and stores script numbers, never whose they are', async () => {
    await three();
    const participantName = 'Nadia Never-Shown';
    const script = await giveScript(
      open,
      { participantName, participantEmail: `nadia.${code}@demo.invalid` },
      windowId,
    );
    const { path, roundId } = await plan();
    const round = await open.database.one(`select problem, plan from allocation_round where id = $1`, [roundId]);
    const pages = [
      `/windows/${windowId}/allocation`,
      path,
      `${path}/scripts/${script.number}`,
      `${path}/placements.csv`,
    ];
    const all = [
      JSON.stringify(round),
      ...(await Promise.all(pages.map(async (one) => (await visit(open, lead, one)).text))),
    ];
    const kept = [participantName, `nadia.${code}`, script.participantId, script.submissionId, script.enrolmentId];
    expect(kept.filter((secret) => all.some((text) => text.includes(secret)))).toEqual([]);
  });
});

describe('pages stay small', () => {
  it('asks at most five statements for 24 scripts and for 300, and 50 scripts a page', async () => {
    await three();
    await giveScripts(open, 24, windowId);
    const small = await plan();
    const pages = (path: string): string[] => ['/allocation', `/windows/${windowId}/allocation`, path];
    const few = [];
    for (const path of pages(small.path)) few.push(await statements(path));
    expect(Math.max(...few)).toBeLessThanOrEqual(5);
    await post(open, lead, `${small.path}/discarding`);
    await giveScripts(open, 276, windowId);
    await Promise.all(Array.from({ length: 12 }, () => giveAccredited(open, { provider: code, capacity: 40 })));
    const large = await plan();
    const many = [];
    for (const path of pages(large.path)) many.push(await statements(path));
    expect(many).toEqual(few);
    const shown = (await api(open, lead, large.path)).json() as {
      plan: { placements: unknown[]; after: string; placed: number };
    };
    expect(shown.plan.placed).toBe(300);
    expect(shown.plan.placements).toHaveLength(50);
    const next = (await api(open, lead, `${large.path}?after=${shown.plan.after}`)).json() as typeof shown;
    expect(next.plan.placements).toHaveLength(50);
    expect((await visit(open, lead, `${large.path}/placements.csv`)).text.trim().split('\r\n')).toHaveLength(301);
  });
});
