import type { Role } from './visitor.js';

export interface NavigationLink {
  readonly text: string;
  readonly href: string;
}

/** The links at the top of every page for a person with these roles; the application gives it, since it knows the rooms. */
export type Navigation = (roles: readonly Role[]) => readonly NavigationLink[];

export const navigationToken = Symbol('navigation');
