import type { IntegrityCode } from './script-integrity.js';

/** For whoever judges a script, whatever their room. */
export const integrityMessages: Readonly<Record<IntegrityCode, (facts: { number: string }) => string>> = {
  'script-not-as-frozen': ({ number }) =>
    `Script ${number} is not what was handed in any more, so nothing of it is shown and no mark is taken. What you saved before is kept. The assessment lead has been told`,
};
