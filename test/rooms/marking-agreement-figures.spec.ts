import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { npqel2017 } from '#libs/rubric';
import { openTestApp, type TestApp } from '../support/app.js';
import { api, textOf, visit } from '../support/browse.js';
import { giveAssessor, giveLockedMarks, type Assessor } from '../support/story/marking.js';
import { givePerson, type Person } from '../support/story/people.js';
import { giveClosedWindow, giveScript, giveScripts, type GivenScript } from '../support/story/scripts.js';

let open: TestApp;
let lead: Person;
let scripts: GivenScript[];
let assessors: [Assessor, Assessor, Assessor];
const panelOf = (window: string): string => `/marking-progress/${window}/agreement`;
const statements = (answer: { headers: Readonly<Record<string, unknown>> }): number =>
  Number(/desc="(\d+)"/.exec(String(answer.headers['server-timing']))?.[1]);

beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2026-11-23T10:00:00Z');
  lead = await givePerson(open, { roles: ['lead'] });
  assessors = [await giveAssessor(open), await giveAssessor(open), await giveAssessor(open)];
  scripts = await giveScripts(open, 4);
  for (const [at, script] of scripts.entries()) {
    await giveLockedMarks(open, script, assessors[0]);
    // The last one stays with its first marks: in so small a window it waits for a second person.
    if (at < 3) await giveLockedMarks(open, script, assessors[1], { '1.4.1': 1 }, 'second');
  }
});
afterAll(() => open.close());

describe('the panel of a window', () => {
  it('shows agreement with intervals, and severity of those whom shared scripts link', async () => {
    const answer = await visit(open, lead, panelOf(scripts[0]!.windowId));
    const text = textOf(answer.text);
    expect(text).toContain('Scripts marked twice3');
    expect(text).toMatch(/Same decision100 % \(29 to 100\)/);
    expect(text).toContain('So few decisions cannot show whether 95 % is reached.');
    expect(text).toMatch(/1\.4\.1 [^0-9]+30 % \(0 to 71\)/);
    expect(text).toContain(assessors[0].name);
    expect(text).toContain(assessors[1].name);
    expect(answer.text).toContain('role="img"');
    expect(statements(answer)).toBeLessThanOrEqual(6);
  });

  it('edge case 44: gives no kappa of few pairs or of ratings that are all alike, and no ICC of one script', async () => {
    expect(textOf((await visit(open, lead, panelOf(scripts[0]!.windowId))).text)).toContain('not enough evidence');
    const alone = await giveScript(open);
    await giveLockedMarks(open, alone, assessors[0]);
    await giveLockedMarks(open, alone, assessors[2], 2, 'second');
    const text = textOf((await visit(open, lead, panelOf(alone.windowId))).text);
    expect(text).toContain('Reliability of totals, ICC(2,1)not enough evidence');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('says so where nothing was marked twice', async () => {
    const window = await giveClosedWindow(open);
    expect(textOf((await visit(open, lead, panelOf(window))).text)).toContain('Not enough evidence');
  });
});

describe('an assessor’s own figures', () => {
  it('tell nothing of a window in which a script is still marked', async () => {
    expect(textOf((await visit(open, assessors[1], '/marking/agreement')).text)).toContain('Not enough evidence');
  });

  it('are those of finished windows, with no other name on the page', async () => {
    await giveLockedMarks(open, scripts[3]!, assessors[1], { '1.4.1': 1 }, 'second');
    const text = textOf((await visit(open, assessors[1], '/marking/agreement')).text);
    expect(text).toContain('Scripts marked twice4');
    expect(text).toContain('You4');
    for (const other of [assessors[0], assessors[2]]) expect(text).not.toContain(other.name);
  });
});

describe('what was changed in agreement', () => {
  const propose = (who: Assessor, script: GivenScript, lines: readonly [string, number, string][]): Promise<unknown> =>
    api(open, who, `/scripts/${script.number}/agreement`, {
      proposals: lines.map(([criterion, level, reason]) => ({
        criterion,
        level,
        reason,
        rationale: `On ${criterion}.`,
      })),
    });
  const disputed = async (agreed: boolean): Promise<GivenScript> => {
    const script = await giveScript(open, {}, window);
    await giveLockedMarks(open, script, assessors[0], { '1.4.1': 0 });
    await giveLockedMarks(open, script, assessors[1], { '1.4.2': 1 }, 'second');
    await propose(assessors[0], script, [
      ['1.4.1', 1, 'work-not-seen'],
      ['1.4.2', 2, ''],
    ]);
    if (agreed)
      await propose(assessors[1], script, [
        ['1.4.1', 1, 'work-not-seen'],
        ['1.4.2', 2, 'other-reading-convinces'],
      ]);
    return script;
  };
  let window: string;
  let agreed: GivenScript;
  beforeAll(async () => {
    window = await giveClosedWindow(open);
    agreed = await disputed(true);
    await disputed(false);
  });

  it('is counted by criterion and reason, in a table and a plot, where the agreement was reached', async () => {
    const answer = await visit(open, lead, panelOf(window));
    const text = textOf(answer.text);
    expect(text).toContain('left their own mark 3 times to agree: 2 for a higher mark, 1 for a lower one.');
    expect(text).toMatch(/1\.4\.1 [^0-9]+202/);
    expect(text).toMatch(/1\.4\.2 [^0-9]+011/);
    expect(answer.text).toContain('How often each reason was given');
    expect(statements(answer)).toBeLessThanOrEqual(7);
    expect((await api(open, lead, panelOf(window))).json()).toMatchObject({
      versions: [
        { left: { changes: 3, raised: 2, reasons: [{ reason: 'work-not-seen', changes: 2 }, { changes: 1 }] } },
      ],
    });
  });

  it('is shown to the lead, change by change, and to no lead of another provider and no assessor', async () => {
    const path = `/marking-progress/${window}/agreed-changes`;
    const answer = await visit(open, lead, path);
    const text = textOf(answer.text);
    expect(text).toContain(`Changes of ${agreed.number}`);
    expect(text).toContain('On 1.4.2.');
    expect(text).toContain('The other reading convinces');
    expect(text.match(/Changes of/g)).toHaveLength(1);
    expect(statements(answer)).toBeLessThanOrEqual(5);
    const stranger = await givePerson(open, { roles: ['lead'], provider: 'OTHER' });
    expect((await visit(open, stranger, path)).status).toBe(404);
    expect((await visit(open, assessors[0], path)).status).toBe(403);
    expect(
      textOf((await visit(open, lead, `/marking-progress/${scripts[0]!.windowId}/agreed-changes`)).text),
    ).toContain('Nothing was changed in an agreement yet.');
  });

  it('is told to an assessor of their own marks only, once the window is marked', async () => {
    const own = async (): Promise<string> => textOf((await visit(open, assessors[0], '/marking/agreement')).text);
    expect(await own()).not.toContain('You left their');
    expect(await own()).not.toContain('You left');
    await open.database.query(
      `update marking set state = 'provisional' where script_number in (select number from script where window_id = $1)`,
      [window],
    );
    expect(await own()).toContain('You left their own mark 1 time to agree'.replace('their', 'your'));
    expect(await own()).not.toContain('The other reading convinces');
  });
});

describe('a version that is published while scripts are marked', () => {
  const markedUnderItsOwn = async (attempt: number): Promise<void> => {
    const script = await giveScript(open, attempt > 1 ? { attemptNo: attempt } : {});
    await giveLockedMarks(open, script, assessors[0], 1);
    const stricter = { ...npqel2017, pass: { ...npqel2017.pass, overallMinPct: 90 } };
    await open.database.query(
      `insert into framework_version (id, title, provenance, definition, published_at) values ($1, 'Stricter', 'reconstructed', $2, app_now())`,
      [`stricter-${attempt}`, JSON.stringify(stricter)],
    );
    await giveLockedMarks(open, script, assessors[1], 1, 'second');
    const row = await open.database.one<{ passed: boolean; version: string }>(
      `select p.passed, s.framework_version as version from provisional_result p join script s on s.number = p.script_number where s.number = $1`,
      [script.number],
    );
    expect(row.passed).toBe(true);
    expect(row.version).not.toBe(`stricter-${attempt}`);
    await open.database.query(`delete from framework_version where id = $1`, [`stricter-${attempt}`]);
  };

  it('edge case 17: leaves the pass rule of those scripts as it was', () => markedUnderItsOwn(1));
  it('edge case 16: leaves a second attempt under the version of the first', () => markedUnderItsOwn(2));
});
