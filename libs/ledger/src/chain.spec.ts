import { describe, expect, it } from '@jest/globals';
import { chainNext, chainStart, type Link, verifyChain } from './index.js';

interface Act {
  readonly seq: number;
  readonly act: string;
}

function following(before: Link<Act>, entry: Act): Link<Act> {
  return { entry, previousHash: before.hash, hash: chainNext(before.hash, entry) };
}

function chain(acts: readonly string[]): Link<Act>[] {
  let previousHash = chainStart;
  return acts.map((act, index) => {
    const entry = { seq: index + 1, act };
    const link = { entry, previousHash, hash: chainNext(previousHash, entry) };
    previousHash = link.hash;
    return link;
  });
}

const acts = ['booked', 'uploaded', 'declared', 'submitted', 'accepted'];
const links = chain(acts);
const head = { length: 5, hash: links[4]?.hash ?? '' };
const at = (index: number): Link<Act> => links[index] as Link<Act>;

describe('a chain of entries', () => {
  it('is intact as it was written, and gives its head', () => {
    expect(verifyChain(links)).toEqual({ intact: true, head });
    expect(verifyChain(links, head)).toEqual({ intact: true, head });
    expect(verifyChain([])).toEqual({ intact: true, head: { length: 0, hash: chainStart } });
  });

  it('still matches the head that was kept when it has grown', () => {
    expect(verifyChain(chain([...acts, 'marked']), head)).toMatchObject({ intact: true });
  });

  const rewritten = chain(acts.map((act) => (act === 'declared' ? 'withdrawn' : act)));
  const rehashed = { ...at(2), entry: { seq: 3, act: 'withdrawn' } };
  const tampered: [string, Link<Act>[], number, string][] = [
    ['an edited entry', links.with(2, rehashed), 2, 'content'],
    ['an edited entry hashed anew', links.with(2, rewritten[2] as Link<Act>), 2, 'link'],
    ['the first entry hashed anew', links.with(0, chain(['cancelled'])[0] as Link<Act>), 0, 'link'],
    ['an entry taken away', links.toSpliced(2, 1), 2, 'link'],
    ['the first entry taken away', links.slice(1), 0, 'link'],
    ['an entry put in', links.toSpliced(2, 0, { ...at(2), entry: { seq: 3, act: 'paid' } }), 2, 'content'],
    [
      'an entry put in and hashed to follow',
      links.toSpliced(3, 0, following(at(2), { seq: 4, act: 'paid' })),
      3,
      'link',
    ],
    ['two entries exchanged', [at(0), at(2), at(1), at(3), at(4)], 1, 'link'],
    ['another previous hash', links.with(3, { ...at(3), previousHash: at(1).hash }), 3, 'link'],
  ];
  it.each(tampered)('shows %s and names the first that was touched', (_, spoilt, touched, reason) => {
    expect(verifyChain(spoilt)).toEqual({ intact: false, touched, reason });
  });

  it('names the first entry that does not follow where entries do not number themselves', () => {
    let previousHash = chainStart;
    const unnumbered = acts.map((entry) => {
      const link = { entry, previousHash, hash: chainNext(previousHash, entry) };
      previousHash = link.hash;
      return link;
    });
    expect(verifyChain(unnumbered)).toMatchObject({ intact: true });
    expect(verifyChain(unnumbered.toSpliced(2, 1))).toEqual({ intact: false, touched: 2, reason: 'link' });
  });

  it('shows a tail cut off only against a head that was kept elsewhere', () => {
    expect(verifyChain(links.slice(0, 3))).toMatchObject({ intact: true });
    expect(verifyChain(links.slice(0, 3), head)).toEqual({ intact: false, touched: 3, reason: 'shorter' });
  });

  it('shows a chain written anew from some entry on only against the head that was kept', () => {
    expect(verifyChain(rewritten)).toMatchObject({ intact: true });
    expect(verifyChain(rewritten, head)).toEqual({ intact: false, touched: 4, reason: 'head' });
  });
});
