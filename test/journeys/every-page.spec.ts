import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { administrator, invitedStaff } from '../../src/story/cast/staff.js';
import { participants } from '../../src/story/cast/participants.js';
import { openBrowser } from '../support/chromium.js';
import { startProduct, type Product } from '../support/product.js';
import { crawl, shapeOf } from './actors/crawl.js';

/** EVERY_PAGE=all looks at each page of each person and not only at those that differ in kind or structure; some 15 minutes. */
const isThorough = process.env['EVERY_PAGE'] === 'all';
/** A person of the story has some 20 to 150 pages; who has this many is being led in circles. */
const most = 600;

/** Two whose lives have come as far, or whose roles are the same, have the same pages. */
const oneOfEach = <T>(all: readonly T[], kindOf: (one: T) => string): readonly T[] =>
  isThorough ? all : [...new Map(all.toReversed().map((one) => [kindOf(one), one])).values()];
const people = [
  ...oneOfEach([administrator, ...invitedStaff], ({ roles }) => roles.join()),
  ...oneOfEach(participants, ({ ending }) => ending),
].map(({ name }) => name);

describe('every page that can be reached in the story', () => {
  const seen = new Set<string>();
  const shapes = new Set<string>();
  let product: Product;
  let browser: Browser;
  /** One for all of them, each signed in anew: a context of one's own took the browser as long as five pages. */
  let page: Page;
  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ hasStory: true }), openBrowser()]);
    page = await browser.newPage();
  });
  beforeEach(async () => {
    // Whoever was there before has left every page of theirs.
    await page.goto('about:blank');
    await page.context().clearCookies();
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it('of somebody who is not signed in opens, fits a telephone, and axe finds nothing', async () => {
    const { paths, faults } = await crawl(page, product.address, { seen, isThorough, most });
    expect(faults).toEqual([]);
    expect(paths.length).toBeGreaterThan(2);
  });

  it.each(people)(
    'of %s opens, fits a telephone, and axe finds nothing',
    async (name) => {
      await page.goto(`${product.address}/sign-in`);
      await page.getByRole('button', { name, exact: true }).first().click();
      await page.waitForURL((url) => url.pathname !== '/sign-in');
      const { paths, faults } = await crawl(page, product.address, { seen, isThorough, most });
      for (const path of paths) shapes.add(shapeOf(path));
      expect(faults).toEqual([]);
      expect(paths.length).toBeGreaterThan(5);
      expect(paths.length).toBeLessThan(most);
    },
    isThorough ? 1_800_000 : 240_000,
  );

  it('was more than a handful', () => {
    expect(shapes.size).toBeGreaterThan(40);
  });
});
