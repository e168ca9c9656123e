import type { Role } from './visitor.js';

export interface NavigationLink {
  readonly text: string;
  readonly href: string;
  /** Addresses beside its own whose pages are found by way of it: `/enrolments` under Participants. */
  readonly also?: readonly string[];
}

/** Links that stand under one word; they are shown on the pages of the group. */
export interface NavigationGroup {
  readonly text: string;
  readonly links: readonly NavigationLink[];
}

/** The links at the top of every page for a person with these roles; the application gives it, since it knows the rooms. */
export type Navigation = (roles: readonly Role[]) => readonly (NavigationLink | NavigationGroup)[];

export const navigationToken = Symbol('navigation');

/** A link as it stands on a page. */
export interface ShownLink {
  readonly text: string;
  readonly href: string;
  /** `page` where the page is this or below it, `true` of a word above it: values of aria-current. */
  readonly current: 'page' | 'true' | null;
}

/** The first row of links on the page at `path`, and the second: those of the group that the page belongs to. */
export function linksAt(
  path: string,
  navigation: ReturnType<Navigation>,
): { readonly first: readonly ShownLink[]; readonly second: readonly ShownLink[] } {
  const shown = ({ text, href, also = [] }: NavigationLink): ShownLink => ({
    text,
    href,
    current: [href, ...also].some((address) => isUnder(path, address)) ? 'page' : null,
  });
  let second: readonly ShownLink[] = [];
  const first = navigation.map((entry): ShownLink => {
    if (!('links' in entry)) return shown(entry);
    const links = entry.links.map(shown);
    const isCurrent = links.some(({ current }) => current !== null);
    if (isCurrent) second = links;
    return { text: entry.text, href: entry.links[0]?.href ?? '/', current: isCurrent ? 'true' : null };
  });
  return { first, second };
}

function isUnder(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}
