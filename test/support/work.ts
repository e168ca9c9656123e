import type { Work } from '../../src/platform/jobs/job.js';

/** Work of a kind as the loop hands it out at its first try, for a spec that has it done by hand. */
export function workOf(kind: string, more: Partial<Pick<Work, 'subject' | 'progress'>> = {}): Work {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    kind,
    key: 'spec',
    subject: {},
    tries: 1,
    lastTry: false,
    actor: `job:${kind}`,
    progress: () => Promise.resolve(),
    ...more,
  };
}
