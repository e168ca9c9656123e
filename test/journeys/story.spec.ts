import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { participants, type Ending } from '../../src/story/cast/participants.js';
import { patience } from '../support/patience.js';
import { startProduct, type Product } from '../support/product.js';

/** How each ending shows in the rows: state of enrolment, of the newest submission, of the marking of its script. */
const endings: Readonly<
  Record<Ending, readonly [enrolment: string, submission: string | null, marking: string | null]>
> = {
  passed: ['passed', 'accepted', 'provisional'],
  failed: ['resubmitting', 'accepted', 'provisional'],
  resubmitting: ['resubmitting', 'draft', null],
  'no-show': ['active', 'no-show', null],
  'in-moderation': ['presented', 'accepted', 'provisional'],
  'first-marking': ['presented', 'accepted', 'first-marking'],
  'second-marking': ['presented', 'accepted', 'second-marking'],
  agreeing: ['presented', 'accepted', 'agreeing'],
  adjudicating: ['presented', 'accepted', 'adjudicating'],
  allocated: ['presented', 'accepted', 'first-marking'],
  submitted: ['presented', 'submitted', null],
  'over-limit': ['active', 'draft', null],
  drafting: ['active', 'draft', null],
  booked: ['active', 'draft', null],
  'booked-later': ['active', 'draft', null],
  'not-booked': ['active', null, null],
  'at-risk': ['active', null, null],
  deferred: ['deferred', null, null],
  lapsed: ['lapsed', null, null],
};

describe('the planted story', () => {
  let product: Product;
  let client: Client;

  beforeAll(async () => {
    product = await startProduct({ hasStory: true });
    client = new Client({ connectionString: product.database.superuserUrl });
    await client.connect();
  });

  afterAll(async () => {
    await client?.end();
    await product?.stop();
  });

  it.each(participants)('has $name where the sign-in page says: $ending', async ({ email, ending }) => {
    const { rows } = await client.query<{ enrolment: string; submission: string | null; marking: string | null }>(
      `select e.state as enrolment, s.state as submission, m.state as marking
       from sign_in i join participant p on p.sign_in_id = i.id join enrolment e on e.participant_id = p.id
       left join lateral (select s.* from submission s join attempt a on a.id = s.attempt_id
                          where a.enrolment_id = e.id order by (s.state in ('draft', 'submitted', 'accepted')) desc, a.no desc limit 1) s on true
       left join script sc on sc.submission_id = s.id left join marking m on m.script_number = sc.number
       where i.email = $1`,
      [email],
    );
    const [enrolment, submission, marking] = endings[ending];
    expect(rows).toEqual([{ enrolment, submission, marking }]);
  });

  it('holds accounts that were read and counted: one is over the limit, one waits for a person, and none is unreadable', async () => {
    const { rows } = await client.query<{ verdict: string; count: number; most: number }>(
      `select count_verdict as verdict, count(*)::int as count, max(counted) as most from document
       where component <> 'evidence' group by 1 order by 1`,
    );
    expect(rows.map(({ verdict }) => verdict)).toEqual(['needs-person', 'over', 'within']);
    expect(rows.slice(0, 2).map(({ count }) => count)).toEqual([1, 1]);
    expect(rows[2]?.most).toBeLessThanOrEqual(4_000);
    const { rows: bad } = await client.query(`select state from document where state <> 'checked'`);
    expect(bad).toEqual([]);
  });

  it('leaves something in each list of what a lead has to decide', async () => {
    const { rows } = await client.query<Record<string, number>>(
      `select (select count(*)::int from appeal where state = 'lodged') as appeals,
              (select count(*)::int from outcome_change where state = 'proposed') as changes,
              (select count(*)::int from circumstance_request where state = 'asked') as requests,
              (select count(distinct verdict)::int - 1 from seed_script) as seeds,
              (select count(*)::int from outcome_hold where state = 'held') as holds,
              (select count(*)::int from sanction where state = 'proposed') as sanctions,
              (select count(*)::int from stopped_marks where decision is null) as stopped,
              (select count(*)::int from barred_assignment where kept_at is null and ended_at is null) as barred`,
    );
    expect(Object.entries(rows[0] ?? {}).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('ends in the present: nothing that happened lies ahead of the clock, and the clock is not moved', async () => {
    const { rows } = await client.query<{ moved: boolean; ahead: boolean }>(
      `select exists (select from demo_clock) as moved, exists (select from journal_entry where at > app_now()) as ahead`,
    );
    expect(rows).toEqual([{ moved: false, ahead: false }]);
  });

  it('leaves no session of its own, and no work that failed', async () => {
    const { rows } = await client.query<{ sessions: number; failed: number }>(
      `select (select count(*)::int from web_session) as sessions,
              (select count(*)::int from work_item where state = 'failed' or tries > 1) as failed`,
    );
    expect(rows).toEqual([{ sessions: 0, failed: 0 }]);
  });

  it('changes nothing when it is planted again', async () => {
    const count = async (): Promise<unknown> =>
      (
        await client.query(
          `select (select count(*) from document) as documents, (select max(at) from journal_entry where aggregate = 'story') as told`,
        )
      ).rows;
    const before = await count();
    const again = spawnSync(process.execPath, [join('dist', 'src', 'cli.js'), 'plant'], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...product.environment },
      encoding: 'utf8',
      timeout: patience,
    });
    expect([again.status, again.stdout.trim()]).toEqual([0, 'The story is planted already.']);
    expect(await count()).toEqual(before);
  });

  it('lists everybody for whoever starts it', () => {
    const listed = spawnSync(process.execPath, [join('dist', 'src', 'cli.js'), 'people'], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...product.environment },
      encoding: 'utf8',
      timeout: patience,
    });
    for (const { name } of participants) expect(listed.stdout).toContain(name);
  });
});
