/**
 * A rule that said no. `code` names the rule in the room's catalogue, `facts` are what a message needs to say so
 * (counts in words, instants as ISO 8601, names as text): never wording, which belongs to the audience.
 */
export interface Refusal<Code extends string = string> {
  readonly refused: true;
  readonly code: Code;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The form field the refusal is about, where it is about one. */
  readonly field?: string;
}

/** What a use case gives back: its value, or the refusal that stopped it. Bugs are thrown, never returned. */
export type Result<T, Code extends string = string> = T | Refusal<Code>;

/** Makes a refusal of `code`; `facts` default to none. */
export function refuse<Code extends string>(
  code: Code,
  facts: Readonly<Record<string, unknown>> = {},
  field?: string,
): Refusal<Code> {
  return field === undefined ? { refused: true, code, facts } : { refused: true, code, facts, field };
}

/** True where a result is a refusal. */
export function isRefusal(result: unknown): result is Refusal {
  return typeof result === 'object' && result !== null && (result as { refused?: unknown }).refused === true;
}

/** A rule as a value: a sentence for a name, its source, and the test that says no. */
export interface Rule<Facts, Code extends string = string> {
  readonly name: string;
  /** Where the rule comes from: a section of the framework, or "ours" with the reason. */
  readonly source: string;
  readonly refuses: (facts: Facts) => Refusal<Code> | null;
}

/** The first refusal of the rules in their order, or null where all of them let the facts pass. */
export function firstRefusal<Facts, Code extends string>(
  rules: readonly Rule<Facts, Code>[],
  facts: Facts,
): Refusal<Code> | null {
  for (const rule of rules) {
    const refusal = rule.refuses(facts);
    if (refusal) return refusal;
  }
  return null;
}

/** Every refusal of the rules, in their order: for pages that show all that is in the way at once. */
export function allRefusals<Facts, Code extends string>(
  rules: readonly Rule<Facts, Code>[],
  facts: Facts,
): Refusal<Code>[] {
  return rules.map((rule) => rule.refuses(facts)).filter((refusal) => refusal !== null);
}
