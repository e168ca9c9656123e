import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { limits } from '../limits.js';
import { Unreadable } from '../unreadable.js';
import { crc32, crc32ByTables } from './crc32.js';
import { openArchive } from './open-archive.js';

const entries = { 'a.xml': strToU8('<a>one two</a>'), 'media/b.png': new Uint8Array(5000).fill(7) };
const zip = (level: 0 | 6 = 6): Uint8Array => zipSync(entries, { level });

/** Reads everything that the archive names, as a reader of documents would. */
function readAll(bytes: Uint8Array): number {
  const archive = openArchive(bytes);
  return archive.entries.reduce((sum, entry) => sum + archive.bytes(entry).length, 0);
}

function reasonOf(work: () => unknown): string {
  try {
    work();
    return 'read';
  } catch (fault) {
    if (fault instanceof Unreadable) return fault.reason;
    throw fault;
  }
}

/** Writes a number into the central directory's record of the first entry. */
function forged(bytes: Uint8Array, offset: number, write: (view: DataView, at: number) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at < copy.length - 4; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    write(view, at + offset);
    return copy;
  }
  throw new Error('no central record');
}

describe('An archive is what its directory says, or it is refused', () => {
  it.each([0, 6] as const)('reads stored and deflated entries (level %i)', (level) => {
    const archive = openArchive(zip(level));
    expect(archive.entries.map(({ name, size }) => [name, size])).toEqual([
      ['a.xml', 14],
      ['media/b.png', 5000],
    ]);
    expect(archive.bytes(archive.find('/A.XML')!)).toEqual(entries['a.xml']);
    expect(archive.head(archive.find('media/b.png')!, 3)).toEqual(new Uint8Array([7, 7, 7]));
  });

  it('forgives blank bytes behind its end, as mail leaves them', () => {
    expect(readAll(new Uint8Array([...zip(), 13, 10]))).toBe(5014);
  });

  it.each<[string, Uint8Array, string]>([
    ['a second format behind it', new Uint8Array([...zip(), ...strToU8('%PDF-1.7 and more')]), 'corrupt'],
    ['a cut end', zip().slice(0, -1), 'corrupt'],
    ['half a file', zip().slice(0, 60), 'corrupt'],
    ['a size that is too small', forged(zip(), 24, (view, at) => view.setUint32(at, 3, true)), 'archive-bomb'],
    ['a size that is too large', forged(zip(), 24, (view, at) => view.setUint32(at, 900, true)), 'corrupt'],
    ['a checksum that is wrong', forged(zip(), 16, (view, at) => view.setUint32(at, 1, true)), 'corrupt'],
    [
      'a size beyond every ratio',
      forged(zip(), 24, (view, at) => view.setUint32(at, 90_000_000, true)),
      'archive-bomb',
    ],
    ['encryption', forged(zip(), 8, (view, at) => view.setUint16(at, 1, true)), 'encrypted'],
    ['another method', forged(zip(), 10, (view, at) => view.setUint16(at, 12, true)), 'unsafe-archive'],
    [
      'a link',
      forged(zip(), 38, (view, at) => {
        view.setUint32(at, 0o120777 * 65536, true);
        view.setUint16(at - 34, 0x0314, true);
      }),
      'unsafe-archive',
    ],
    ['two entries in the same bytes', forged(zip(), 42, (view, at) => view.setUint32(at, 50, true)), 'corrupt'],
    ['a name above the package', zipSync({ '../a': strToU8('x') }), 'unsafe-archive'],
    ['a name with a drive', zipSync({ 'C:\\a': strToU8('x') }), 'unsafe-archive'],
    ['an absolute name', zipSync({ '/a': strToU8('x') }), 'unsafe-archive'],
    ['two names equal but for case', zipSync({ a: strToU8('x'), A: strToU8('y') }), 'unsafe-archive'],
    [
      'thousands of entries',
      zipSync(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}`, strToU8('')]))),
      'archive-bomb',
    ],
    ['a bomb', zipSync({ a: new Uint8Array(2_000_000) }), 'archive-bomb'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(reasonOf(() => readAll(bytes))).toBe(reason);
  });

  it('stops at the allowance for the whole archive', () => {
    const bytes = zipSync({ a: strToU8('x'.repeat(600)), b: strToU8('y'.repeat(600)) });
    const archive = openArchive(bytes, { ...limits, xml: 1000 });
    expect(archive.bytes(archive.entries[0]!)).toHaveLength(600);
    expect(reasonOf(() => archive.bytes(archive.entries[1]!))).toBe('archive-bomb');
  });

  it('never throws anything but a reason, whatever bytes are changed', () => {
    const good = zip();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const bytes = good.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          expect(typeof reasonOf(() => readAll(bytes))).toBe('string');
        },
      ),
      { seed: 4000, numRuns: 400 },
    );
  });
});

it('takes CRC-32 as zip has it, in pieces of any size', () => {
  const bytes = strToU8('123456789');
  for (const way of [crc32, crc32ByTables]) {
    expect(way(0, bytes)).toBe(0xcbf43926);
    expect(way(way(0, bytes.subarray(0, 4)), bytes.subarray(4))).toBe(0xcbf43926);
  }
});
