import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { compile, Logger } from 'sass';
import { openTestApp, type TestApp } from '../support/app.js';
import { axeFindings } from '../support/axe.js';
import { openBrowser } from '../support/chromium.js';
import {
  accept,
  assign,
  giveAssessor,
  giveLockedMarks,
  handIn,
  markAll,
  type Assessor,
} from '../support/story/marking.js';
import { givePerson, type Person } from '../support/story/people.js';
import { openSession } from '../../src/people/open-session.js';
import { giveClosedWindow, giveScript, giveScripts, type GivenScript } from '../support/story/scripts.js';

const root = resolve(import.meta.dirname, '../..');
const scripts = new Map<string, string>();
let styles = '';
let open: TestApp;
let address = '';
let browser: Browser;

beforeAll(async () => {
  for (const [name, path] of [
    ['marking', 'src/marking/pages/marking.browser.ts'],
    ['page', 'src/platform/web/assets/page.browser.ts'],
  ] as const) {
    const { outputFiles } = await build({
      entryPoints: [join(root, path)],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      logLevel: 'silent',
    });
    scripts.set(name, outputFiles[0]?.text ?? '');
  }
  styles = compile(join(root, 'src/platform/web/assets/scriptorium.scss'), {
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
    logger: Logger.silent,
  }).css;
  open = await openTestApp();
  await open.app.listen(0, '127.0.0.1');
  address = `http://localhost:${(open.app.getHttpServer().address() as { port: number }).port}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await open.close();
});

/** A browser of a person, with the scripts and styles of this source, built or not. */
async function browsing(who: Person, more: { width?: number; script?: boolean } = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: more.width ?? 1_400, height: 900 },
    javaScriptEnabled: more.script ?? true,
    serviceWorkers: 'block',
  });
  await signIn(context, who);
  await context.route(/\/public\/.*\.(js|css)$/, (route) => {
    const url = route.request().url();
    if (url.endsWith('.css')) return route.fulfill({ contentType: 'text/css', body: styles });
    return route.fulfill({
      contentType: 'text/javascript',
      body: scripts.get(url.includes('/marking') ? 'marking' : 'page') ?? '',
    });
  });
  return context;
}

async function signIn(context: BrowserContext, who: Person): Promise<void> {
  const [name = '', value = ''] = who.headers.cookie.split('=');
  await context.addCookies([
    { name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
  ]);
}

async function signOut(assessor: Assessor): Promise<void> {
  await open.database.query(`delete from web_session where sign_in_id = $1`, [assessor.signInId]);
}

async function signInAgain(context: BrowserContext, assessor: Assessor): Promise<void> {
  const session = await open.database.transact('job:story', (tx) =>
    openSession(tx, {
      signInId: assessor.signInId,
      isSecondFactorGiven: true,
      address: '127.0.0.1',
      browser: 'spec',
      replaces: null,
    }),
  );
  await signIn(context, { ...assessor, headers: { cookie: `__Host-sid=${session.token}` } });
}

async function inHand(): Promise<{ script: GivenScript; assessor: Assessor; markSetId: string }> {
  const script = await giveScript(open);
  const assessor = await giveAssessor(open);
  await assign(open, script, assessor);
  return { script, assessor, markSetId: await accept(open, script, assessor) };
}

const markOf = async (
  markSetId: string,
  criterion = '1.4.1',
): Promise<{ level: number | null; comment: string } | undefined> =>
  (
    await open.database.query<{ level: number | null; comment: string }>(
      `select level, comment from mark where mark_set_id = $1 and criterion = $2`,
      [markSetId, criterion],
    )
  )[0];
const saved = (page: Page): Promise<void> => page.getByText(/^Saved (just now|\d+ s ago)$/).waitFor();
/** A store of the browser that takes three seconds to open, as on a disk that is busy. */
const slowStore = (): void => {
  const opening = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...named) => {
    const request = opening(...named);
    const listen = request.addEventListener.bind(request) as (kind: string, act: (event: Event) => void) => void;
    request.addEventListener = (kind: string, act: (event: Event) => void) =>
      listen(kind, (event) => (kind === 'success' ? void setTimeout(() => act(event), 3_000) : act(event)));
    return request;
  };
};
const comment = (page: Page, code = '1.4.1'): ReturnType<Page['getByLabel']> =>
  page.getByLabel(`Comment on ${code}`, { exact: true });

describe('the marking page in a browser', () => {
  it('saves what is typed by itself, with pointers, and says so', async () => {
    const { script, assessor, markSetId } = await inHand();
    const page = await (await browsing(assessor)).newPage();
    await page.goto(`${address}/scripts/${script.number}`);
    await page.locator('[id="level-1.4.1-1"]').check();
    await comment(page).fill('Names two options.');
    await page.getByText('Where you saw it (1.4.1)').click();
    await page.locator('[id="place-1.4.1-0"]').fill('page 3');
    await page.locator('[id="place-1.4.1-1"]').fill('page 4');
    await saved(page);
    expect(await markOf(markSetId)).toEqual({ level: 1, comment: 'Names two options.' });
    const [row] = await open.database.query<{ places: string[] }>(
      `select array(select p ->> 'place' from jsonb_array_elements(pointers) p) as places from mark where mark_set_id = $1`,
      [markSetId],
    );
    expect(row?.places).toEqual(['page 3', 'page 4']);
    expect(await page.locator('[data-marked]').textContent()).toBe('1');
    await page.context().close();
  });

  it('keeps what is typed without a line, through a closed tab, and saves it when the line is back', async () => {
    const { script, assessor, markSetId } = await inHand();
    const context = await browsing(assessor);
    const page = await context.newPage();
    await page.goto(`${address}/scripts/${script.number}`);
    await comment(page).fill('First, with a line.');
    await saved(page);
    await context.route('**/api/v1/**', (route) => route.abort());
    await comment(page).fill('Then without one.');
    await page.getByText('there is no connection').first().waitFor();
    await page.close();
    await context.unroute('**/api/v1/**');
    const again = await context.newPage();
    await again.goto(`${address}/scripts/${script.number}`);
    expect(await comment(again).inputValue()).toBe('Then without one.');
    await saved(again);
    expect(await markOf(markSetId)).toMatchObject({ comment: 'Then without one.' });
    expect(
      await open.database.query(`select from mark_event where mark_set_id = $1 and not applied`, [markSetId]),
    ).toEqual([]);
    await context.close();
  });

  it('saves what is typed before it is ready, whether its script or its store is late', async () => {
    const { script, assessor, markSetId } = await inHand();
    const context = await browsing(assessor);
    let here = (): void => undefined;
    const isHere = new Promise<void>((resolve) => (here = resolve));
    await context.route(/\/public\/marking.*\.js$/, async (route) => {
      await isHere;
      return route.fulfill({ contentType: 'text/javascript', body: scripts.get('marking') ?? '' });
    });
    const page = await context.newPage();
    await page.goto(`${address}/scripts/${script.number}`, { waitUntil: 'commit' });
    await comment(page).fill('Before the script had come.');
    here();
    await saved(page);
    expect(await markOf(markSetId)).toMatchObject({ comment: 'Before the script had come.' });

    await context.addInitScript(slowStore);
    const next = await context.newPage();
    await next.goto(`${address}/scripts/${script.number}`);
    await comment(next).fill('Before the store was open.');
    await saved(next);
    expect(await markOf(markSetId)).toMatchObject({ comment: 'Before the store was open.' });
    await context.close();
  });

  it('brings back what two windows could not save, and asks about what was typed over it', async () => {
    const { script, assessor, markSetId } = await inHand();
    const context = await browsing(assessor);
    const [one, two] = [await context.newPage(), await context.newPage()];
    for (const page of [one, two]) await page.goto(`${address}/scripts/${script.number}`);
    await signOut(assessor);
    await comment(one).fill('Of the first window.');
    await comment(two, '1.4.2').fill('Of the second window.');
    for (const page of [one, two]) await page.getByText('You are signed out').first().waitFor();
    for (const page of [one, two]) await page.close();
    await signInAgain(context, assessor);
    await context.addInitScript(slowStore);
    const again = await context.newPage();
    await again.goto(`${address}/scripts/${script.number}`);
    await comment(again).fill('Typed before the first came back.');
    await again.getByRole('link', { name: 'Choose which one stands' }).waitFor();
    expect(await comment(again).inputValue()).toBe('Typed before the first came back.');
    expect(await comment(again, '1.4.2').inputValue()).toBe('Of the second window.');
    expect(await markOf(markSetId)).toMatchObject({ comment: 'Typed before the first came back.' });
    expect(await markOf(markSetId, '1.4.2')).toMatchObject({ comment: 'Of the second window.' });
    expect(
      await open.database.query(`select comment from mark_event where mark_set_id = $1 and not applied`, [markSetId]),
    ).toEqual([{ comment: 'Of the first window.' }]);
    await context.close();
  });

  it('loses nothing when the session ends amid typing', async () => {
    const { script, assessor, markSetId } = await inHand();
    const context = await browsing(assessor);
    const page = await context.newPage();
    await page.goto(`${address}/scripts/${script.number}`);
    await comment(page).fill('Before.');
    await saved(page);
    await signOut(assessor);
    await comment(page).fill('Typed after the session had ended.');
    await page.getByText('You are signed out').first().waitFor();
    expect(await markOf(markSetId)).toMatchObject({ comment: 'Before.' });
    await signInAgain(context, assessor);
    await saved(page);
    expect(await markOf(markSetId)).toMatchObject({ comment: 'Typed after the session had ended.' });
    await context.close();
  });

  it('shows two windows that changed the same, and lets the person choose', async () => {
    const { script, assessor, markSetId } = await inHand();
    // Of two browsers, which keep what is not saved apart: a window of the same one may bring back what the other has not saved.
    const [one, two] = [await (await browsing(assessor)).newPage(), await (await browsing(assessor)).newPage()];
    for (const page of [one, two]) await page.goto(`${address}/scripts/${script.number}`);
    await comment(one).fill('From the first window.');
    await saved(one);
    await comment(two).fill('From the second window.');
    await two.getByRole('link', { name: 'Choose which one stands' }).click();
    await two.getByRole('button', { name: 'Take the version beside' }).click();
    await two.getByText('No version waits.').waitFor();
    expect(await markOf(markSetId)).toMatchObject({ comment: 'From the second window.' });
    for (const page of [one, two]) await page.context().close();
  });

  it('is walked by keyboard alone to a locked set', async () => {
    const script = await giveScript(open);
    const assessor = await giveAssessor(open);
    await assign(open, script, assessor);
    const page = await (await browsing(assessor)).newPage();
    await page.goto(`${address}/scripts/${script.number}`);
    await tabTo(page, 'Accept and begin');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#sheet');
    const [set] = await open.database.query<{ id: string }>(`select id from mark_set where script_number = $1`, [
      script.number,
    ]);
    await markAll(open, script, assessor, set?.id ?? '');
    await page.reload();
    await page.locator('[id="level-6.4.3-2"]').focus();
    await page.keyboard.press('ArrowUp');
    await saved(page);
    expect(await markOf(set?.id ?? '', '6.4.3')).toMatchObject({ level: 1 });
    await tabTo(page, 'Save and check before handing in');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/lock$/);
    await tabTo(page, 'Hand in my marks');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/marking$/);
    await page.getByText(`Your marks of ${script.number} are handed in.`).waitFor();
    await page.context().close();
  });
});

describe('an assessor’s own comments in a browser', () => {
  it('are taken by keyboard alone, at the caret, and saved like anything that is typed', async () => {
    const { script, assessor, markSetId } = await inHand();
    for (const words of ['Options are weighed.', 'No costs are named.'])
      await open.database.query(
        `insert into kept_comment (staff_id, framework_version, criterion, comment, kept_at)
         select $1, framework_version, '1.4.1', $2, app_now() from script where number = $3`,
        [assessor.staffId, words, script.number],
      );
    const page = await (await browsing(assessor)).newPage();
    await page.goto(`${address}/scripts/${script.number}`);
    await comment(page).fill('Begins well.');
    await tabTo(page, 'Your own comments on 1.4.1');
    await page.keyboard.press('Enter');
    await page.getByText('No costs are named.').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByText('No costs are named.').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByText('No costs are named.').waitFor();
    await tabTo(page, 'No costs are named.');
    await page.keyboard.press('Enter');
    expect(await comment(page).inputValue()).toBe('Begins well. No costs are named.');
    expect(await comment(page).evaluate((field) => field === document.activeElement)).toBe(true);
    await saved(page);
    expect(await markOf(markSetId, '1.4.1')).toMatchObject({ comment: 'Begins well. No costs are named.' });
    await page.context().close();
  });
});

/** Presses Tab until what is focused says `words`. */
async function tabTo(page: Page, words: string): Promise<void> {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === words) return;
  }
  throw new Error(`Two hundred presses of Tab do not lead to “${words}”`);
}

/** A sandboxed reading copy runs no script, and axe would wait for it for ever: an empty frame takes its place. */
async function openReadingCopy(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const frame of document.querySelectorAll('iframe')) {
      const empty = frame.cloneNode() as HTMLIFrameElement;
      empty.removeAttribute('sandbox');
      empty.removeAttribute('src');
      frame.replaceWith(empty);
    }
  });
}

describe('axe', () => {
  it('finds nothing on the pages of marking, wide or narrow, and nothing is wider than a telephone', async () => {
    const window = await giveClosedWindow(open);
    const given = await giveScripts(open, 6, window);
    const [toAccept, toMark, toAgree, toAdjudicate, beside, handedIn] = given as [
      GivenScript,
      GivenScript,
      GivenScript,
      GivenScript,
      GivenScript,
      GivenScript,
    ];
    const [assessor, other] = [await giveAssessor(open), await giveAssessor(open)];
    const senior = await giveAssessor(open, true);
    const lead = await givePerson(open, { roles: ['lead'] });
    await assign(open, toAccept, assessor);
    await assign(open, toMark, assessor);
    const markSetId = await accept(open, toMark, assessor);
    await assign(open, beside, assessor);
    const besideSet = await accept(open, beside, assessor);
    await markAll(open, beside, assessor, besideSet);
    await markAll(open, beside, assessor, besideSet, 1);
    await markAll(open, toMark, assessor, markSetId, { '1.4.1': 1 });
    for (const script of [toAgree, toAdjudicate]) {
      await giveLockedMarks(open, script, assessor, { '1.4.1': 0 });
      await giveLockedMarks(open, script, other, { '5.4.1': 1 }, 'second');
    }
    await open.database.query(`update marking set state = 'adjudicating' where script_number = $1`, [
      toAdjudicate.number,
    ]);
    await assign(open, toAdjudicate, senior, 'adjudicator');
    await accept(open, toAdjudicate, senior);
    await assign(open, handedIn, assessor);
    const handedInSet = await accept(open, handedIn, assessor);
    await markAll(open, handedIn, assessor, handedInSet);
    await handIn(open, handedIn, assessor, handedInSet);
    const [kept] = await open.database.query<{ id: string }>(
      `insert into kept_comment (staff_id, framework_version, criterion, comment, kept_at)
       select $1, framework_version, '1.4.1', 'Options are weighed.', app_now() from script where number = $2 returning id`,
      [assessor.staffId, toMark.number],
    );
    await open.database.query(
      `insert into agreed_change (script_number, criterion, assessor_id, from_level, to_level, reason, rationale, agreed_at)
       values ($1, '1.4.1', $2, 0, 1, 'work-not-seen', 'A change is named in the annex.', app_now())`,
      [toAgree.number, assessor.staffId],
    );
    const [assignment] = await open.database.query<{ id: string }>(
      `select id from assignment where script_number = $1`,
      [toMark.number],
    );
    const pages: [Person, string][] = [
      [assessor, '/marking'],
      [assessor, `/scripts/${toAccept.number}`],
      [assessor, `/scripts/${toMark.number}`],
      [assessor, `/scripts/${toMark.number}/lock`],
      [assessor, `/scripts/${toMark.number}/decline`],
      [assessor, `/scripts/${toMark.number}/earlier-comments?criterion=1.4.1`],
      [assessor, `/scripts/${toMark.number}/comments?criterion=1.4.1`],
      [assessor, '/marking/comments'],
      [assessor, `/marking/comments/${kept?.id}`],
      [assessor, `/scripts/${handedIn.number}`],
      [assessor, `/scripts/${handedIn.number}/lock`],
      [assessor, `/scripts/${beside.number}/versions`],
      [assessor, `/scripts/${toAgree.number}/agreement`],
      [assessor, `/scripts/${toAgree.number}`],
      [senior, `/scripts/${toAdjudicate.number}`],
      [lead, '/marking-progress'],
      [lead, `/marking-progress/${window}`],
      [lead, `/assignments/${assignment?.id}`],
      [lead, `/marking-progress/${window}/agreement`],
      [lead, `/marking-progress/${window}/agreed-changes`],
    ];
    for (const [who, path] of pages) {
      const context = await browsing(who);
      const page = await context.newPage();
      await page.goto(`${address}${path}`);
      await openReadingCopy(page);
      expect([path, await axeFindings(page)]).toEqual([path, []]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
      await context.close();
    }
  });
});
