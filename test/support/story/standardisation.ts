import { feedback, passes, totals, type Framework, type Mark, type MarkSet } from '#libs/rubric';
import { HandInTry } from '../../../src/standardisation/tries/hand-in-try.js';
import type { TestApp } from '../app.js';
import { givePerson, type Person } from './people.js';
import { frameworkInForce, giveClosedWindow, giveScripts, type GivenScript, type ScriptWish } from './scripts.js';

export const allMarks = (framework: Framework, level: Mark, but: MarkSet = {}): MarkSet => ({
  ...Object.fromEntries(framework.criteria.map(({ code }) => [code, level])),
  ...but,
});

/** Scripts of one window whose outcomes were released an hour ago: nothing is left to be decided about them. */
export async function giveReleased(
  open: TestApp,
  wishes: number | readonly ScriptWish[],
  provider = 'TST',
): Promise<GivenScript[]> {
  const { id: version, framework } = await frameworkInForce(open);
  const window = await giveClosedWindow(open, provider);
  const list = typeof wishes === 'number' ? Array.from({ length: wishes }, (): ScriptWish => ({})) : wishes;
  const scripts = await giveScripts(
    open,
    list.map((wish) => ({ provider, ...wish })),
    window,
  );
  const [planner, approver] = [
    await givePerson(open, { roles: ['lead'], provider }),
    await givePerson(open, { roles: ['lead'], provider }),
  ];
  const marks = allMarks(framework, 2);
  const { id: batch } = await open.database.one<{ id: string }>(
    `insert into moderation_batch (window_id, framework_version, state, policy) values ($1, $2, 'cleared', '{}') returning id`,
    [window, version],
  );
  const { id: release } = await open.database.one<{ id: string }>(
    `insert into release (batch_id, state, release_at, planned_by, planned_at, approved_by, approved_at, released_at, seal)
     select $1, 'released', t - interval '1 hour', $2, t - interval '1 day', $3, t - interval '1 day', t - interval '1 hour', repeat('0', 64)
     from (select app_now() as t) as clock returning id`,
    [batch, planner.signInId, approver.signInId],
  );
  for (const { number, attemptId } of scripts)
    await open.database.query(
      `insert into outcome (attempt_id, script_number, release_id, state, result, marks, totals, feedback, framework_version,
         inputs_hash, released_at, completion_date)
       select $1, $2, $3, 'released', $4, $5, $6, $7, $8, repeat('0', 64), t - interval '1 hour', london_date(t)
       from (select app_now() as t) as clock`,
      [
        attemptId,
        number,
        release,
        passes(framework, marks).passed ? 'passed' : 'failed',
        JSON.stringify(marks),
        JSON.stringify(totals(framework, marks)),
        JSON.stringify(feedback(framework, marks)),
        version,
      ],
    );
  return scripts;
}

/** Makes scripts definitive, with `marks` that two moderators agreed on; all criteria 2 where none are given. */
export async function makeDefinitive(
  open: TestApp,
  numbers: readonly string[],
  lead: Pick<Person, 'signInId' | 'providerId'>,
  provider = 'TST',
  marks?: MarkSet,
): Promise<Person[]> {
  const { framework } = await frameworkInForce(open);
  const panel = [
    await givePerson(open, { roles: ['moderator'], provider }),
    await givePerson(open, { roles: ['moderator'], provider }),
  ];
  const reasons = Object.fromEntries(framework.criteria.map(({ code }) => [code, `The panel saw it: ${code}`]));
  for (const number of numbers) {
    await open.database.query(
      `insert into definitive_script (script_number, provider_id, consent, added_by, added_at, version)
       values ($1, $2, 'Letter 7', $3, app_now(), 1)`,
      [number, lead.providerId, lead.signInId],
    );
    await open.database.query(
      `insert into definitive_marks (script_number, version, marks, reasons, set_by, set_at) values ($1, 1, $2, $3, $4, app_now())`,
      [number, JSON.stringify(marks ?? allMarks(framework, 2)), JSON.stringify(reasons), lead.signInId],
    );
    await open.database.query(
      `insert into definitive_panel (script_number, version, staff_id) select $1, 1, unnest($2::uuid[])`,
      [number, panel.map(({ staffId }) => staffId)],
    );
  }
  return panel;
}

/** Released scripts that are definitive. */
export async function giveDefinitive(
  open: TestApp,
  lead: Pick<Person, 'signInId' | 'providerId'>,
  count: number,
  provider = 'TST',
): Promise<GivenScript[]> {
  const scripts = await giveReleased(open, count, provider);
  await makeDefinitive(
    open,
    scripts.map(({ number }) => number),
    lead,
    provider,
  );
  return scripts;
}

export interface RoundWish {
  readonly scripts: readonly string[];
  readonly closesOn?: string;
}

/** An open round; another that is open for the provider is closed first. Gives its id. */
export async function giveRound(
  open: TestApp,
  lead: Pick<Person, 'signInId' | 'providerId'>,
  { scripts, closesOn }: RoundWish,
): Promise<string> {
  const { id: version } = await frameworkInForce(open);
  return open.database.transact('job:story', async (tx) => {
    // Two specs that give rounds at once take turns.
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`story:round:${lead.providerId}`]);
    await tx.query(
      `update standardisation_round set state = 'closed', closed_at = app_now() where provider_id = $1 and state = 'open'`,
      [lead.providerId],
    );
    const [round] = await tx.query<{ id: string }>(
      `insert into standardisation_round (provider_id, framework_version, name, closes_on, state, opened_by, opened_at)
       values ($1, $2, 'Autumn', coalesce($3::date, london_date(app_now()) + 20), 'open', $4, app_now()) returning id`,
      [lead.providerId, version, closesOn ?? null, lead.signInId],
    );
    if (!round) throw new Error('An insert that returns gives a row');
    await tx.query(
      `insert into standardisation_round_script (round_id, script_number, position)
       select $1, number, position from unnest($2::text[]) with ordinality as s (number, position)`,
      [round.id, scripts],
    );
    return round.id;
  });
}

/** Puts somebody in a round, with an accreditation that is being standardised for where they have none. */
export async function givePlace(open: TestApp, roundId: string, staffId: string): Promise<void> {
  await open.database.query(
    `insert into standardisation_place (round_id, staff_id, added_at) values ($1, $2, app_now())`,
    [roundId, staffId],
  );
  await open.database.query(
    `insert into accreditation (staff_id, framework_version, state, valid_to, capacity)
     select $2, framework_version, 'standardising', closes_on, 10 from standardisation_round where id = $1
     on conflict do nothing`,
    [roundId, staffId],
  );
}

/** A try on the first `count` scripts of a round, straight into the database. Gives its id. */
export async function giveTry(open: TestApp, roundId: string, staffId: string, count = 3, no = 1): Promise<string> {
  const { id } = await open.database.one<{ id: string }>(
    `insert into standardisation_try (round_id, staff_id, no, state, begun_at) values ($1, $2, $3, 'marking', app_now()) returning id`,
    [roundId, staffId, no],
  );
  await open.database.query(
    `insert into standardisation_try_script (try_id, staff_id, script_number, position)
     select $1, $2, script_number, position from standardisation_round_script where round_id = $3 order by position limit $4`,
    [id, staffId, roundId, count],
  );
  return id;
}

/** Marks every script of a try: `marks` by script number where given, all criteria 2 otherwise. */
export async function markTry(
  open: TestApp,
  tryId: string,
  marks: Readonly<Record<string, MarkSet>> = {},
): Promise<void> {
  const { framework } = await frameworkInForce(open);
  const scripts = await open.database.query<{ number: string }>(
    `select script_number as number from standardisation_try_script where try_id = $1`,
    [tryId],
  );
  for (const { number } of scripts)
    await open.database.query(
      `insert into standardisation_mark (try_id, script_number, criterion, level, comment, saved_at)
       select $1, $2, key, value::int, 'My words', app_now() from jsonb_each_text($3)
       on conflict (try_id, script_number, criterion) do update set level = excluded.level`,
      [tryId, number, JSON.stringify(marks[number] ?? allMarks(framework, 2))],
    );
}

/** A marked try as if it had been handed in exact, straight into the database: also where its round is closed by now. */
export async function letBeHandedIn(open: TestApp, tryId: string): Promise<void> {
  await open.database.query(`update standardisation_try_script set definitive_version = 1 where try_id = $1`, [tryId]);
  await open.database.query(
    `update standardisation_try set state = 'handed-in', handed_in_at = app_now(), verdict = 'qualified-on-probation',
       was_accredited = false, measured = (select jsonb_build_object('criteria', count(*), 'exact', count(*), 'furthest', 0, 'wrongDecisions', '[]'::jsonb)
         from standardisation_mark where try_id = $1) where id = $1`,
    [tryId],
  );
}

/** Hands a try in as its person would, and gives the verdict. */
export async function handIn(open: TestApp, tryId: string, staffId: string): Promise<string> {
  const judged = await open.app.get(HandInTry, { strict: false }).run({ actor: `staff:${staffId}`, staffId, tryId });
  if (!('verdict' in judged)) throw new Error(`Handing in was refused: ${judged.map(({ code }) => code).join()}`);
  return judged.verdict;
}
