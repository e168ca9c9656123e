import { describe, expect, it } from '@jest/globals';
import { ChangeQueue, type Change, type Keeper, type Kept, type Recorded } from './change-queue.js';

/** A server with one version a criterion, and a browser's store. */
function stage(): {
  kept: Map<string, Kept>;
  keeper: Keeper;
  queue: ChangeQueue;
  serve: (changes: readonly Change[]) => Recorded[];
  saved: Map<string, Change>;
  beside: Change[];
} {
  const kept = new Map<string, Kept>();
  const known = new Map<string, Recorded>();
  const saved = new Map<string, Change>();
  const versions = new Map<string, number>();
  const beside: Change[] = [];
  const serve = (changes: readonly Change[]): Recorded[] =>
    changes.map((change) => {
      const { id, criterion, baseVersion } = change;
      const before = known.get(id);
      if (before) return { ...before, version: versions.get(criterion) ?? 0 };
      const applied = (versions.get(criterion) ?? 0) === baseVersion;
      if (applied) versions.set(criterion, baseVersion + 1);
      if (applied) saved.set(criterion, change);
      else beside.push(change);
      const recorded = { id, criterion, applied, version: versions.get(criterion) ?? 0 };
      known.set(id, recorded);
      return recorded;
    });
  const keeper = {
    put: (entry: Kept) => void kept.set(entry.change.id, entry),
    remove: (id: string) => void kept.delete(id),
  };
  return { kept, keeper, queue: new ChangeQueue(keeper), serve, saved, beside };
}

let ids = 0;
const typed = (comment: string, baseVersion = 0, criterion = '1.4.1'): Change => ({
  id: `id-${(ids += 1)}`,
  criterion,
  baseVersion,
  level: 1,
  comment,
  pointers: [],
});
const answer = (queue: ChangeQueue, recorded: readonly Recorded[]): void =>
  recorded.forEach((one) => queue.acknowledge(one));

describe('changes on a good line', () => {
  it('give way to the next of their criterion until they are sent, and are forgotten when they are saved', () => {
    const { kept, queue, serve, saved } = stage();
    queue.add(typed('a'));
    queue.add(typed('ab'));
    queue.add(typed('other', 0, '1.4.2'));
    const batch = queue.batch();
    expect(batch.map(({ comment }) => comment)).toEqual(['ab', 'other']);
    answer(queue, serve(batch));
    expect([queue.size, kept.size, saved.get('1.4.1')?.comment]).toEqual([0, 0, 'ab']);
  });

  it('typed while one is on its way follow upon the version that one makes', () => {
    const { queue, serve, saved, beside } = stage();
    queue.add(typed('first'));
    const batch = queue.batch();
    queue.add(typed('first and second'));
    answer(queue, serve(batch));
    answer(queue, serve(queue.batch()));
    expect(saved.get('1.4.1')?.comment).toBe('first and second');
    expect(beside).toEqual([]);
  });
});

describe('changes on a bad line', () => {
  it('whose answer was lost are not taken for somebody else’s', () => {
    const { queue, serve, saved, beside } = stage();
    queue.add(typed('first'));
    serve(queue.batch());
    queue.add(typed('first and second'));
    answer(queue, serve(queue.batch()));
    answer(queue, serve(queue.batch()));
    expect(saved.get('1.4.1')?.comment).toBe('first and second');
    expect(beside).toEqual([]);
    expect(queue.size).toBe(0);
  });

  it('survive the page, in their order', () => {
    const { kept, keeper, queue, serve, saved, beside } = stage();
    queue.add(typed('first'));
    serve(queue.batch());
    queue.add(typed('first and second'));
    const later = new ChangeQueue(keeper);
    later.restore([...kept.values()]);
    later.add(typed('and third'));
    while (later.size > 0) answer(later, serve(later.batch()));
    expect(saved.get('1.4.1')?.comment).toBe('and third');
    expect(beside).toEqual([]);
    expect(kept.size).toBe(0);
  });

  it('that met somebody else’s are kept beside, with what was typed after them', () => {
    const { queue, serve, saved, beside } = stage();
    serve([typed('from another window')]);
    queue.add(typed('mine'));
    const batch = queue.batch();
    queue.add(typed('mine, longer'));
    answer(queue, serve(batch));
    answer(queue, serve(queue.batch()));
    expect(saved.get('1.4.1')?.comment).toBe('from another window');
    expect(beside.map(({ comment }) => comment)).toEqual(['mine', 'mine, longer']);
  });

  it('come back after somebody has typed on, and neither is lost', () => {
    const { kept, keeper, queue, serve, saved, beside } = stage();
    queue.add(typed('left behind'));
    queue.add(typed('left too', 0, '1.4.2'));
    const later = new ChangeQueue(keeper);
    later.add(typed('typed at once'));
    expect(later.restore([...kept.values()]).map(({ comment }) => comment)).toEqual(['left too']);
    later.add(typed('typed at once and after'));
    while (later.size > 0) answer(later, serve(later.batch()));
    expect(saved.get('1.4.1')?.comment).toBe('typed at once and after');
    expect(saved.get('1.4.2')?.comment).toBe('left too');
    expect(beside.map(({ comment }) => comment)).toEqual(['left behind']);
    expect(kept.size).toBe(0);
  });

  it('come back after what was typed since is saved, and do not take its place', () => {
    const { kept, keeper, queue, serve, saved, beside } = stage();
    queue.add(typed('left behind'));
    const left = [...kept.values()];
    const later = new ChangeQueue(keeper);
    later.add(typed('typed at once'));
    answer(later, serve(later.batch()));
    expect(later.restore(left)).toEqual([]);
    answer(later, serve(later.batch()));
    expect(saved.get('1.4.1')?.comment).toBe('typed at once');
    expect(beside.map(({ comment }) => comment)).toEqual(['left behind']);
  });

  it('of two windows are kept beside each other', () => {
    const { kept, keeper, queue } = stage();
    queue.add(typed('in one window'));
    new ChangeQueue(keeper).add(typed('in another', 0, '1.4.2'));
    expect([...kept.values()].map(({ change }) => change.comment)).toEqual(['in one window', 'in another']);
  });
});
