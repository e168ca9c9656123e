import type { Person } from './person.js';

/** What the administrator types to plan a window; days as YYYY-MM-DD. */
export interface WindowDays {
  readonly name: string;
  readonly opensOn: string;
  readonly closesOn: string;
  readonly bookingOpensOn: string;
  readonly bookingClosesOn: string;
  readonly confirmByOn: string;
}

export async function publishFramework(administrator: Person, definition: object): Promise<void> {
  await administrator.open('/frameworks');
  await administrator.page.getByText('Publish another version').click();
  await administrator.fill('The framework as JSON', JSON.stringify(definition));
  await administrator.press('Check and publish');
}

export async function planWindow(administrator: Person, days: WindowDays): Promise<void> {
  await administrator.open('/planning/window');
  for (const [name, value] of Object.entries(days)) await administrator.page.locator(`#${name}`).fill(value);
  await administrator.page.locator('#opensTime').fill('09:00');
  await administrator.page.locator('#closesTime').fill('12:00');
  await administrator.fill('Places', '5');
  await administrator.press('Plan the window');
}

/** Enrols from a file, as it lies on the administrator's disk. */
export async function importFile(administrator: Person, csv: string): Promise<void> {
  await administrator.open('/enrolments/import');
  await administrator.page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'cohort.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await administrator.press('Import the file');
}

export async function inviteStaff(administrator: Person, person: Person, role: string): Promise<void> {
  await administrator.open('/staff-invitation');
  await administrator.page.locator('#name').fill(person.name);
  await administrator.page.locator('#email').fill(person.email);
  await administrator.page.getByLabel(role, { exact: true }).check();
  await administrator.press('Invite');
}

/** Moves the demonstration's clock, by its page; `time` is UK time. */
export async function moveClock(administrator: Person, date: string, time: string): Promise<void> {
  await administrator.open('/demo/clock');
  await administrator.page.locator('#date').fill(date);
  await administrator.page.locator('#time').fill(time);
  await administrator.press('Continue');
  await administrator.press('Move it');
}
