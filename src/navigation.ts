import type { Navigation, NavigationGroup, NavigationLink } from './platform/web/navigation.js';
import type { Role } from './platform/web/visitor.js';

type For = { readonly for: readonly Role[] };
const assessing: readonly Role[] = ['assessor', 'senior-assessor'];

/** What a participant does, and who judges: few enough to stand in one row. */
const own: readonly (NavigationLink & For)[] = [
  { text: 'Your window', href: '/windows', also: ['/bookings'], for: ['participant'] },
  { text: 'Your time', href: '/time', also: ['/calendar-link', '/notices'], for: ['participant'] },
  { text: 'Requests', href: '/requests', for: ['participant'] },
  { text: 'Your files', href: '/documents', also: ['/evidence'], for: ['participant'] },
  { text: 'Your submission', href: '/submission', also: ['/declarations', '/sponsor-request'], for: ['participant'] },
  { text: 'Your outcome', href: '/outcome', also: ['/outcomes', '/own-appeals'], for: ['participant'] },
  { text: 'Scripts to mark', href: '/marking', also: ['/scripts'], for: assessing },
  { text: 'Your standardisation', href: '/standardisation', also: ['/standardisation-tries'], for: assessing },
];

/** What those do who see to all of it, by what it is about. */
const groups: readonly { readonly text: string; readonly links: readonly (NavigationLink & For)[] }[] = [
  {
    text: 'People',
    links: [
      {
        text: 'Participants',
        href: '/participants',
        also: ['/enrolments', '/charges'],
        for: ['administrator', 'lead'],
      },
      { text: 'Windows', href: '/planning/windows', also: ['/planning', '/bookings'], for: ['administrator', 'lead'] },
      { text: 'Requests', href: '/requests-to-decide', also: ['/requests'], for: ['lead'] },
      { text: 'What is coming', href: '/forecast', for: ['lead'] },
      { text: 'Who may be late', href: '/at-risk', for: ['lead'] },
      { text: 'Held submissions', href: '/held-submissions', for: ['lead'] },
      { text: 'Counts to confirm', href: '/counts-to-confirm', for: ['lead'] },
    ],
  },
  {
    text: 'Marking',
    links: [
      { text: 'Progress', href: '/marking-progress', for: ['lead'] },
      { text: 'Allocation', href: '/allocation', also: ['/allocation-rounds', '/assignments'], for: ['lead'] },
      { text: 'Who may mark', href: '/accreditations', for: ['lead'] },
      {
        text: 'Standardisation',
        href: '/standardisation-rounds',
        also: ['/definitive-scripts'],
        for: ['lead'],
      },
      { text: 'Seed scripts', href: '/seed-scripts', also: ['/seed-failures'], for: ['lead'] },
      { text: 'Barred assessors', href: '/barred-assignments', for: ['lead'] },
      { text: 'Stopped assessors', href: '/stopped-marks', for: ['lead'] },
      { text: 'Changed scripts', href: '/changed-scripts', for: ['lead'] },
    ],
  },
  {
    text: 'Moderation',
    links: [
      { text: 'Moderation', href: '/moderation', for: ['lead', 'moderator'] },
      { text: 'Moderated batches', href: '/oversight', for: ['qa-agent'] },
      { text: 'Accuracy', href: '/quality', for: ['qa-agent', 'lead'] },
    ],
  },
  {
    text: 'Outcomes',
    links: [
      { text: 'Releases', href: '/releases', also: ['/batches', '/released-outcomes'], for: ['lead'] },
      { text: 'Appeals', href: '/appeals', for: ['lead'] },
      { text: 'Changes', href: '/outcome-changes', for: ['lead'] },
      { text: 'Held outcomes', href: '/outcome-holds', for: ['lead'] },
      { text: 'Similar accounts', href: '/similarities', for: ['lead'] },
      { text: 'Returns', href: '/returns', for: ['administrator'] },
      { text: 'Metric 4', href: '/metric-4', for: ['lead', 'qa-agent'] },
    ],
  },
  {
    text: 'The house',
    links: [
      { text: 'Failures', href: '/failures', for: ['lead'] },
      { text: 'Journal', href: '/journal', for: ['administrator', 'lead'] },
      { text: 'Staff', href: '/staff', for: ['administrator'] },
      { text: 'Schools', href: '/schools', for: ['administrator'] },
      { text: 'Bank holidays', href: '/bank-holidays', for: ['administrator'] },
      { text: 'Settings', href: '/provider-settings', for: ['administrator'] },
      { text: 'Frameworks', href: '/frameworks', for: ['administrator', 'lead'] },
    ],
  },
];

/** As many links stand side by side on a desk without a second line. */
const mostInOneRow = 9;

export const navigation: Navigation = (roles) => {
  const isFor = (link: For): boolean => link.for.some((role) => roles.includes(role));
  const ofThem: NavigationGroup[] = groups
    .map(({ text, links }) => ({ text, links: links.filter(isFor) }))
    .filter(({ links }) => links.length > 0);
  const alone = [{ text: 'Next', href: '/' }, ...own.filter(isFor)];
  const flat = [...alone, ...ofThem.flatMap(({ links }) => links)];
  if (flat.length <= mostInOneRow) return flat;
  return [...alone, ...ofThem.map((group) => (group.links.length === 1 && group.links[0] ? group.links[0] : group))];
};
