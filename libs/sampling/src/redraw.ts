import { drawSample } from './draw-sample.js';
import { frameHash } from './frame.js';
import type { Frame } from './frame.js';
import type { Sample } from './sample.js';

/** All that an outsider needs to repeat a draw, as published. */
export interface PublicRecord {
  readonly version: 'draw/1';
  readonly frame: Frame;
  readonly sample: Sample;
}

/** A place where the record and the repeated draw say different things. */
export interface Difference {
  readonly what: 'frame-hash' | 'permutation' | 'item' | 'replacements' | 'decisions' | 'drawn';
  /** The script or the number it is about, where it is about one. */
  readonly at?: string | number;
  readonly recorded: unknown;
  readonly repeated: unknown;
}

/** Repeats the draw from its record alone. `equal` where all is the same; otherwise every place where it differs. */
export function redraw(record: PublicRecord): { readonly equal: boolean; readonly differences: readonly Difference[] } {
  const { frame, sample } = record;
  const repeated = drawSample(frame, sample.policy, sample.seed, sample.changes, sample.version);
  const differences = [
    ...differ('frame-hash', sample.frameHash, frameHash(frame)),
    ...firstDifference('permutation', sample.permutation, repeated.permutation),
    ...itemDifferences(sample, repeated),
    ...firstDifference('replacements', sample.replacements, repeated.replacements),
    ...differ('decisions', sample.decisions, repeated.decisions),
    ...differ('drawn', sample.drawn, repeated.drawn),
  ];
  return { equal: differences.length === 0, differences };
}

function differ(what: Difference['what'], recorded: unknown, repeated: unknown, at?: string | number): Difference[] {
  if (JSON.stringify(recorded) === JSON.stringify(repeated)) return [];
  return [at === undefined ? { what, recorded, repeated } : { what, at, recorded, repeated }];
}

function firstDifference(
  what: Difference['what'],
  recorded: readonly unknown[],
  repeated: readonly unknown[],
): Difference[] {
  const length = Math.max(recorded.length, repeated.length);
  for (let at = 0; at < length; at++) {
    if (recorded[at] !== repeated[at])
      return [{ what, at, recorded: recorded[at] ?? null, repeated: repeated[at] ?? null }];
  }
  return [];
}

function itemDifferences(recorded: Sample, repeated: Sample): Difference[] {
  const one = new Map(recorded.items.map((item) => [item.script, item]));
  const other = new Map(repeated.items.map((item) => [item.script, item]));
  const plain = (item: Sample['items'][number] | undefined): unknown => (item ? [item.stratum, item.reasons] : null);
  return [...new Set([...one.keys(), ...other.keys()])]
    .sort()
    .flatMap((script) => differ('item', plain(one.get(script)), plain(other.get(script)), script));
}
