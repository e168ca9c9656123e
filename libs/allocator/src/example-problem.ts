import { barReasons, roles } from './problem.js';
import type { Assessor, Problem, Role, Script, Standing } from './problem.js';
import { randomFrom } from './random.js';
import type { Random } from './random.js';

/** A small problem with a bit of everything, often one that cannot be solved in full: the same for the same number. */
export function exampleProblem(number: number): Problem {
  const random = randomFrom(`example ${number}`);
  const people = 1 + random(5);
  const one = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const some = <T>(list: readonly T[], outOf: number): T[] => list.filter(() => random(outOf) === 0);
  const ids = Array.from({ length: people }, (_, at) => `A${at}`);
  const pool = one<readonly Role[]>([['first'], ['first', 'second'], ['first', 'second'], roles]);
  const assessors = ids.map((id): Assessor => assessorOf(id, random, some));
  const scripts = Array.from({ length: random(9) }, (_, at): Script => {
    const wanted = pool.filter(() => random(4) > 0);
    return {
      number: `S${at}`,
      roles: wanted.length > 0 ? wanted : ['first'],
      bars: some(ids, 4).map((assessor) => ({ assessor, reason: one(barReasons) })),
      ...(random(2) === 0 ? { group: one(['g', 'h']) } : {}),
      expertise: some(['finance', 'governance', 'people'], 3),
      ...(random(6) === 0 ? { candidates: some(ids, 2) } : {}),
    };
  });
  const standing = scripts.flatMap((script): Standing[] =>
    random(3) > 0 ? [] : [{ script: script.number, role: one(pool), assessor: one(ids), pinned: random(2) === 0 }],
  );
  return {
    scripts,
    assessors,
    standing,
    weights: {
      balance: one(['first', 'first', 1, 3]),
      spread: random(5),
      expertise: random(12),
      change: random(25),
      pairing: random(2),
    },
    seed: `${number}`,
    ...(random(4) === 0 ? { effort: { second: 0.5, moderation: 0.25 } } : {}),
  };
}

function assessorOf(id: string, random: Random, some: <T>(list: readonly T[], outOf: number) => T[]): Assessor {
  return {
    id,
    capacity: random(7),
    ...(random(4) === 0 ? { load: random(3) } : {}),
    ...(random(5) === 0 ? { share: 0.5 } : {}),
    accreditedFor: random(3) > 0 ? roles : some(roles, 2),
    expertise: some(['finance', 'governance', 'people'], 2),
  };
}
