import { z } from 'zod';
import type { Role } from '../../platform/web/visitor.js';

/** What a member of staff may be, in the order of a script's life, as people say it. */
export const staffRoles: readonly { readonly role: Exclude<Role, 'participant'>; readonly label: string }[] = [
  { role: 'administrator', label: 'Administrator' },
  { role: 'assessor', label: 'Assessor' },
  { role: 'senior-assessor', label: 'Senior assessor' },
  { role: 'moderator', label: 'Moderator' },
  { role: 'lead', label: 'Assessment lead' },
  { role: 'qa-agent', label: 'QA agent' },
];

const names = staffRoles.map(({ role }) => role);
const Name = z.enum(names as [(typeof names)[number], ...typeof names]);

/** Ticked boxes: none, one as text, or several. */
export const Roles = z
  .union([z.array(Name).max(names.length), Name.transform((role) => [role])])
  .optional()
  .transform((roles) => [...new Set(roles ?? [])]);

export function labelOf(role: string): string {
  return staffRoles.find((each) => each.role === role)?.label ?? role;
}
