import { randomUUID } from 'node:crypto';
import { feedback, passes, totals, type Framework, type Mark, type MarkSet } from '#libs/rubric';
import { drawSample, freezeFrame, frameHash, type Policy } from '#libs/sampling';
import type { TestApp } from '../app.js';
import { post, visit } from '../browse.js';
import { givePerson, type Person } from './people.js';
import { frameworkInForce, giveClosedWindow, giveScripts, type GivenScript, type ScriptWish } from './scripts.js';

/** All criteria at 2, or at 0 in area 1 and 1 elsewhere: a fail in area 1, whose criteria lie in both tasks. */
export function marksFor(framework: Framework, result: 'passed' | 'failed', scope?: readonly string[]): MarkSet {
  const judged = framework.criteria.filter(({ code }) => scope?.includes(code) ?? true);
  const mark = (area: number): Mark => (result === 'passed' ? 2 : area === 1 ? 0 : 1);
  return Object.fromEntries(judged.map(({ code, area }) => [code, mark(area)]));
}

export interface ResultWish extends ScriptWish {
  readonly result: 'passed' | 'failed';
  readonly comment?: string;
}

/** A script with the result that was given to it. */
export interface GivenResult extends GivenScript {
  readonly result: 'passed' | 'failed';
}

export interface GivenBatch {
  readonly id: string;
  readonly windowId: string;
  readonly scripts: readonly GivenResult[];
}

/** A moderated and cleared batch with a provisional result for each wish, straight into the database. */
export async function giveClearedBatch(
  open: TestApp,
  wishes: readonly ResultWish[],
  { provider = 'TST', windowName }: { provider?: string; windowName?: string } = {},
): Promise<GivenBatch> {
  const { id: frameworkVersion, framework } = await frameworkInForce(open);
  const windowId = await giveClosedWindow(open, provider, windowName);
  const scripts = await giveScripts(
    open,
    wishes.map((wish) => ({ provider, ...wish })),
    windowId,
  );
  const results = scripts.map((script, at) => resultOf(framework, script, wishes[at] as ResultWish));
  const id = randomUUID();
  const people = await Promise.all([1, 2].map(() => givePerson(open, { roles: ['moderator'], provider })));
  const frame = freezeFrame(
    results.map(({ number, passed, sums }) => ({
      script: number,
      outcome: passed ? ('pass' as const) : ('fail' as const),
      totals: Object.fromEntries(sums.areas.map(({ area, marks }) => [String(area), marks])),
      margin: 0,
      assessors: [],
      flags: [],
    })),
  );
  const policy: Policy = { size: { kind: 'percent', percent: 10, atLeast: 1 }, mandatory: [], perAssessor: 0 };
  const sample = drawSample(frame, policy, '11'.repeat(32));
  await open.database.transact('job:story', async (tx) => {
    await tx.query(
      `insert into marking (script_number, state) select number, 'provisional' from jsonb_to_recordset($1::jsonb) as r (number text)`,
      [JSON.stringify(results.map(({ number }) => ({ number })))],
    );
    await tx.query(
      `insert into provisional_result (script_number, marks, source, passed, totals, feedback, made_at)
       select number, marks, 'first', passed, sums, words, app_now() - interval '1 hour'
       from jsonb_to_recordset($1::jsonb) as r (number text, marks jsonb, passed boolean, sums jsonb, words jsonb)`,
      [JSON.stringify(results)],
    );
    await tx.query(
      `insert into moderation_batch (id, window_id, framework_version, state, policy, frame, frame_hash, frozen_by, frozen_at,
         seed, seed_drawn_at, sample, confirmed_by, confirmed_at, cleared_by, cleared_at)
       select $1, $2, $3, 'cleared', $4, $5, $6, $7, t - interval '30 minutes', $8, t - interval '29 minutes', $9,
              $7, t - interval '20 minutes', $10, t - interval '10 minutes' from (select app_now() as t) as clock`,
      [
        id,
        windowId,
        frameworkVersion,
        JSON.stringify(policy),
        JSON.stringify(frame),
        frameHash(frame),
        people[0]?.signInId,
        sample.seed,
        JSON.stringify(sample),
        people[1]?.signInId,
      ],
    );
    await tx.query(
      `insert into sample_item (batch_id, script_number, reasons, state)
       select $1, script, jsonb_build_object('stratum', 'random', 'reasons', jsonb_build_array('random')), 'decided'
       from unnest($2::text[]) as script`,
      [id, sample.items.map(({ script }) => script)],
    );
  });
  return {
    id,
    windowId,
    scripts: scripts.map((script, at) => ({ ...script, result: (wishes[at] as ResultWish).result })),
  };
}

function resultOf(
  framework: Framework,
  script: GivenScript,
  wish: ResultWish,
): {
  number: string;
  marks: MarkSet;
  passed: boolean;
  sums: ReturnType<typeof totals>;
  words: ReturnType<typeof feedback>;
} {
  const marks = marksFor(framework, wish.result, wish.scope);
  const carried = wish.carriedForward ?? {};
  const comments = Object.fromEntries(
    framework.criteria.map(({ code }) => [code, wish.comment ?? `What was seen about ${code}.`]),
  );
  return {
    number: script.number,
    marks,
    passed: passes(framework, marks, carried).passed,
    sums: totals(framework, marks, carried),
    words: feedback(framework, marks, comments, carried),
  };
}

/** Two leads of a provider. */
export async function giveLeads(open: TestApp, provider = 'TST'): Promise<readonly [Person, Person]> {
  return [
    await givePerson(open, { roles: ['lead'], provider, name: 'Ada Planner' }),
    await givePerson(open, { roles: ['lead'], provider, name: 'Ben Approver' }),
  ];
}

/** Plans by page and gives the release's id; throws where it was refused. */
export async function planRelease(
  open: TestApp,
  lead: Person,
  batchId: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const sent = await post(open, lead, `/batches/${batchId}/releases`, fields);
  if (sent.location === null) throw new Error(`The plan was refused: ${sent.problems.join('; ')} ${sent.status}`);
  return sent.location.split('/').at(-1) ?? '';
}

/** The outcome of a script that stands, or stood last. */
export async function outcomeIdOf(open: TestApp, number: string | undefined): Promise<string> {
  const { id } = await open.database.one<{ id: string }>(
    `select id from outcome where script_number = $1 order by (state = 'released') desc, released_at desc limit 1`,
    [number],
  );
  return id;
}

/** What a change is to be: `marks` by criterion, as the form names them. */
export interface ChangeAsked {
  readonly kind: 'supersede' | 'void';
  readonly reason: string;
  readonly error?: string;
  readonly marks?: Readonly<Record<string, number>>;
}

/** Proposes by page what the form shows; gives the answer. */
export async function proposeChange(
  open: TestApp,
  lead: Person,
  outcomeId: string,
  asked: ChangeAsked,
): Promise<Awaited<ReturnType<typeof post>>> {
  const fields = {
    kind: asked.kind,
    reason: asked.reason,
    ...(asked.kind === 'supersede' ? { error: asked.error ?? 'criteria-misapplied' } : {}),
    ...Object.fromEntries(Object.entries(asked.marks ?? {}).map(([code, mark]) => [`mark-${code}`, String(mark)])),
  };
  const query = new URLSearchParams(fields).toString();
  const form = await visit(open, lead, `/released-outcomes/${outcomeId}/change?${query}`);
  return post(open, lead, `/released-outcomes/${outcomeId}/changes`, { ...fields, seen: seenIn(form.text) });
}

/** What a page says that it showed. */
export const seenIn = (html: string): string => /name="seen" value="(\w+)"/.exec(html)?.[1] ?? '';

/** One lead proposes, the other confirms, by their pages; throws where either is refused. Gives the change's id. */
export async function changeOutcome(
  open: TestApp,
  [proposer, confirmer]: readonly [Person, Person],
  outcomeId: string,
  asked: ChangeAsked,
): Promise<string> {
  const proposed = await proposeChange(open, proposer, outcomeId, asked);
  if (proposed.location === null) throw new Error(`The proposal was refused: ${proposed.problems.join('; ')}`);
  const shown = await visit(open, confirmer, proposed.location);
  const sent = await post(open, confirmer, `${proposed.location}/confirmation`, { seen: seenIn(shown.text) });
  if (sent.status !== 303) throw new Error(`The confirmation was refused: ${sent.problems.join('; ')}`);
  return proposed.location.split('/').at(-1) ?? '';
}

/** A session of a participant who is in the database already. */
export async function signInAs(
  open: TestApp,
  signInId: string,
): Promise<{ csrfToken: string; headers: { cookie: string } }> {
  const { openSession } = await import('../../../src/people/open-session.js');
  const { sessionCookie } = await import('../../../src/platform/web/adapter.js');
  return open.database.transact('job:story', async (tx) => {
    const opening = { signInId, isSecondFactorGiven: true, address: '127.0.0.1', browser: 'spec', replaces: null };
    const session = await openSession(tx, opening);
    return { csrfToken: session.csrfToken, headers: { cookie: `${sessionCookie}=${session.token}` } };
  });
}
