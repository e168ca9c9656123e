import type { Person } from './person.js';

export interface FileInHand {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Takes a place in the first window that fits, and confirms it. */
export async function bookAndConfirm(participant: Person): Promise<void> {
  await participant.open('/windows');
  await participant.follow(/^Book /);
  await participant.press('Book this place');
  await participant.press('Confirm');
  await participant.press('Confirm your place');
}

/** Chooses a file in one of the forms of the page "Your files", sends it, and waits until it is checked. */
export async function sendFile(participant: Person, component: string, file: FileInHand, title = ''): Promise<void> {
  const { page } = participant;
  await participant.open('/documents');
  const form = page.locator(`form[data-upload="${component}"], form:has(input[value="${component}"])`).first();
  if (title) await form.getByLabel('What this evidence shows').fill(title);
  await form
    .locator('input[type=file]')
    .setInputFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: file.bytes });
  await form.getByRole('button', { name: 'Send' }).click();
  await page.locator('.files__file', { hasText: title || file.name }).waitFor();
}

/** Ticks every piece of evidence that the framework asks for. */
export async function linkToEverything(participant: Person, title: string): Promise<void> {
  await participant.open('/evidence');
  await participant.follow(`Choose criteria for ${title}`);
  for (const box of await participant.page.locator('input[name=links][value*="/"]').all()) await box.check();
  await participant.press('Save');
}

export async function declare(participant: Person): Promise<void> {
  await participant.open('/declarations');
  for (const box of await participant.page.locator('input[name=kinds]').all()) await box.check();
  await participant.press('Sign');
}

export async function askSponsor(participant: Person, sponsor: Person): Promise<void> {
  await participant.open('/sponsor-request');
  await participant.fill('Name of your sponsor', sponsor.name);
  await participant.fill('E-mail address of your sponsor', sponsor.email);
  await participant.press('Send the link');
}

/** The sponsor has no account: the link in the letter is all. */
export async function verifyAsSponsor(sponsor: Person): Promise<void> {
  await sponsor.openLinkOfLetter();
  await sponsor.choose(/I know the projects described/);
  await sponsor.press('Send your answer');
}
