import type { Visitor } from '../platform/web/visitor.js';

/** Roles that judge scripts. */
const markers = ['assessor', 'senior-assessor', 'moderator'] as const;

/**
 * Whether this lead may see requests for adjustments: nobody who may ever judge a script knows who was given more time.
 * Source: anonymous marking; edge case 50.
 */
export function maySeeAdjustments(visitor: Pick<Visitor, 'roles'>): boolean {
  return visitor.roles.includes('lead') && !markers.some((role) => visitor.roles.includes(role));
}
