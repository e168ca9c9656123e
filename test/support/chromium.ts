import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { patience } from './patience.js';

/** A real browser, headless; 0.3 s. Close it in `afterAll`. CHROMIUM names another one. */
export async function openBrowser(): Promise<Browser> {
  // One that hung at its start, as on a disk that gave no answer for minutes, is left for another one.
  const browser = await launch().catch(launch);
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(patience);
    return context;
  };
  browser.newPage = async (options) => (await browser.newContext(options)).newPage();
  return browser;
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? find(['chromium', 'chromium-browser', 'google-chrome']),
    timeout: patience,
    args: [
      // Chromium's sandbox refuses to run as root; the pages it opens here are ours.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // Containers give 64 MB of shared memory, which a page of ours can exceed.
      '--disable-dev-shm-usage',
    ],
  });
}

function find(names: readonly string[]): string {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = names.map((name) => join(directory, name)).find((path) => existsSync(path));
    if (found) return found;
  }
  throw new Error(
    'No Chromium on this machine. On Debian it comes with: apt-get install --no-install-recommends chromium',
  );
}
