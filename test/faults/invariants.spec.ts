import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Database } from '../../src/platform/database/database.js';
import { detectInvariants } from '../../src/platform/database/detect-invariants.js';
import { invariants } from '../../src/platform/database/invariants.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { anyRow } from './any-row.js';
import { Life } from './life.js';

let open: TestApp;
let life: Life;
let intruder: Client;
beforeAll(async () => {
  open = await openTestApp();
  await open.app.listen(0, '127.0.0.1');
  life = await Life.begin(await open.app.getUrl(), open.test.url);
  await life.walk();
  intruder = new Client({ connectionString: open.test.superuserUrl });
  await intruder.connect();
});
afterAll(async () => {
  await intruder?.end();
  await life?.end();
  await open?.close();
});

/** What is found after a statement that no use case would make, which is then taken back. */
async function foundAfter(sql: string): Promise<string[]> {
  await intruder.query(`begin; set local session_replication_role = replica`);
  try {
    await intruder.query(sql);
    const query = async (text: string, parameters: readonly unknown[] = []): Promise<unknown[]> =>
      (await intruder.query(text, [...parameters])).rows;
    return (await detectInvariants({ query } as unknown as Database)).map(({ invariant }) => invariant);
  } finally {
    await intruder.query('rollback');
  }
}

/** A failure that was declared and gave everybody time, their place back or not; no booking follows it. */
const declared = (reinstated: string): string =>
  `with failure as (
     insert into technical_failure (window_id, from_at, until_at, minutes, reason, declared_by, declared_at)
     select id, closes_at - interval '1 hour', closes_at, 60, 'x', (select id from sign_in limit 1), app_now() from assessment_window limit 1
     returning id)
   insert into failure_extension (failure_id, booking_id, closes_before, closes_at, reinstated)
   select failure.id, b.id, app_now(), app_now() + interval '1 hour', ${reinstated} from booking b cross join failure`;

/** How each sentence is broken. */
const breaches: Readonly<Record<string, string>> = {
  'Who is submitted has a receipt for exactly what was submitted': `update receipt set manifest_hash = repeat('0', 64)`,
  'There is one receipt for each time something was submitted': `insert into receipt select 'R-2222-2222', submission_id, manifest_hash, statement, signature, key_id, at from receipt limit 1`,
  'What a receipt says is what stands in its row': `update receipt set statement = jsonb_set(statement, '{manifestHash}', '"0"')`,
  'An attempt has at most one live submission': `drop index submission_one_live_an_attempt; insert into submission (attempt_id, state, framework_version) select attempt_id, 'draft', framework_version from submission limit 1`,
  'An accepted submission has a script with a copy of each of its files, and nothing else has one': `delete from script_document where position = 2`,
  'Nothing that came too late or too early is submitted': `update submission set submitted_at = '2027-03-15T12:00:00Z'`,
  'An enrolment was presented where, and only where, something of it was submitted': `update enrolment set presented_at = null`,
  'A submission is made under a booking that is used': `update booking set state = 'confirmed'`,
  'Whoever a declared failure gave time has at least that closing': declared('false'),
  'Nobody is charged for a place not used that was used, or can be': `insert into charge (enrolment_id, booking_id, kind, pence, at) select enrolment_id, id, 'no-show', 1, app_now() from booking where state = 'used' limit 1`,
  'Whose place a declared failure has given back has a draft to go on with': `${declared('true')}; update submission set state = 'withdrawn'; update booking set state = 'confirmed'`,
  'Every script is what was frozen, as far as anybody has looked': `insert into script_fault (script_number, found, found_at) select number, '[{"position": null, "what": "record"}]', app_now() from script limit 1`,
  'No outcome was released while it was held': `insert into outcome_hold (attempt_id, state, source, reason, told, placed_by, placed_at) select attempt_id, 'held', 'other', 'x', 'y', (select id from sign_in limit 1), released_at - interval '1 minute' from outcome where released_at is not null limit 1`,
  'A sanction is of what was proven, and did what it says': `update enrolment set state = 'disqualified'`,
  'An attempt that ended without an outcome has none, and nobody waits for one': `insert into voided_attempt select id, 1, 'sanctioned', true, 'x', app_now() from enrolment`,
  'An attempt has at most one outcome that counts': `drop index outcome_one_current_an_attempt; insert into outcome select (json_populate_record(o, '{"id": "00000000-0000-4000-8000-000000000000"}')).* from outcome o limit 1`,
  'An outcome is released with its release, and not before its instant': `update outcome set released_at = released_at - interval '1 minute'`,
  'No letter speaks of an outcome that is not released': `update mail_message set composed_at = composed_at - interval '1 hour'`,
  'Every change of a mark that was acknowledged stands, or a later one does': `update mark set level = 0`,
  'Each version of a mark was made by one change': `update mark_event set result_version = 2`,
  'A request was granted or refused where, and only where, its decision says so': anyRow('circumstance_request', {
    state: `'granted'`,
  }),
  'Whoever was stopped from marking has nothing in hand, as soon as that was heard': `update accreditation set state = 'suspended'; update assignment set state = 'marking'`,
  'What a try in standardisation was found to be is what its marks say': anyRow('standardisation_try', {
    state: `'handed-in'`,
    measured: `'{"criteria": 16, "exact": 16, "furthest": 0}'`,
  }),
  'A released outcome is void or superseded where two people confirmed it, and nowhere else': `update outcome set state = 'voided'`,
  'Nobody judges a script twice': `update moderation_decision d set moderator_id = a.assessor_id from assignment a where a.script_number = d.script_number`,
  'A script whose marking is done has a result, and none has one whose marks were never locked': `delete from provisional_result`,
  'A seed script is nobody’s work: it has no submission, no result, no place in a sample and no outcome': `update script set seed_of = number, submission_id = null`,
  'A seed script has its verdict where, and only where, its marks are locked': `insert into seed_script (script_number, definitive_number, staff_id, because, drawn_at) select number, number, id, 'round', app_now() from script, (select id from staff limit 1) as s`,
  'A plan that is confirmed is assigned, all of it and once': `delete from assignment where role = 'first'`,
  'A sample is of its batch, and drawn after it was frozen': `alter table moderation_batch drop constraint moderation_batch_check1; update moderation_batch set seed_drawn_at = frozen_at`,
  'Moderators are asked about the scripts of their sample, and by chance about none that is held, as soon as that was heard': `update sample_item set state = 'withdrawn'`,
  'A letter that waits has work that will send it, and one that was sent is sent once': `update mail_message set state = 'waiting', sent_at = null`,
  'No work is stuck: none has failed, and what is due is rung for': `update work_item set state = 'failed'`,
  'News is heard': `update outbox set dispatched_at = null, at = at - interval '1 hour'`,
};

/** What the life that was walked has, by the journal's name. */
const lived = [
  'booking',
  'enrolment',
  'document',
  'submission',
  'accreditation',
  'allocation-round',
  'assignment',
  'mark-set',
  'marking',
  'moderation-batch',
  'release',
  'outcome',
];
/** What it has none of, and the table: a row that nothing in the journal has made. */
const unlived = {
  request: 'circumstance_request',
  'standardisation-round': 'standardisation_round',
  'standardisation-try': 'standardisation_try',
  'outcome-change': 'outcome_change',
  'outcome-hold': 'outcome_hold',
  sanction: 'sanction',
  appeal: 'appeal',
  'similarity-match': 'similarity_match',
};
const journalSays = (aggregate: string): string =>
  `The state of every ${aggregate} is the one that its journal last says`;

describe('what must never be is found', () => {
  it('and nothing is found where all is well', async () => {
    expect(await life.broken()).toEqual([]);
  });

  it.each(Object.entries(breaches))('%s', async (sentence, breach) => {
    expect(await foundAfter(breach)).toContain(sentence);
  });

  it.each(lived)('the state of every %s is the one that its journal last says', async (aggregate) => {
    const forgotten = `delete from journal_entry where aggregate = '${aggregate}'`;
    expect(await foundAfter(forgotten)).toContain(journalSays(aggregate));
  });

  it.each(Object.entries(unlived))(
    'the state of every %s is the one that its journal last says',
    async (one, table) => {
      expect(await foundAfter(anyRow(table, { state: `'x'` }))).toContain(journalSays(one));
    },
  );

  it('an outcome is what its marks give, the journal holds, and every sentence here is one that is looked for', async () => {
    expect(await foundAfter(`update provisional_result set passed = not passed`)).toContain(
      'An outcome is what its marks give, computed by other means',
    );
    expect(await foundAfter(`update journal_entry set actor = 'staff:nobody'`)).toContain('The journal holds');
    const known = new Set(invariants.map(({ sentence }) => sentence));
    expect(Object.keys(breaches).filter((sentence) => !known.has(sentence))).toEqual([]);
    const broken = new Set([
      ...Object.keys(breaches),
      ...lived.map(journalSays),
      ...Object.keys(unlived).map(journalSays),
    ]);
    expect([...known].filter((sentence) => !broken.has(sentence))).toEqual([]);
  });
});
