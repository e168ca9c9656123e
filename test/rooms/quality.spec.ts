import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRefusal } from '#libs/refusal';
import { redraw, type PublicRecord } from '#libs/sampling';
import { DrawQaSample, qaHoldOf, SayVerdict } from '../../src/quality/index.js';
import { policyOf } from '../../src/quality/draw-sample.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, post, visit } from '../support/browse.js';
import { allMarks, giveMarkedWindow, type MarkedWindow } from '../support/story/moderation.js';
import { batchStory, type BatchStory } from '../support/story/moderated-batch.js';
import { givePerson, type Person } from '../support/story/people.js';
import { workOf } from '../support/work.js';

let open: TestApp;
let story: BatchStory;
let agent: Person;
let window: MarkedWindow;
let batchId: string;
let sampleId: string;

async function confirmedBatch(n: number): Promise<{ window: MarkedWindow; batchId: string }> {
  const marked = await giveMarkedWindow(open, (framework) => Array.from({ length: n }, () => allMarks(framework, 2)));
  const id = await story.freeze(marked);
  await story.confirmAll(id);
  expect((await story.applyRule(id)).decision).toBe('confirm');
  return { window: marked, batchId: id };
}

interface Line {
  readonly providerId: string;
  readonly frameworkVersion: string;
  readonly year: number;
  readonly unseen: number;
  readonly accuracy: { readonly looked: number; readonly value: number | null; readonly sentence: string };
}
const lineOf = async (who: Person): Promise<Line> =>
  ((await api(open, who, '/quality')).json() as { years: Line[] }).years[0] as Line;
const asked = ({ providerId, frameworkVersion, year }: Line): Record<string, string> => ({
  providerId,
  frameworkVersion,
  year: String(year),
});

beforeAll(async () => {
  open = await openTestApp();
  story = await batchStory(open);
  agent = await givePerson(open, { roles: ['qa-agent'], provider: 'DFE' });
  ({ window, batchId } = await confirmedBatch(8));
});
afterAll(async () => {
  await open?.close();
});

describe('the quality agent’s own draw', () => {
  it('is one whoever asks how often, freezes before there is a seed, and takes the least number', async () => {
    const line = await lineOf(agent);
    expect(line.unseen).toBe(8);
    const draw = open.app.get(DrawQaSample, { strict: false });
    const ask = { actor: `staff:${agent.staffId}`, signInId: agent.signInId, ...line };
    const fifty = await Promise.all(Array.from({ length: 50 }, () => draw.ask(ask)));
    const made = fifty.filter((one): one is string => !isRefusal(one));
    expect(made).toHaveLength(1);
    sampleId = made[0] ?? '';
    await open.settle();
    await Promise.all(Array.from({ length: 50 }, () => draw.draw(workOf('quality.draw', { subject: { sampleId } }))));
    const row = await open.database.one<{ before: boolean; drawn: number }>(
      `select seed_drawn_at > asked_at as before, jsonb_array_length(sample -> 'items') as drawn from qa_sample where id = $1`,
      [sampleId],
    );
    expect(row).toEqual({ before: true, drawn: 3 });
    const again = await post(open, agent, '/quality', asked(line));
    expect(again.problems.join()).toContain('nothing to draw from');
    await expect(
      open.database.query(`update qa_sample set seed = repeat('0', 64) where id = $1`, [sampleId]),
    ).rejects.toThrow('drawn once');
  });

  it('takes what the year lacks: 10 % of all that was framed, and three at least', () => {
    const sizes = [
      [8, 0, 3],
      [30, 0, 3],
      [31, 0, 4],
      [31, 3, 1],
      [40, 4, 0],
      [115, 4, 8],
    ].map(([framed = 0, drawn = 0]) => {
      const { size } = policyOf(
        { percent: 10, atLeast: 3, accuracyTargetPct: 95, requiredBeforeRelease: false, days: 10 },
        framed,
        drawn,
      );
      return size.kind === 'percent' ? size.atLeast : null;
    });
    expect(sizes).toEqual([3, 3, 4, 1, 0, 8]);
  });

  it('is repeated from its record without the database, by the command too, which says where an altered one differs', async () => {
    const text = (await visit(open, agent, `/quality/${sampleId}/record`)).text;
    const record = JSON.parse(text) as PublicRecord;
    expect(redraw(record)).toEqual({ equal: true, differences: [] });
    const [item] = record.sample.items;
    const altered = {
      ...record,
      sample: { ...record.sample, items: record.sample.items.filter((one) => one !== item) },
    };
    expect(redraw(altered).differences).toContainEqual({
      what: 'item',
      at: item?.script,
      recorded: null,
      repeated: ['random', ['random']],
    });
  });
});

describe('a verdict', () => {
  const scripts = async (): Promise<string[]> =>
    (
      await open.database.query<{ script: string }>(
        `select script_number as script from qa_item where qa_sample_id = $1 order by 1`,
        [sampleId],
      )
    ).map(({ script }) => script);

  it('is given once, with a reason where it disagrees, and not on what was not drawn', async () => {
    const [first = '', second = '', third = ''] = await scripts();
    const path = (script: string): string => `/quality/${sampleId}/scripts/${script}/verdict`;
    expect((await visit(open, agent, `/quality/${sampleId}/scripts/${first}`)).status).toBe(200);
    expect((await post(open, agent, path(first), {})).problems.join()).toContain('Choose whether');
    const silent = await post(open, agent, path(first), { verdict: 'disagree-outcome' });
    expect(silent.problems.join()).toContain('Say where you disagree');
    const say = open.app.get(SayVerdict, { strict: false });
    const fifty = await Promise.all(
      Array.from({ length: 50 }, () =>
        say.run({
          actor: `staff:${agent.staffId}`,
          staffId: agent.staffId ?? '',
          sampleId,
          script: first,
          verdict: 'disagree-outcome',
          reason: 'The second school is not in the account',
        }),
      ),
    );
    expect(fifty.filter((one) => one === true)).toHaveLength(1);
    const news = await open.database.query(
      `select from outbox where event = 'quality.outcome-disputed' and subject ->> 'scriptNumber' = $1`,
      [first],
    );
    expect(news).toHaveLength(1);
    expect((await post(open, agent, path(second), { verdict: 'agree' })).status).toBe(303);
    expect((await post(open, agent, path(third), { verdict: 'disagree-marks', reason: '1.4.1' })).status).toBe(303);
    const drawn = new Set(await scripts());
    const other = window.scripts.find(({ number }) => !drawn.has(number))?.number ?? '';
    expect((await post(open, agent, path(other), { verdict: 'agree' })).status).toBe(404);
    await expect(
      open.database.query(`update qa_verdict set verdict = 'agree' where script_number = $1`, [first]),
    ).rejects.toThrow();
  });

  it('makes accuracy with its interval, which the lead of the provider reads, and no other', async () => {
    const line = await lineOf(story.lead);
    expect(line.accuracy.looked).toBe(3);
    expect(line.accuracy.value).toBeCloseTo(2 / 3, 12);
    expect(line.accuracy.sentence).toContain('cannot prove 95 %');
    const page = (await visit(open, story.lead, '/quality')).text;
    expect(page).toContain('The agent disagrees with the outcome of');
    expect((await visit(open, story.lead, `/quality/${sampleId}`)).text).toContain('The second school');
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTH' });
    expect((await visit(open, stranger, `/quality/${sampleId}`)).status).toBe(404);
    expect(((await api(open, stranger, '/quality')).json() as { years: Line[] }).years).toEqual([]);
  });

  it('against an outcome has to be answered by whoever plans the release', async () => {
    expect((await post(open, story.lead, `/moderation/${batchId}/clearing`)).status).toBe(303);
    const page = (await visit(open, story.lead, `/batches/${batchId}/release`)).text;
    expect(page).toContain('The quality agent disagrees with the outcome of');
    const date = '2099-06-02';
    const silent = await post(open, story.lead, `/batches/${batchId}/releases`, { date, time: '10:00' });
    expect(silent.problems.join()).toContain('Say what you found');
  });

  it('is nobody’s who marked or moderated the script: the database refuses it too', async () => {
    const drawn = await open.database.one<{ script: string; marker: string }>(
      `select i.script_number as script, a.assessor_id as marker from qa_item i join assignment a on a.script_number = i.script_number limit 1`,
    );
    const said = await open.app.get(SayVerdict, { strict: false }).run({
      actor: `staff:${drawn.marker}`,
      staffId: drawn.marker,
      sampleId,
      script: drawn.script,
      verdict: 'agree',
      reason: '',
    });
    expect(said).toMatchObject({ code: 'verdict-on-own' });
  });
});

describe('the hold before a release', () => {
  const rule = { percent: 10, atLeast: 3, accuracyTargetPct: 95, requiredBeforeRelease: true, days: 10 };

  it('ends with the last verdict, and without any after the working days of the framework', async () => {
    const reads = open.database;
    expect(await qaHoldOf(reads, batchId, { ...rule, requiredBeforeRelease: false })).toBeNull();
    expect(await qaHoldOf(reads, batchId, rule)).toBeNull();
    const { batchId: later } = await confirmedBatch(3);
    const confirm = (at: string): Promise<unknown> =>
      reads.query(`update moderation_batch set confirmed_at = $2 where id = $1`, [later, at]);
    await open.holdClock('2027-03-12T12:00:00Z');
    // Friday 26 February 2027: ten working days end on Friday 12 March.
    await confirm('2027-02-26T12:00:00Z');
    expect(await qaHoldOf(reads, later, rule)).toEqual({ until: '2027-03-12', open: null });
    await open.holdClock('2027-03-12T23:59:59Z');
    expect(await qaHoldOf(reads, later, rule)).not.toBeNull();
    await open.holdClock('2027-03-13T00:00:00Z');
    expect(await qaHoldOf(reads, later, rule)).toBeNull();
  });
});

describe('scriptorium redraw FILE', () => {
  const run = (file: string): Promise<{ code: number; text: string }> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        ['--import', './test/support/typescript-hooks.mjs', 'src/cli.ts', 'redraw', file],
        { env: { PATH: process.env['PATH'] } },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr }),
      );
    });

  it('says where an altered record differs, with no database to ask', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'redraw-'));
    try {
      const record = JSON.parse((await visit(open, agent, `/quality/${sampleId}/record`)).text) as PublicRecord;
      const seed = `${record.sample.seed.startsWith('0') ? '1' : '0'}${record.sample.seed.slice(1)}`;
      const file = join(folder, 'altered.json');
      await writeFile(file, JSON.stringify({ ...record, sample: { ...record.sample, seed } }));
      const { code, text } = await run(file);
      expect(code).toBe(1);
      expect(text).toContain('permutation');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    // The operator's program is compiled whole before it begins: half a minute on a busy machine.
  });
});
