import { it } from '@jest/globals';

/**
 * The steps of one journey: each stands on the one before it, so that after one that failed the others are not tried.
 * Three minutes a step: ten times what the slowest takes on two idle cores.
 */
export function journeySteps(): (says: string, act: () => Promise<void>) => void {
  let broken = '';
  return (says, act) => {
    it(
      says,
      async () => {
        if (broken) throw new Error(`Not reached: "${broken}" failed before it`);
        broken = says;
        await act();
        broken = '';
      },
      180_000,
    );
  };
}
