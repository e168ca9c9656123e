/* eslint-disable jest/no-standalone-expect -- `it` is a step of a journey here: see actors/steps.ts */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { withEnding } from '../../src/story/cast/participants.js';
import { composeAccount } from '../../src/story/papers/compose-account.js';
import { writeDocx } from '../../src/story/papers/write-docx.js';
import { writePdf } from '../../src/story/papers/write-pdf.js';
import { openBrowser } from '../support/chromium.js';
import { startProduct, type Product } from '../support/product.js';
import { askSponsor, declare, linkToEverything, sendFile, verifyAsSponsor } from './actors/participant.js';
import { Person } from './actors/person.js';
import { journeySteps } from './actors/steps.js';

/** Somebody of the story who is drafting hands in, on a telephone whose browser runs no script. */
describe('a participant without script', () => {
  const it = journeySteps();
  const name = withEnding('drafting')[0]?.name ?? '';
  let product: Product;
  let browser: Browser;
  let participant: Person, sponsor: Person;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ hasStory: true }), openBrowser()]);
    const bare = { hasScript: false, width: 390 };
    participant = await Person.arrive(browser, product.address, name, bare);
    sponsor = await Person.arrive(browser, product.address, 'Sybil Without', bare);
  });

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it('sees what is next', async () => {
    await participant.be(name);
    expect(await participant.text()).toContain(name);
    await participant.open('/submission');
    expect(await participant.text()).toContain('Before you can submit');
  });

  it('sends the other account, and evidence for what is still missing', async () => {
    const account = composeAccount('T2', name, 3_900);
    await sendFile(participant, 'account-T2', { name: 'project.docx', bytes: await writeDocx(account, name) });
    const bytes = await writePdf({ title: 'The rest', sections: account.sections.slice(0, 1) }, name);
    await sendFile(participant, 'evidence', { name: 'rest.pdf', bytes }, 'All that was still missing');
    await participant.waitFor('of 4,000 words');
    await linkToEverything(participant, 'All that was still missing');
    expect(await participant.text()).not.toContain('Missing');
  });

  it('declares, and is verified by a sponsor who has no script either', async () => {
    await declare(participant);
    await askSponsor(participant, sponsor);
    await verifyAsSponsor(sponsor);
  });

  it('submits and holds a receipt', async () => {
    await participant.open('/submission');
    await participant.waitFor('Everything is there');
    await participant.press('Submit');
    expect(await participant.text()).toMatch(/R-\w{4}-\w{4}/);
  });
});
