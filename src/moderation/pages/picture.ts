import { drawSample, type Frame, type Sample } from '#libs/sampling';

/** How the decisions of a batch are divided at one stage of its sample. The parts add up to the frame. */
export interface Stage {
  readonly says: string;
  readonly census: number;
  readonly random: number;
  readonly cover: number;
  readonly rest: number;
  readonly left: number;
}

/** A stage as a bar: parts from the left, in the units of the drawing. */
export interface Bar extends Stage {
  readonly y: number;
  readonly parts: readonly { readonly kind: string; readonly x: number; readonly width: number }[];
}

export interface Picture {
  readonly bars: readonly Bar[];
  readonly height: number;
}

const drawingWidth = 388;
const barHeight = 46;

/** The stages of a sample as bars of one length: as it was drawn, after each extension, and as it stands. */
export function pictureOf(frame: Frame, sample: Sample): Picture {
  const bars = stagesOf(frame, sample).map((stage, at) => ({
    ...stage,
    y: at * barHeight,
    parts: partsOf(stage, frame.items.length),
  }));
  return { bars, height: bars.length * barHeight };
}

/** One stage for the first draw, one where the sample grew, and one for what else changed since. */
export function stagesOf(frame: Frame, sample: Sample): Stage[] {
  const { policy, seed, changes, version } = sample;
  const after = (some: Sample['changes']): Sample => drawSample(frame, policy, seed, some, version);
  const stages = [stageOf('As it was drawn', frame, after([]))];
  let extensions = 0;
  changes.forEach((change, at) => {
    if (change.kind !== 'extended') return;
    extensions += 1;
    stages.push(stageOf(`Extension ${extensions}`, frame, after(changes.slice(0, at + 1))));
  });
  const last = changes.at(-1);
  if (last && last.kind !== 'extended') stages.push(stageOf('As it stands', frame, sample));
  return stages;
}

function stageOf(says: string, frame: Frame, { items, decisions }: Sample): Stage {
  const count = (stratum: string): number => items.filter((item) => item.stratum === stratum).length;
  const [census, random, cover] = [count('census'), count('random'), count('cover')];
  // What is neither mandatory nor of those that the random stratum speaks for is out.
  const left = frame.items.length - census - decisions;
  return { says, census, random, cover, left, rest: frame.items.length - items.length - left };
}

function partsOf(stage: Stage, total: number): Bar['parts'] {
  let x = 1;
  return (['census', 'random', 'cover', 'rest', 'left'] as const).flatMap((kind) => {
    const width = total === 0 ? 0 : Math.round((stage[kind] / total) * drawingWidth * 100) / 100;
    const part = { kind, x, width };
    x = Math.round((x + width) * 100) / 100;
    return width > 0 ? [part] : [];
  });
}
