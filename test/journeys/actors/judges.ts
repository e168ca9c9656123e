import type { Person } from './person.js';

/** Accredits everybody who waits for it, until `validTo` (YYYY-MM-DD). */
export async function accreditAll(lead: Person, names: readonly string[], validTo: string): Promise<void> {
  for (const name of names) {
    await lead.open('/accreditations');
    await lead.page.getByLabel('Assessor or senior assessor').selectOption({ label: name });
    await lead.fill('Scripts a window', '5');
    await lead.fill('Holds until', validTo);
    await lead.press('Accredit on probation');
  }
}

/** Has a plan made of who marks first, and confirms it. */
export async function allocateFirstMarkers(lead: Person, window: string): Promise<void> {
  await lead.open('/allocation');
  await lead.waitFor(window);
  await lead.follow(window);
  await lead.press(/^Plan first/i);
  await lead.waitFor('script placed');
  await lead.press(/^Confirm/);
}

/** Takes the only script that waits for this assessor. Gives its number, or null where none does. */
export async function acceptScript(assessor: Person): Promise<string | null> {
  await assessor.open('/marking');
  const link = assessor.page.locator('tbody th a').first();
  if ((await link.count()) === 0) return null;
  const number = await link.innerText();
  await assessor.followFirstOfTable();
  await assessor.press('Accept and begin');
  return number;
}

/** Marks every criterion with 2 but for those in `lower`, and hands the marks in. */
export async function markAndHandIn(assessor: Person, lower: Readonly<Record<string, 0 | 1>> = {}): Promise<void> {
  const { page } = assessor;
  const codes = await page
    .locator('[data-criterion]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-criterion') ?? ''));
  for (const code of codes) {
    const level = lower[code] ?? 2;
    await page.locator(`input[name="level-${code}"][value="${level}"]`).check();
    if (level < 2)
      await page.locator(`[id="comment-${code}"]`).fill('Shown for one school; the others are not analysed.');
  }
  await assessor.press('Save and check before handing in');
  await assessor.press('Hand in my marks');
}

/** Proposes a mark for every criterion on which the two differ; `why` is what makes the assessor leave their own marks. */
export async function propose(assessor: Person, number: string, level: 0 | 1 | 2, why = ''): Promise<void> {
  await assessor.open(`/scripts/${number}/agreement`);
  for (const radio of await assessor.page.locator(`input[type=radio][value="${level}"]`).all()) await radio.check();
  for (const choice of await assessor.page.locator('select[name^="reason-"]').all()) await choice.selectOption(why);
  for (const words of await assessor.page.locator('textarea[name^="rationale-"]').all())
    await words.fill('The tables in the evidence show every school by group.');
  await assessor.press('Save my proposals');
}

export async function freeze(lead: Person): Promise<void> {
  await lead.open('/moderation');
  await lead.waitFor('Freeze the decisions of this window');
  await lead.page.getByText('Freeze the decisions of this window').click();
  await lead.press(/^Freeze/);
}

/** Confirms the first script of the sample that waits for this moderator; marks it blind first, where that is asked for. */
export async function confirmItem(moderator: Person): Promise<void> {
  await moderator.open('/moderation');
  await moderator.followFirstOfTable();
  if (await moderator.page.getByRole('button', { name: /^Keep my marks/ }).count()) {
    for (const radio of await moderator.page.locator('input[type=radio][value="0"]').all()) await radio.check();
    await moderator.press(/^Keep my marks/);
  }
  await moderator.page.getByLabel('In your words').fill('The marks follow the descriptors.');
  await moderator.choose(/^Confirm: the marks/);
  await moderator.press('Send your decision');
}
