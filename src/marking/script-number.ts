import { z } from 'zod';

/** Two groups of four: the number under which blind rooms know a script. */
export const ScriptNumber = z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
export const assessing = ['assessor', 'senior-assessor'] as const;
