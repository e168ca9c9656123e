import { londonDate } from '#libs/calendar';
import type { Sample } from '#libs/sampling';
import type { ModerationRule } from '#libs/rubric';
import { staffWithRole } from '../people/index.js';
import type { Transaction } from '../platform/database/database.js';
import { writeLetters } from '../platform/mail/mail.js';
import { barsOf } from '../submission/blind.js';
import type { ModerationBatch } from './batch.entity.js';
import { shareOut } from './share-out.js';

type Rule = Pick<ModerationRule, 'peerModeratorPct' | 'blindFirstOnFails'>;

/**
 * Brings the items of a batch to what its sample says: scripts that are new or back come with a moderator where one may
 * have them, reasons are those of the sample as it stands, and scripts that left are withdrawn. Moderators are told of theirs.
 */
export async function shareSample(
  transaction: Transaction,
  batch: ModerationBatch,
  sample: Sample,
  rule: Rule,
): Promise<void> {
  const known = await transaction.query<{ script: string }>(
    `select script_number as script from sample_item where batch_id = $1 and state <> 'withdrawn'`,
    [batch.id],
  );
  const isKnown = new Set(known.map(({ script }) => script));
  const fresh = sample.items.map(({ script }) => script).filter((script) => !isKnown.has(script));
  const plan = await planModerators(transaction, batch, fresh, rule.peerModeratorPct);
  const fails = new Set(
    (batch.frame?.items ?? []).filter(({ outcome }) => outcome === 'fail').map((one) => one.script),
  );
  const rows = sample.items.map(({ script, stratum, reasons }) => ({
    script,
    reasons: { stratum, reasons },
    moderator: plan.get(script) ?? null,
    blind: rule.blindFirstOnFails && fails.has(script),
  }));
  await transaction.query(
    `insert into sample_item (batch_id, script_number, reasons, moderator_id, state, blind_first)
     select $1, r.script, r.reasons, r.moderator, 'waiting', r.blind
     from jsonb_to_recordset($2::jsonb) as r (script text, reasons jsonb, moderator uuid, blind boolean)
     on conflict (batch_id, script_number) do update set reasons = excluded.reasons,
       moderator_id = case sample_item.state when 'withdrawn' then excluded.moderator_id else sample_item.moderator_id end,
       state = case sample_item.state when 'withdrawn' then 'waiting' else sample_item.state end`,
    [batch.id, JSON.stringify(rows)],
  );
  await transaction.query(
    `update sample_item set state = 'withdrawn' where batch_id = $1 and state <> 'withdrawn' and not (script_number = any($2))`,
    [batch.id, sample.items.map(({ script }) => script)],
  );
  await tellModerators(transaction, batch, plan);
}

/** Who may moderate each of these scripts: moderators who neither marked it nor are barred from it. */
export async function eligibleFor(
  transaction: Pick<Transaction, 'query' | 'now'>,
  scripts: readonly string[],
): Promise<{ moderators: Awaited<ReturnType<typeof staffWithRole>>; eligible: Map<string, string[]> }> {
  const moderators = await staffWithRole(transaction, 'moderator');
  const today = londonDate(await transaction.now()).toString();
  const bars = await barsOf(transaction, scripts, today);
  const markers = await transaction.query<{ scriptNumber: string; staffId: string }>(
    `select distinct script_number as "scriptNumber", assessor_id as "staffId" from assignment where script_number = any($1)`,
    [scripts],
  );
  const barred = new Set([...bars, ...markers].map(({ scriptNumber, staffId }) => `${scriptNumber} ${staffId}`));
  const may = (script: string): string[] =>
    moderators.map(({ staffId }) => staffId).filter((staffId) => !barred.has(`${script} ${staffId}`));
  return { moderators, eligible: new Map(scripts.map((script) => [script, may(script)])) };
}

async function planModerators(
  transaction: Transaction,
  batch: ModerationBatch,
  scripts: readonly string[],
  peerPct: number,
): Promise<Map<string, string | null>> {
  if (scripts.length === 0) return new Map();
  const { moderators, eligible } = await eligibleFor(transaction, scripts);
  const [window] = await transaction.query<{ providerId: string }>(
    `select provider_id as "providerId" from assessment_window where id = $1`,
    [batch.windowId],
  );
  const peers = new Set(
    moderators.filter(({ providerId }) => providerId !== window?.providerId).map(({ staffId }) => staffId),
  );
  const wanted = scripts.map((script) => ({ script, eligible: eligible.get(script) ?? [] }));
  return shareOut(wanted, peers, peerPct);
}

async function tellModerators(
  transaction: Transaction,
  batch: ModerationBatch,
  plan: ReadonlyMap<string, string | null>,
): Promise<void> {
  const staffIds = [...new Set([...plan.values()].filter((one) => one !== null))];
  const people = await transaction.query<{ staffId: string; name: string; email: string }>(
    `select s.id as "staffId", s.name, i.email from staff s join sign_in i on i.id = s.sign_in_id where s.id = any($1::uuid[])`,
    [staffIds],
  );
  await writeLetters(
    transaction,
    people.map(({ staffId, name, email }) => {
      const count = [...plan.values()].filter((one) => one === staffId).length;
      return {
        key: `moderation-wanted:${batch.id}:${batch.version}:${staffId}`,
        to: email,
        subject: 'Scripts to moderate',
        body: `Dear ${name},\n\n${count} ${count === 1 ? 'script waits' : 'scripts wait'} for you on the page “Moderation”.\n`,
      };
    }),
  );
}
