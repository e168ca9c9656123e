import type { Visitor } from '../platform/web/visitor.js';

/** Roles that judge scripts, or look at how they were judged. */
const judges = ['assessor', 'senior-assessor', 'moderator', 'qa-agent'] as const;

/** Whether somebody judges scripts besides whatever else they do. */
export const judgesToo = ({ roles }: Pick<Visitor, 'roles'>): boolean => judges.some((role) => roles.includes(role));

/**
 * Whether this lead may see whose accounts stand in one another: nobody who may ever judge a script reads it beside its author's
 * name. Source: anonymous marking; edge case 42.
 */
export function maySeeMatches(visitor: Pick<Visitor, 'roles'>): boolean {
  return visitor.roles.includes('lead') && !judgesToo(visitor);
}
