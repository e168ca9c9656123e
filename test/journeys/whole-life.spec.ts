/* eslint-disable jest/no-standalone-expect -- `it` is a step of a journey here: see actors/steps.ts */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { npqel2017 } from '#libs/rubric';
import { composeAccount } from '../../src/story/papers/compose-account.js';
import { writeDocx } from '../../src/story/papers/write-docx.js';
import { writePdf } from '../../src/story/papers/write-pdf.js';
import { openBrowser } from '../support/chromium.js';
import { startProduct, type Product } from '../support/product.js';
import { importFile, inviteStaff, moveClock, planWindow, publishFramework } from './actors/administrator.js';
import { giveFirstAdministrator } from './actors/first-administrator.js';
import {
  acceptScript,
  accreditAll,
  allocateFirstMarkers,
  confirmItem,
  freeze,
  markAndHandIn,
  propose,
} from './actors/judges.js';
import {
  askSponsor,
  bookAndConfirm,
  declare,
  linkToEverything,
  sendFile,
  verifyAsSponsor,
} from './actors/participant.js';
import { Person } from './actors/person.js';
import { journeySteps } from './actors/steps.js';

/** One script's whole life, from a line in a file to a line in a return. Each `it` stands on the one before it. */
describe('the whole life of one script', () => {
  let product: Product;
  let browser: Browser;
  let today: Temporal.PlainDate;
  let administrator: Person, lead: Person, secondLead: Person, first: Person, second: Person, moderator: Person;
  let participant: Person, sponsor: Person, anybody: Person;
  let script = '';
  let receipt = '';

  const it = journeySteps();
  const day = (days: number): string => today.add({ days }).toString();

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), openBrowser()]);
    await giveFirstAdministrator(product, 'Ada Keystone');
    today = Temporal.Now.plainDateISO('Europe/London');
    const arrive = (name: string): Promise<Person> => Person.arrive(browser, product.address, name);
    administrator = await arrive('Ada Keystone');
    [lead, secondLead, first, second, moderator] = (await Promise.all(
      ['Lena Harbourne', 'Milo Strand', 'Nora Fenwick', 'Otto Glade', 'Petra Wold'].map(arrive),
    )) as [Person, Person, Person, Person, Person];
    [participant, sponsor, anybody] = (await Promise.all(
      ['Quentin Marlow', 'Rosa Tarn', 'Somebody Else'].map(arrive),
    )) as [Person, Person, Person];
  });

  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it('begins with a framework, a window and people who are invited', async () => {
    await administrator.be('Ada Keystone');
    await publishFramework(administrator, npqel2017);
    await planWindow(administrator, {
      name: 'The only window',
      opensOn: day(40),
      closesOn: day(54),
      bookingOpensOn: day(-10),
      bookingClosesOn: day(26),
      confirmByOn: day(5),
    });
    await inviteStaff(administrator, lead, 'Assessment lead');
    await inviteStaff(administrator, secondLead, 'Assessment lead');
    await inviteStaff(administrator, first, 'Assessor');
    await inviteStaff(administrator, second, 'Assessor');
    await inviteStaff(administrator, moderator, 'Moderator');
    for (const person of [lead, secondLead, first, second, moderator]) await person.acceptInvitation();
    expect(await first.text()).toContain(first.name);
    await accreditAll(lead, [first.name, second.name], day(300));
  });

  it('enrols a participant from a file: every wrong cell is named, and nobody is enrolled until all are right', async () => {
    const head = 'Name,E-mail,TRN,Start date,URN,School,Trust UID,Trust';
    const row = `${participant.name},${participant.email},7654321,${day(-30)},990201,Cliff Lane School,90201,Cliff Trust`;
    await importFile(administrator, `${head}\n${row.replace('7654321', '12')}\n`);
    await administrator.waitFor('Nobody was enrolled');
    expect(await administrator.text()).toMatch(/2\s+TRN/);
    await importFile(administrator, `${head}\n${row}\n`);
    await administrator.waitFor('1 enrolled.');
    await importFile(administrator, `${head}\n${row}\n`);
    await administrator.waitFor('1 were enrolled already');
  });

  it('books a place', async () => {
    await participant.acceptInvitation();
    await bookAndConfirm(participant);
    expect(await participant.text()).toContain('Confirmed');
  });

  it('sends two accounts and evidence, which are read and counted', async () => {
    await moveClock(administrator, day(41), '10:00');
    for (const task of ['T1', 'T2'] as const) {
      const account = composeAccount(task, participant.name, 3_900);
      await sendFile(participant, `account-${task}`, {
        name: `${participant.name} ${task}.docx`,
        bytes: await writeDocx(account, participant.name),
      });
    }
    const { sections, title } = composeAccount('T2', 'evidence', 4_000);
    const bytes = await writePdf({ title, sections: sections.slice(0, 1) }, participant.name);
    await sendFile(participant, 'evidence', { name: 'everything.pdf', bytes }, 'Plans, figures and minutes');
    await participant.waitFor('of 4,000 words');
    await linkToEverything(participant, 'Plans, figures and minutes');
    expect(await participant.text()).not.toContain('Missing');
  });

  it('declares, has it verified by a sponsor without an account, and hands it in', async () => {
    await declare(participant);
    await askSponsor(participant, sponsor);
    await verifyAsSponsor(sponsor);
    await participant.open('/submission');
    await participant.waitFor('Everything is there');
    await participant.press('Submit');
    receipt = /R-\w{4}-\w{4}/.exec(await participant.page.content())?.[0] ?? '';
    expect(receipt).not.toBe('');
  });

  it('gives a receipt that anybody can check, and that names nobody', async () => {
    await anybody.open('/receipts');
    await anybody.fill('Receipt', receipt);
    await anybody.press('Check it');
    expect(await anybody.text()).toContain('This receipt is ours');
    expect(await anybody.text()).not.toContain('Marlow');
  });

  it('closes at noon, and is given to an assessor who sees a number and no name', async () => {
    await moveClock(administrator, day(54), '12:01');
    await allocateFirstMarkers(lead, 'The only window');
    [first, second] = (await acceptScriptAs(first)) ? [first, second] : [second, first];
    script ||= (await acceptScript(first)) ?? '';
    expect(script).toMatch(/^\w{4}-\w{4}$/);
    const seen = await first.page.content();
    for (const trace of ['Quentin', 'Marlow', 'Cliff', participant.email]) expect(seen).not.toContain(trace);
  });

  async function acceptScriptAs(assessor: Person): Promise<boolean> {
    script = (await acceptScript(assessor)) ?? '';
    return script !== '';
  }

  it('is marked by two who do not see each other’s marks', async () => {
    await markAndHandIn(first);
    // Until nobody can take them back, nothing comes of them.
    await moveClock(administrator, day(54), '13:00');
    await second.open('/marking');
    await second.waitFor(script);
    await acceptScript(second);
    expect(await second.page.content()).not.toContain(first.name);
    await markAndHandIn(second, { '2.4.1': 0, '3.4.1': 1 });
    await moveClock(administrator, day(54), '14:00');
  });

  it('is agreed where the two differ', async () => {
    await first.open('/marking');
    await first.waitFor('To agree');
    await propose(first, script, 2);
    await propose(second, script, 2, 'work-not-seen');
    expect(await second.page.content()).toContain('You agree on');
  });

  it('is moderated: frozen before the seed is drawn, confirmed by one and cleared by another', async () => {
    await freeze(lead);
    // The seed and when it was drawn: that the sample is being drawn is said before.
    await lead.waitFor(', drawn');
    await confirmItem(moderator);
    await moderator.follow('The whole sample of The only window');
    await moderator.press('Apply the batch rule');
    await lead.page.reload();
    await lead.press('Clear for release');
  });

  it('shows the participant nothing before the instant of release', async () => {
    await lead.open('/releases');
    await lead.follow('The only window');
    await lead.page.locator('#date').fill(day(70));
    await lead.fill('Time', '10:00');
    const unusual = lead.page.locator('#explanation');
    if (await unusual.count()) await unusual.fill('One script is all there is.');
    await lead.press('Plan this release');
    await secondLead.open(new URL(lead.page.url()).pathname);
    await secondLead.press('Approve this release');
    await participant.open('/outcome');
    expect(await participant.text()).toContain('There is no outcome yet');
  });

  it('is released, with a letter, feedback and the same as PDF', async () => {
    await moveClock(administrator, day(70), '10:01');
    await participant.open('/outcome');
    await participant.waitFor('You have passed');
    expect(await participant.text()).not.toContain(first.name);
    const pdf = await participant.page.request.get(
      new URL((await participant.page.locator('a[href$="/pdf"]').first().getAttribute('href')) ?? '', product.address)
        .href,
    );
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await anybody.open(`/demo/mail?to=${encodeURIComponent(participant.email)}`);
    await anybody.waitFor('outcome');
  });

  it('ends as a line of the return to the Department', async () => {
    await administrator.open('/returns');
    await administrator.press('Make a return');
    const href = await administrator.page.locator('a[href$="/csv"]').first().getAttribute('href');
    const csv = await administrator.page.request.get(new URL(href ?? '', product.address).href);
    expect(await csv.text()).toContain('7654321');
  });
});
