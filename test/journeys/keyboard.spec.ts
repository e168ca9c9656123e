/* eslint-disable jest/no-standalone-expect -- `it` is a step of a journey here: see actors/steps.ts */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Client } from 'pg';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/chromium.js';
import { startProduct, type Product } from '../support/product.js';
import { Person } from './actors/person.js';
import { journeySteps } from './actors/steps.js';

/** An assessor of the story marks a whole script, and no mouse is touched. */
describe('marking by keyboard alone', () => {
  const it = journeySteps();
  let product: Product;
  let browser: Browser;
  let assessor: Person;
  let number = '';

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ hasStory: true }), openBrowser()]);
    const waiting = await scriptThatWaits(product);
    number = waiting.number;
    assessor = await Person.arrive(browser, product.address, waiting.assessor);
  });

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it('signs in and opens the script', async () => {
    await assessor.open('/sign-in');
    await goTo(assessor, `button:has-text("${assessor.name}")`);
    await enter(assessor);
    await assessor.open('/marking');
    await goTo(assessor, `a[href="/scripts/${number}"]`);
    await enter(assessor);
    await goTo(assessor, 'button:has-text("Accept and begin")');
    await enter(assessor);
    expect(await assessor.page.locator('[data-criterion]').count()).toBe(17);
  });

  it('marks every criterion, with a comment on the first', async () => {
    const { page } = assessor;
    const codes = await page
      .locator('[data-criterion]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-criterion') ?? ''));
    for (const [index, code] of codes.entries()) {
      await goTo(assessor, `input[name="level-${code}"]`);
      // The first press takes 1, the second 2, as radio buttons do everywhere.
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      if (index > 0) continue;
      await goTo(assessor, `textarea[name="comment-${code}"]`);
      await page.keyboard.type('Plain to see on the fourth page.');
    }
    await page.locator('[data-marked]', { hasText: '17' }).waitFor();
  });

  it('looks through the marks and hands them in', async () => {
    await goTo(assessor, 'button:has-text("Save and check before handing in")');
    await enter(assessor);
    expect(await assessor.text()).toContain('Plain to see on the fourth page.');
    await goTo(assessor, 'button:has-text("Hand in my marks")');
    await enter(assessor);
    expect(await assessor.text()).toContain(`Your marks of ${number} are handed in`);
  });
});

/** The tab key, until it is there; or until it has been everywhere. */
async function goTo({ page, name }: Person, selector: string): Promise<void> {
  const wanted = page.locator(selector);
  await wanted.first().waitFor();
  for (let pressed = 0; pressed < 400; pressed += 1) {
    const focused = await wanted.evaluateAll((all) => all.includes(document.activeElement as never));
    if (focused) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} never came to ${selector} by the tab key`);
}

async function enter({ page }: Person): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function scriptThatWaits(product: Product): Promise<{ number: string; assessor: string }> {
  const client = new Client({ connectionString: product.database.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string; assessor: string }>(
      `select a.script_number as number, t.name as assessor from assignment a join staff t on t.id = a.assessor_id
       where a.state = 'assigned' and a.role = 'first' limit 1`,
    );
    const [row] = rows;
    if (!row) throw new Error('No script of the story waits for its first assessor');
    return row;
  } finally {
    await client.end();
  }
}
