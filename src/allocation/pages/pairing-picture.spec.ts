import { describe, expect, it } from '@jest/globals';
import type { Plan } from '#libs/allocator';
import { pairingPicture } from './pairing-picture.js';

type Placed = Plan['placements'][number];
const placed = (script: string, role: Placed['role'], assessor: string): Placed => ({
  script,
  role,
  assessor,
  kept: role === 'first' ? 'standing' : 'new',
  expertise: 0,
});
const names: Readonly<Record<string, string>> = { a: 'Ada', b: 'Ben', c: 'Cy', d: 'Dot' };
const nameOf = (id: string): string => names[id] ?? id;

describe('the picture of who shares scripts with whom', () => {
  it('has a line a pair, whoever of the two marks first, and names whom nothing links', () => {
    const picture = pairingPicture(
      {
        placements: [
          placed('S1', 'first', 'a'),
          placed('S1', 'second', 'b'),
          placed('S2', 'first', 'b'),
          placed('S2', 'second', 'a'),
          placed('S3', 'first', 'c'),
          placed('S3', 'second', 'b'),
          placed('S4', 'first', 'd'),
          placed('S5', 'adjudicator', 'a'),
        ],
      },
      nameOf,
    );
    expect(picture?.pairs).toEqual([
      { one: 'Ada', other: 'Ben', shared: 2 },
      { one: 'Ben', other: 'Cy', shared: 1 },
    ]);
    expect(picture?.lines.map(({ width }) => width)).toEqual([8, 4]);
    expect(picture?.people.map(({ name, shared }) => [name, shared])).toEqual([
      ['Ada', 2],
      ['Ben', 3],
      ['Cy', 1],
      ['Dot', 0],
    ]);
    expect(picture?.alone).toEqual(['Dot']);
  });

  it('stays within its frame and sets nobody upon anybody, for two people and for sixty', () => {
    for (const count of [2, 60]) {
      const ids = Array.from({ length: count }, (_, index) => `p${index}`);
      const placements = ids.flatMap((id, index) => [
        placed(`S${index}`, 'first', id),
        placed(`S${index}`, 'second', ids[(index + 1) % count] ?? ''),
      ]);
      const picture = pairingPicture({ placements }, nameOf);
      const places = picture?.people.map(({ x, y }) => `${x} ${y}`) ?? [];
      expect(new Set(places).size).toBe(count);
      for (const { x, y } of picture?.people ?? [])
        expect([x, y].every((one) => one > 0 && one < (picture?.size ?? 0))).toBe(true);
    }
  });

  it('is none where no script has two markers', () => {
    expect(pairingPicture({ placements: [placed('S1', 'first', 'a')] }, nameOf)).toBeNull();
    expect(pairingPicture({ placements: [placed('S1', 'second', 'a')] }, nameOf)).toBeNull();
  });
});
