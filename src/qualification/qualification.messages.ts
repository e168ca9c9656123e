import { defineMessages } from '../platform/web/reply.js';
import type { PublishCode } from './publish-framework.js';

export const qualificationMessages = defineMessages<PublishCode>({
  'not-json': () => 'Paste the framework as JSON: what you pasted cannot be read as such',
  'not-a-framework': (facts: { problems: readonly { path: string; problem: string }[] }) => {
    const [first, ...others] = facts.problems;
    const more = others.length > 0 ? `, and ${others.length} more` : '';
    return `The framework is not complete: ${first?.path} ${first?.problem}${more}`;
  },
  'version-is-taken': (facts: { id: string }) =>
    `${facts.id} was published before. A published framework is never changed: give this one a new version`,
});
