import type { Browser, BrowserContext, Page } from 'playwright-core';
import { generateSync } from 'otplib';
import { patience } from '../../support/patience.js';

/** Somebody at a browser of their own, who reads words and presses what is there. */
export class Person {
  protected constructor(
    readonly name: string,
    readonly email: string,
    readonly page: Page,
    private readonly context: BrowserContext,
    readonly address: string,
  ) {}

  static async arrive(
    browser: Browser,
    address: string,
    name: string,
    { hasScript = true, width = 1_280 } = {},
  ): Promise<Person> {
    const context = await browser.newContext({ javaScriptEnabled: hasScript, viewport: { width, height: 900 } });
    return new Person(name, emailOf(name), await context.newPage(), context, address);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  async open(path: string): Promise<void> {
    const answer = await this.uninterrupted(() => this.page.goto(new URL(path, this.address).href));
    if (answer && answer.status() >= 400)
      throw new Error(`${this.name} opened ${path} and got ${answer.status()}: ${await this.text()}`);
  }

  /** Goes again where the page itself went somewhere meanwhile, as it does when a file has arrived. */
  private async uninterrupted<T>(go: () => Promise<T>): Promise<T> {
    try {
      return await go();
    } catch (error) {
      if (!String(error).includes('interrupted by another navigation')) throw error;
      return this.uninterrupted(go);
    }
  }

  /** Follows the first link with these words, as soon as it is there. */
  async follow(words: string | RegExp): Promise<void> {
    const link = this.page.getByRole('link', { name: words }).first();
    await this.lookUntil(async () => (await link.count()) > 0, String(words));
    await this.arriveBy(() => link.click(), `followed "${String(words)}"`);
  }

  /** Presses the button with these words as soon as it is there, and waits for the page that comes of it. A refusal stops the journey. */
  async press(words: string | RegExp): Promise<void> {
    const button = this.page.getByRole('button', { name: words, exact: true }).first();
    await this.lookUntil(async () => (await button.count()) > 0, String(words));
    await this.arriveBy(() => button.click(), `pressed "${String(words)}"`);
    const problem = this.page.locator('.govuk-error-summary__body');
    if (await problem.count())
      throw new Error(`${this.name} pressed "${String(words)}" and was told: ${await problem.innerText()}`);
  }

  /** Follows the link in the first row of the page's table. */
  async followFirstOfTable(): Promise<void> {
    const link = this.page.locator('tbody th a').first();
    await this.lookUntil(async () => (await link.count()) > 0, 'a row of a table');
    await this.arriveBy(() => link.click(), 'followed the first link of the table');
  }

  /** Does what leads to another page, and waits until it is there. What hinders it is told with what the page says. */
  private async arriveBy(act: () => Promise<void>, did: string): Promise<void> {
    try {
      await Promise.all([this.page.waitForNavigation(), act()]);
    } catch (error) {
      throw new Error(`${this.name} ${did} at ${this.page.url()} and came nowhere:\n${await this.text()}`, {
        cause: error,
      });
    }
  }

  async fill(label: string | RegExp, value: string): Promise<void> {
    await this.page.getByLabel(label).first().fill(value);
  }

  async choose(label: string | RegExp): Promise<void> {
    await this.page.getByLabel(label).first().check();
  }

  /** The words of the page. */
  async text(): Promise<string> {
    return this.page.locator('main').innerText();
  }

  /** Waits until the page says so: it looks again until it does. */
  async waitFor(words: string): Promise<void> {
    await this.lookUntil(async () => (await this.text()).includes(words), words);
  }

  /** What an act leads to may come of work behind it, a moment later: whoever waits for it looks again. */
  private async lookUntil(isThere: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = performance.now() + patience;
    while (!(await isThere())) {
      if (performance.now() > deadline)
        throw new Error(`${this.name} waited for "${what}" at ${this.page.url()} and reads:\n${await this.text()}`);
      await this.page.waitForTimeout(300);
      await this.uninterrupted(() => this.page.reload());
    }
  }

  /** One click on the demonstration's sign-in page. */
  async be(name: string): Promise<void> {
    await this.open('/sign-in');
    await this.press(name);
  }

  /** Opens the newest letter to an address, and the link in it. */
  async openLinkOfLetter(to = this.email): Promise<void> {
    await this.open(`/demo/mail?to=${encodeURIComponent(to)}`);
    await this.waitFor(to);
    await this.followFirstOfTable();
    const link = /https?:\/\/[^\s]+?(\/[^\s]+)/.exec(await this.page.locator('.letter').innerText())?.[1];
    if (!link) throw new Error(`The letter to ${to} has no link`);
    await this.open(link);
  }

  /** From the letter to a password; staff go on to set up an authenticator. */
  async acceptInvitation(): Promise<void> {
    const password = `${this.name} walks along the harbour`;
    await this.openLinkOfLetter();
    await this.fill('New password', password);
    await this.fill('The same once more', password);
    await this.press('Set password');
    if (this.page.url().includes('/sign-in')) {
      await this.fill('E-mail address', this.email);
      await this.page.locator('#password').fill(password);
      await this.press('Sign in');
    }
    if (this.page.url().includes('/second-factor')) await this.setUpAuthenticator();
  }

  private async setUpAuthenticator(): Promise<void> {
    const secret = (await this.page.locator('.code-key').innerText()).replaceAll(/\s/g, '');
    await this.fill('Code of six digits', generateSync({ secret }));
    await this.press('Continue');
  }
}

export function emailOf(name: string): string {
  return `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@journey.invalid`;
}
