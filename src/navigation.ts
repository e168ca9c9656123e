import type { Navigation, NavigationLink } from './platform/web/navigation.js';
import type { Role } from './platform/web/visitor.js';

/** The links at the top of a page, in their order, and for whom each stands there. */
const links: readonly (NavigationLink & { readonly for: readonly Role[] })[] = [
  { text: 'Your window', href: '/windows', for: ['participant'] },
  { text: 'Your time', href: '/time', for: ['participant'] },
  { text: 'Participants', href: '/participants', for: ['administrator', 'lead'] },
  { text: 'Windows', href: '/planning/windows', for: ['administrator', 'lead'] },
  { text: 'Requests', href: '/requests', for: ['participant'] },
  { text: 'Requests', href: '/requests-to-decide', for: ['lead'] },
  { text: 'Your files', href: '/documents', for: ['participant'] },
  { text: 'Your submission', href: '/submission', for: ['participant'] },
  { text: 'Your outcome', href: '/outcome', for: ['participant'] },
  { text: 'What is coming', href: '/forecast', for: ['lead'] },
  { text: 'Allocation', href: '/allocation', for: ['lead'] },
  { text: 'Who may mark', href: '/accreditations', for: ['lead'] },
  { text: 'Standardisation', href: '/standardisation-rounds', for: ['lead'] },
  { text: 'Scripts to mark', href: '/marking', for: ['assessor', 'senior-assessor'] },
  { text: 'Your standardisation', href: '/standardisation', for: ['assessor', 'senior-assessor'] },
  { text: 'Marking', href: '/marking-progress', for: ['lead'] },
  { text: 'Bank holidays', href: '/bank-holidays', for: ['administrator'] },
  { text: 'Staff', href: '/staff', for: ['administrator'] },
  { text: 'Schools', href: '/schools', for: ['administrator'] },
  { text: 'Moderation', href: '/moderation', for: ['lead', 'moderator'] },
  { text: 'Releases', href: '/releases', for: ['lead'] },
  { text: 'Appeals', href: '/appeals', for: ['lead'] },
  { text: 'Returns', href: '/returns', for: ['administrator'] },
  { text: 'Accuracy', href: '/quality', for: ['qa-agent', 'lead'] },
  { text: 'Metric 4', href: '/metric-4', for: ['qa-agent'] },
  { text: 'Moderated batches', href: '/oversight', for: ['qa-agent'] },
  { text: 'Failures', href: '/failures', for: ['lead'] },
  { text: 'Journal', href: '/journal', for: ['administrator', 'lead'] },
];

export const navigation: Navigation = (roles) => [
  { text: 'Next', href: '/' },
  ...links.filter((link) => link.for.some((role) => roles.includes(role))).map(({ text, href }) => ({ text, href })),
];
