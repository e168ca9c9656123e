import type { TestApp } from '../app.js';
import { post, visit, type Answer } from '../browse.js';
import {
  giveClearedBatch,
  giveLeads,
  planRelease,
  seenIn,
  type GivenBatch,
  type GivenResult,
  type ResultWish,
} from './outcomes.js';
import type { Person } from './people.js';

/** A case of misconduct about one of two outcomes of a cleared batch. */
export interface Case {
  readonly open: TestApp;
  readonly provider: string;
  readonly batch: GivenBatch;
  /** Who placed the hold, and who found that it is proven. */
  readonly leads: readonly [Person, Person];
  readonly suspect: GivenResult;
  readonly holdId: string;
}

let providers = 0;
/** A cleared batch of two in which the first outcome is held, and what was suspected is proven: the clock stands on 23 November 2026. */
export async function proven(open: TestApp, wish: ResultWish = { result: 'passed' }): Promise<Case> {
  const here = await held(open, [wish, { result: 'failed' }]);
  const found = { finding: 'proven', why: 'The paragraphs are from the other account.' };
  expectDone(await post(open, here.leads[1], `/outcome-holds/${here.holdId}/decision`, found));
  return here;
}

/** The same while nobody has decided; `first` is done before the hold. */
export async function held(
  open: TestApp,
  wishes: readonly ResultWish[],
  first: (batch: GivenBatch, leads: readonly [Person, Person]) => Promise<unknown> = () => Promise.resolve(),
): Promise<Case> {
  const provider = `M${(providers += 1)}`;
  await open.holdClock('2026-11-23T10:00:00Z');
  const batch = await giveClearedBatch(open, wishes, { provider });
  const leads = await giveLeads(open, provider);
  await first(batch, leads);
  const suspect = batch.scripts[0] as GivenResult;
  const placed = await post(open, leads[0], `/enrolments/${suspect.enrolmentId}/hold`, {
    source: 'similarity',
    reason: 'Two accounts share four paragraphs',
    told: 'Four paragraphs stand in somebody else’s account.',
  });
  expectDone(placed);
  return { open, provider, batch, leads, suspect, holdId: (placed.location ?? '').split('/').at(-1) ?? '' };
}

type Fields = Readonly<Record<string, string>>;
const said = {
  reason: 'The first case, and four paragraphs of forty',
  told: 'Name the sources of what you take over.',
};

/** The effect is looked at, and proposed as it was shown. */
export async function propose(who: Person, { open, holdId }: Case, fields: Fields): Promise<Answer> {
  const form = await visit(
    open,
    who,
    `/outcome-holds/${holdId}/sanction?${new URLSearchParams({ kind: '', ...fields })}`,
  );
  return post(open, who, `/outcome-holds/${holdId}/sanctions`, { seen: seenIn(form.text), ...said, ...fields });
}
export async function confirm({ open }: Case, who: Person, path: string): Promise<Answer> {
  const shown = await visit(open, who, path);
  return post(open, who, `${path}/confirmation`, { seen: seenIn(shown.text) });
}
/** Proposed by who placed the hold, confirmed by the other. */
export async function sanction(here: Case, fields: Fields, [one, two] = here.leads): Promise<string> {
  const path = (await propose(one, here, fields)).location ?? '';
  expectDone(await confirm(here, two, path));
  await here.open.settle();
  return path;
}
/** Planned by one lead, approved by the other, and its instant. */
export async function release({ open, batch, leads }: Case, on: string): Promise<void> {
  const id = await planRelease(open, leads[0], batch.id, { date: on, time: '10:00' });
  expectDone(await post(open, leads[1], `/releases/${id}/approval`));
  await open.holdClock(`${on}T10:00:00Z`);
  await open.settle();
}
export const enrolmentOf = ({
  open,
  suspect,
}: Case): Promise<{ state: string; no: number; resubmit_by: string | null }> =>
  open.database.one(`select state, attempt_no as no, resubmit_by from enrolment where id = $1`, [suspect.enrolmentId]);
export const outcomesOf = ({ open, suspect }: Case): Promise<{ state: string; result: string }[]> =>
  open.database.query(`select state, result from outcome where script_number = $1`, [suspect.number]);
export const lettersTo = ({ open, suspect }: Case): Promise<{ subject: string; body: string }[]> =>
  open.database.query(
    `select m.subject, m.body from mail_message m join sign_in s on s.email = m.to_address where s.id = $1 and m.key like 'sanction:%'`,
    [suspect.signInId],
  );

function expectDone({ status, problems }: Answer): void {
  if (status !== 303) throw new Error(`Refused: ${status} ${problems.join('; ')}`);
}
