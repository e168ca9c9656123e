import { describe, expect, it } from '@jest/globals';
import { navigation } from './navigation.js';
import { linksAt } from './platform/web/navigation.js';
import { roles } from './platform/web/visitor.js';

const hrefsOf = (path: string, of: Parameters<typeof navigation>[0], row: 'first' | 'second'): string[] =>
  linksAt(path, navigation(of))[row].map(({ href }) => href);

describe('the links at the top of a page', () => {
  it.each(roles.map((role) => [role] as const))('stand in one row of at most nine for a %s', (role) => {
    expect(hrefsOf('/', [role], 'first').length).toBeLessThanOrEqual(9);
    expect(hrefsOf('/', [role], 'second')).toEqual([]);
  });

  it('are under five words for a lead, whose second row has what belongs to the page', () => {
    expect(linksAt('/', navigation(['lead'])).first.map(({ text }) => text)).toEqual([
      'Next',
      'People',
      'Marking',
      'Moderation',
      'Outcomes',
      'The house',
    ]);
    expect(hrefsOf('/appeals/some-id', ['lead'], 'second')).toEqual([
      '/releases',
      '/appeals',
      '/outcome-changes',
      '/outcome-holds',
      '/similarities',
      '/metric-4',
    ]);
  });

  it('say where the page is: the word above it in the first row, the page itself in the second', () => {
    const { first, second } = linksAt('/enrolments/some-id/deferral', navigation(['lead']));
    expect(first.filter(({ current }) => current)).toEqual([
      { text: 'People', href: '/participants', current: 'true' },
    ]);
    expect(second.filter(({ current }) => current)).toEqual([
      { text: 'Participants', href: '/participants', current: 'page' },
    ]);
  });

  it('are not grouped where all fit into one row, nor a word put over one link', () => {
    expect(hrefsOf('/moderation', ['moderator'], 'second')).toEqual([]);
    const grouped = navigation(['lead']).filter((entry) => 'links' in entry);
    expect(grouped.every(({ links }) => links.length > 1)).toBe(true);
  });

  it('lead to one page each', () => {
    const links = navigation(roles).flatMap((entry) => ('links' in entry ? entry.links : [entry]));
    const addresses = links.map(({ href }) => href);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});
