import { describe, expect, it } from '@jest/globals';
import {
  appendLeaf,
  consistencyProof,
  emptyFrontier,
  frontierRoot,
  inclusionProof,
  leafHash,
  merkleRoot,
  verifyConsistency,
  verifyInclusion,
} from './index.js';

// The reference tree of Certificate Transparency: eight leaves, the root at each size, and node hashes. Published with
// the RFC 6962 reference implementation (google/certificate-transparency, later transparency-dev/merkle, testonly).
const contents = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const leaves = contents.map((hex) => leafHash(Buffer.from(hex, 'hex')));
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const [leaf1, leaf4, leaf6] = [
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
];
const [node23, node45, node67] = [
  '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
];
const node03 = 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7';
const node47 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';

describe('the Merkle tree of RFC 6962', () => {
  it('has the published root at every size', () => {
    expect(roots.map((_, size) => merkleRoot(leaves.slice(0, size)))).toEqual(roots);
  });

  it('has the same root when it grows leaf by leaf and keeps only its right edge', () => {
    let frontier = emptyFrontier;
    const grown = [
      frontierRoot(frontier),
      ...leaves.map((leaf) => frontierRoot((frontier = appendLeaf(frontier, leaf)))),
    ];
    expect(grown).toEqual(roots);
    expect(frontier).toEqual({ size: 8, peaks: [roots[8]] });
  });

  it.each([
    [0, 8, [leaf1, node23, node47]],
    [5, 8, [leaf4, node67, node03]],
    [2, 3, [roots[2]]],
    [1, 5, [leaves[0], node23, leaf4]],
    [0, 1, []],
  ])('proves leaf %i of %i by the published path', (index, size, proof) => {
    expect(inclusionProof(leaves.slice(0, size), index)).toEqual(proof);
  });

  it.each([
    [1, 8, [leaf1, node23, node47]],
    [6, 8, [node45, node67, node03]],
    [2, 5, [node23, leaf4]],
    [6, 7, [node45, leaf6, node03]],
    [1, 1, []],
  ])('proves that %i leaves begin the tree of %i by the published path', (earlier, size, proof) => {
    expect(consistencyProof(leaves.slice(0, size), earlier)).toEqual(proof);
  });
});

describe('checking proofs', () => {
  const many = Array.from({ length: 40 }, (_, index) => leafHash(`entry ${index}`));
  const rootsOfMany = many.map((_, index) => merkleRoot(many.slice(0, index + 1)));
  const rootAt = (size: number): string => rootsOfMany[size - 1] ?? '';

  it('accepts every leaf of every tree up to 40, at its own place and no other', () => {
    for (let size = 1; size <= many.length; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(many.slice(0, size), index);
        const accepted = many
          .slice(0, size)
          .flatMap((_, place) =>
            verifyInclusion({ leaf: many[index] ?? '', index: place, size, proof, root: rootAt(size) }) ? [place] : [],
          );
        expect(accepted).toEqual([index]);
      }
    }
  });

  it('accepts every earlier tree as the beginning of every later one', () => {
    for (let size = 1; size <= many.length; size += 1) {
      for (let earlierSize = 1; earlierSize <= size; earlierSize += 1) {
        const proof = consistencyProof(many.slice(0, size), earlierSize);
        const claim = { earlierSize, earlierRoot: rootAt(earlierSize), size, root: rootAt(size), proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, earlierRoot: leafHash('other') })).toBe(false);
        expect(verifyConsistency({ ...claim, root: leafHash('other') })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, leafHash('more')] })).toBe(false);
        if (proof.length > 0) expect(verifyConsistency({ ...claim, proof: proof.slice(1) })).toBe(false);
      }
    }
  });

  const inclusion = { leaf: leaves[5] ?? '', index: 5, size: 8, proof: [leaf4, node67, node03], root: roots[8] ?? '' };
  it.each<[string, Partial<typeof inclusion>]>([
    ['another leaf', { leaf: leafHash('other') }],
    ['another root', { root: roots[7] }],
    ['another size', { size: 3 }],
    ['a place outside the tree', { index: 8 }],
    ['a place below zero', { index: -1 }],
    ['half a place', { index: 4.5 }],
    ['a proof too short', { proof: [leaf4, node67] }],
    ['a proof too long', { proof: [leaf4, node67, node03, leaf1] }],
    ['a proof in another order', { proof: [node67, leaf4, node03] }],
    ['something that is no hash', { proof: [leaf4, 'x'.repeat(64), node03] }],
  ])('refuses %s', (_, change) => {
    expect(verifyInclusion(inclusion)).toBe(true);
    expect(verifyInclusion({ ...inclusion, ...change })).toBe(false);
  });

  it('refuses a second place in a tree of one leaf', () => {
    const single = { leaf: leaves[0] ?? '', index: 0, size: 1, proof: [], root: roots[1] ?? '' };
    expect(verifyInclusion(single)).toBe(true);
    expect(verifyInclusion({ ...single, index: 1 })).toBe(false);
  });

  it('throws where a proof is asked for what is not there', () => {
    expect(() => inclusionProof(leaves, 8)).toThrow(RangeError);
    expect(() => consistencyProof(leaves, 9)).toThrow(RangeError);
    expect(() => consistencyProof(leaves, 0)).toThrow(RangeError);
  });
});
