import type { Navigation, NavigationLink } from './platform/web/navigation.js';
import type { Role } from './platform/web/visitor.js';

/** The links at the top of a page, in their order, and for whom each stands there. */
const links: readonly (NavigationLink & { readonly for: readonly Role[] })[] = [
  { text: 'Your files', href: '/documents', for: ['participant'] },
  { text: 'Your submission', href: '/submission', for: ['participant'] },
  { text: 'Staff', href: '/staff', for: ['administrator'] },
];

export const navigation: Navigation = (roles) => [
  { text: 'Next', href: '/' },
  ...links.filter((link) => link.for.some((role) => roles.includes(role))).map(({ text, href }) => ({ text, href })),
];
