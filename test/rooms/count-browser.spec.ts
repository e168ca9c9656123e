import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { digestOf } from '#libs/ledger';
import { read } from '#libs/reader';
import { accountRule, countWords, suggestParts, type CountRule, type Ledger } from '#libs/word-count';
import { openBrowser } from '../support/chromium.js';
import { makeDocx, makeWord } from '../support/story/documents.js';

const root = resolve(import.meta.dirname, '../..');
const corpus = resolve(root, '../shared/corpora/documents');

let browser: Browser;
let page: Page;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/documents/pages/count-chosen.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'here',
    target: 'es2022',
    external: ['node:*'],
    alias: {
      '#libs/reader': join(root, 'libs/reader/src/index.ts'),
      '#libs/word-count': join(root, 'libs/word-count/src/index.ts'),
    },
    write: false,
    logLevel: 'silent',
  });
  browser = await openBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
});
afterAll(async () => {
  await browser?.close();
});

/** What Chromium makes of a Word document; null where it cannot read it. */
async function inBrowser(bytes: Uint8Array): Promise<{ ledger: Ledger; without: Ledger } | null> {
  return page.evaluate(
    ([base64, rule]) => {
      const { here } = globalThis as unknown as {
        here: { countChosen(bytes: Uint8Array, rule: CountRule): { ledger: Ledger; without: Ledger } };
      };
      try {
        const { ledger, without } = here.countChosen(
          Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
          rule,
        );
        return { ledger, without };
      } catch {
        return null;
      }
    },
    [Buffer.from(bytes).toString('base64'), accountRule] as const,
  );
}

/** What the server makes of it, by the door that uploads go through. */
async function onServer(bytes: Uint8Array): Promise<{ ledger: Ledger; without: Ledger } | null> {
  const reading = await read(bytes, 'account.docx');
  if (reading.verdict === 'refused') return null;
  const { model } = reading;
  return {
    ledger: countWords(model, accountRule),
    without: countWords(model, accountRule, suggestParts(model.paragraphs)),
  };
}

/** Real documents, every sixth of the corpus where there is one, and three that the suite makes. */
async function documents(): Promise<[string, Uint8Array][]> {
  const made: [string, Uint8Array][] = [
    ['exactly 4,000', await makeDocx(4_000)],
    ['one over', await makeDocx(4_001)],
    ['parts', await makeWord(['# Our project', 'one two three', '# Annex A', 'four', '# References', 'five six'])],
  ];
  if (!existsSync(corpus)) return made;
  const names = readdirSync(corpus).filter((name) => name.endsWith('.docx'));
  const some = names
    .filter((_, at) => at % 6 === 0)
    .map((name): [string, Uint8Array] => [name, readFileSync(join(corpus, name))]);
  return [...made, ...some];
}

describe('the count in the browser, before anything is sent', () => {
  it('is the count on the server, ledger for ledger, and so is what leaving parts out would do', async () => {
    const differing: string[] = [];
    let same = 0;
    for (const [name, bytes] of await documents()) {
      const [here, there] = [await inBrowser(bytes), await onServer(bytes)];
      if (digestOf(here) === digestOf(there)) same += there ? 1 : 0;
      else
        differing.push(
          `${name}: ${here?.ledger.counted ?? 'not read'} here, ${there?.ledger.counted ?? 'not read'} there`,
        );
    }
    expect(differing).toEqual([]);
    expect(same).toBeGreaterThanOrEqual(3);
    console.log(`${same} documents counted alike in browser and server`);
  });
});
