/** One total that one assessor gave to one script. */
export interface Judgement {
  readonly script: string;
  readonly assessor: string;
  readonly total: number;
}

/** Assessors who can be compared with each other, directly or through others, and the scripts that link them. */
export interface LinkedPart {
  readonly assessors: readonly string[];
  readonly scripts: readonly string[];
}

/**
 * The parts of the graph in which two assessors are linked by a script that both judged. Largest first (by assessors,
 * then scripts, then name). Someone who shares no script is a part alone: nothing can be said about how severe they
 * are beside the others. Throws where an assessor judged a script twice.
 */
export function linkedParts(judgements: readonly Judgement[]): LinkedPart[] {
  const byScript = judgesOf(judgements);
  const root = new Map(judgements.map(({ assessor }) => [assessor, assessor]));
  const find = (assessor: string): string => {
    let name = assessor;
    for (let above = root.get(name); above !== undefined && above !== name; above = root.get(name)) name = above;
    return name;
  };
  for (const assessors of byScript.values()) {
    const [first, ...others] = assessors;
    for (const other of others) root.set(find(other), find(first ?? other));
  }
  const parts = new Map<string, { assessors: string[]; scripts: string[] }>();
  for (const assessor of [...root.keys()].sort()) {
    const part = parts.get(find(assessor)) ?? { assessors: [], scripts: [] };
    part.assessors.push(assessor);
    parts.set(find(assessor), part);
  }
  for (const [script, [first]] of byScript) if (first !== undefined) parts.get(find(first))?.scripts.push(script);
  return [...parts.values()].sort(
    (one, other) =>
      other.assessors.length - one.assessors.length ||
      other.scripts.length - one.scripts.length ||
      ((one.assessors[0] ?? '') < (other.assessors[0] ?? '') ? -1 : 1),
  );
}

function judgesOf(judgements: readonly Judgement[]): Map<string, Set<string>> {
  const judges = new Map<string, Set<string>>();
  for (const { script, assessor } of judgements) {
    const own = judges.get(script) ?? new Set();
    if (own.has(assessor)) throw new RangeError(`${assessor} has more than one total for ${script}`);
    judges.set(script, own.add(assessor));
  }
  return judges;
}
