import { changeSample, drawSample } from './draw-sample.js';
import type { Frame } from './frame.js';
import type { Sample } from './sample.js';

/**
 * The same sample with every `held` of its changes written as `left`, for readers who are not to know of holds: the same scripts, the same
 * figures, and it is repeated as the other is. A `held` that took nobody out is left away. Gives `sample` itself where nobody is held.
 */
export function withoutHolds(frame: Frame, sample: Sample): Sample {
  if (!sample.changes.some(({ kind }) => kind === 'held')) return sample;
  let shown = drawSample(frame, sample.policy, sample.seed, [], sample.version);
  for (const change of sample.changes) {
    if (change.kind !== 'held') shown = changeSample(frame, shown, change);
    else if (!isCensus(shown, change.script))
      shown = changeSample(frame, shown, { kind: 'left', script: change.script });
  }
  return shown;
}

const isCensus = ({ items }: Sample, script: string): boolean =>
  items.some((item) => item.script === script && item.stratum === 'census');
