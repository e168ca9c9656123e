import type { Page } from 'playwright-core';
import { axeFindings } from '../../support/axe.js';

/** What was found on the pages that somebody can reach by following links. */
export interface Crawled {
  /** Every path that was opened. */
  readonly paths: readonly string[];
  /** How many of the pages were looked at in the browser, at both widths. */
  readonly looked: number;
  /** One line a fault: the path and what is wrong with it. */
  readonly faults: readonly string[];
}

/** A telephone and a desk. */
const widths = [390, 1_200] as const;
/** Of pages that differ in an id or a filter only, so many are opened, and those of the journal would lead on for ever. */
const mostOfAShape = 8;

/**
 * Follows every link from the front page on, as whoever is signed in where `page` is. A page is looked at in the browser where
 * no page of its shape and structure has been (`seen` remembers them over several people): nothing runs out of the
 * screen of a telephone or a desk, and no script throws. Axe looks, on the telephone, at every page with a kind of element
 * that no page of its shape had: it finds nothing. With `isThorough` every page is looked at, and by axe at both widths.
 */
export async function crawl(
  page: Page,
  address: string,
  { seen, isThorough, most }: { seen: Set<string>; isThorough: boolean; most: number },
): Promise<Crawled> {
  const waiting = ['/'];
  const known = new Set(waiting);
  const ofShape = new Map<string, number>();
  const paths: string[] = [];
  const faults: string[] = [];
  let looked = 0;
  for (let path = waiting.shift(); path !== undefined && paths.length < most; path = waiting.shift()) {
    const answer = await page.request.get(`${address}${path}`, { headers: { accept: 'text/html' } });
    paths.push(path);
    if (answer.status() >= 400) faults.push(`${path}: answered ${answer.status()}`);
    const headers = answer.headers();
    // A reading copy is a stranger's text in a sandbox: no script runs in it, axe neither.
    const isPage = !String(headers['content-security-policy']).startsWith('sandbox');
    if (!isPage || !String(headers['content-type']).startsWith('text/html')) continue;
    const html = await answer.text();
    for (const link of linksIn(html)) {
      if (known.has(link)) continue;
      known.add(link);
      const shape = shapeOf(link);
      const count = (ofShape.get(shape) ?? 0) + 1;
      ofShape.set(shape, count);
      if (!isThorough && count > mostOfAShape) continue;
      waiting.push(link);
    }
    const elements = elementsOf(html).map((element) => `${shapeOf(path)} ${element}`);
    const hasNewElement = elements.some((element) => !seen.has(element));
    const structure = elements.join();
    if (!isThorough && seen.has(structure)) continue;
    for (const kind of [...elements, structure]) seen.add(kind);
    looked += 1;
    const widthsForAxe = isThorough ? widths : hasNewElement ? ([390] as const) : [];
    faults.push(...(await lookAt(page, `${address}${path}`, widthsForAxe)));
  }
  return { paths, looked, faults };
}

/** Links to pages of ours; what signs out or leads elsewhere is not followed. */
function linksIn(html: string): string[] {
  const links = [...html.matchAll(/<a\b[^>]*\shref="(\/[^"#]*)/g)].map((match) =>
    (match[1] ?? '').replaceAll('&amp;', '&'),
  );
  return links.filter((link) => !link.startsWith('//') && !/^\/(api|sign-out|demo\/mail\/)/.test(link));
}

/** The path with every id, number and hash as `*`: pages of one kind. */
export function shapeOf(path: string): string {
  return path
    .replace(/\?.*/, '')
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 40 ? '*' : part))
    .join('/');
}

/** Which elements with which classes the page has, however many of each, in alphabetical order. */
function elementsOf(html: string): string[] {
  const main = /<main\b.*<\/main>/s.exec(html)?.[0] ?? html;
  const tags = [...main.matchAll(/<([a-z][a-z0-9-]*)\b([^>]*)>/g)].map(
    ([, name, rest = '']) => `${name}.${/\sclass="([^"]*)"/.exec(rest)?.[1] ?? ''}`,
  );
  return [...new Set(tags)].sort();
}

async function lookAt(page: Page, url: string, widthsForAxe: readonly number[]): Promise<string[]> {
  const path = new URL(url).pathname;
  const faults: string[] = [];
  const complain = (error: Error): void => void faults.push(`${path}: its script threw ${error.message}`);
  page.on('pageerror', complain);
  await page.goto(url);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) faults.push(`${path}: ${over} pixels too wide at ${width}`);
    if (!widthsForAxe.includes(width)) continue;
    faults.push(...(await axeFindings(page)).map((line) => `${path} at ${width}: ${line}`));
  }
  page.off('pageerror', complain);
  return faults;
}
