import type { Assessor, BarReason, Problem, Role, Script, Standing } from '#libs/allocator';
import { accountsOfAssessors } from '#libs/second-marks';
import type { Purpose } from '../rounds/round.lifecycle.js';

/** Somebody who may be given scripts of the version, as accreditation says. */
export interface Marker {
  readonly staffId: string;
  readonly frameworkVersion: string;
  readonly roles: readonly string[];
  readonly isOnProbation: boolean;
  readonly capacity: number;
}

/** What is true when a round is planned, and again when it is confirmed. */
export interface AllocationFacts {
  readonly purpose: Purpose;
  readonly seed: string;
  /** The scripts of the window; `waits`: for somebody in the role the round fills. */
  readonly scripts: readonly { readonly number: string; readonly frameworkVersion: string; readonly waits: boolean }[];
  /** Who has which role on a script now. */
  readonly holders: readonly { readonly script: string; readonly role: Role; readonly assessor: string }[];
  /** Who declined a script or had it taken back: they do not get it again. */
  readonly formerHolders: readonly { readonly script: string; readonly assessor: string; readonly state: string }[];
  readonly markers: readonly Marker[];
  /** Who may not judge which script: codes of people, and `earlier-attempt`. */
  readonly bars: readonly { readonly scriptNumber: string; readonly staffId: string; readonly reason: string }[];
  /** Scripts of which one account is to be marked again, with all accounts; and from what is drawn who may be asked for which. */
  readonly parts?: readonly {
    readonly script: string;
    readonly account: string;
    readonly accounts: readonly string[];
  }[];
  readonly partsSeed?: string;
}

const reasons: Readonly<Record<string, BarReason>> = {
  'same-trust': 'trust',
  'same-school': 'employer',
  declared: 'declared-conflict',
  relative: 'declared-conflict',
  'line-manager': 'line-manager',
  sponsor: 'sponsor',
  coach: 'coach',
  'earlier-attempt': 'earlier-attempt',
};

/**
 * The allocator's problem: every script with the roles that are held and the one that waits. What is held stays where it
 * is (pinned), so that a new plan moves nobody's work, and still counts for loads and for who shares scripts with whom.
 * The same facts give the same problem, whatever the order of the lists.
 */
export function problemOf(facts: AllocationFacts): Problem {
  const assessors = assessorsOf(facts);
  const scripts = facts.scripts.map((script) => scriptOf(facts, script, assessors));
  const kept = facts.holders.filter((holder) => isKept(holder, scripts, assessors));
  const standing: Standing[] = facts.holders
    .filter(({ assessor }) => assessors.has(assessor))
    .map((holder) => (kept.includes(holder) ? { ...holder, pinned: true } : { ...holder }));
  return {
    scripts: scripts
      .map((script) => ({ ...script, roles: rolesOf(script.number, facts, kept) }))
      .filter(({ roles }) => roles.length > 0)
      .sort((a, b) => byText(a.number, b.number)),
    assessors: [...assessors.values()].map((assessor) => ({
      ...assessor,
      load: facts.holders.filter((holder) => holder.assessor === assessor.id && !kept.includes(holder)).length,
    })),
    standing: standing.sort((a, b) => byText(`${a.script} ${a.role}`, `${b.script} ${b.role}`)),
    seed: facts.seed,
  };
}

/** The numbers of the scripts for which the round seeks somebody. */
export function askedIn(problem: Problem, purpose: Purpose): string[] {
  const held = new Set((problem.standing ?? []).filter(({ role }) => role === purpose).map(({ script }) => script));
  return problem.scripts
    .filter(({ number, roles }) => roles.includes(purpose) && !held.has(number))
    .map(({ number }) => number);
}

function assessorsOf({ markers, holders }: AllocationFacts): Map<string, Assessor> {
  const found = new Map<string, Assessor>();
  for (const marker of [...markers].sort((a, b) => byText(a.staffId, b.staffId))) {
    const { staffId: id, capacity } = marker;
    const before = found.get(id);
    const held = holders.filter(({ assessor }) => assessor === id).length;
    const accreditedFor = [...new Set([...(before?.accreditedFor ?? []), ...rolesOpenTo(marker)])].sort();
    // A capacity that was lowered takes away nothing that is held.
    found.set(id, { id, capacity: Math.max(before?.capacity ?? 0, capacity, held), accreditedFor });
  }
  return found;
}

/** Assessors mark; senior assessors adjudicate, once they are off probation. Whoever is both may do either, on different scripts. */
export function rolesOpenTo({ roles, isOnProbation }: Pick<Marker, 'roles' | 'isOnProbation'>): Role[] {
  return [
    ...(roles.includes('assessor') ? (['first', 'second', 'remark'] as const) : []),
    ...(roles.includes('senior-assessor') && !isOnProbation ? (['adjudicator'] as const) : []),
  ];
}

function scriptOf(
  facts: AllocationFacts,
  { number, frameworkVersion, waits }: AllocationFacts['scripts'][number],
  assessors: ReadonlyMap<string, Assessor>,
): Script {
  const versions = new Set(facts.markers.map((marker) => marker.frameworkVersion));
  const former = facts.formerHolders
    .filter(({ script }) => script === number)
    .map(({ assessor, state }) => ({ assessor, reason: barOfFormer(state) }));
  const bars = facts.bars
    .filter(({ scriptNumber }) => scriptNumber === number)
    .map(({ staffId, reason }) => ({ assessor: staffId, reason: reasons[reason] ?? ('declared-conflict' as const) }));
  const other = waits ? barsOfOtherAccount(facts, number, frameworkVersion, [...bars, ...former]) : [];
  const known = waits ? [...bars, ...former, ...other].filter(({ assessor }) => assessors.has(assessor)) : [];
  const key = (bar: Script['bars'][number]): string => `${bar.assessor} ${bar.reason}`;
  return {
    number,
    roles: [],
    bars: [...new Map(known.map((bar) => [key(bar), bar])).values()].sort((a, b) => byText(key(a), key(b))),
    ...(versions.size > 1 ? { candidates: candidatesFor(facts, frameworkVersion) } : {}),
  };
}

/**
 * Of those who could be asked for a part of this script, whoever is drawn for another account. Who may be asked for what does
 * not depend on marks, so that being asked for an account tells nobody which account somebody else might have been asked for.
 */
function barsOfOtherAccount(
  { parts, partsSeed, purpose, markers, holders }: AllocationFacts,
  number: string,
  version: string,
  barred: readonly Script['bars'][number][],
): Script['bars'][number][] {
  const part = purpose === 'second' ? parts?.find(({ script }) => script === number) : undefined;
  if (!part || partsSeed === undefined) return [];
  const taken = new Set([
    ...barred.map(({ assessor }) => assessor),
    ...holders.filter(({ script }) => script === number).map(({ assessor }) => assessor),
  ]);
  const open = markers
    .filter((marker) => marker.frameworkVersion === version && rolesOpenTo(marker).includes('second'))
    .map(({ staffId }) => staffId)
    .filter((staffId) => !taken.has(staffId));
  return [...accountsOfAssessors(partsSeed, number, open, part.accounts)]
    .filter(([, account]) => account !== part.account)
    .map(([assessor]) => ({ assessor, reason: 'other-account' as const }));
}

/** Whoever declined may have recognised the script; whoever had it taken back has seen it. */
const barOfFormer = (state: string): BarReason => (state === 'declined' ? 'declared-conflict' : 'already-marked');

function candidatesFor({ markers }: AllocationFacts, version: string): string[] {
  const able = markers.filter(({ frameworkVersion }) => frameworkVersion === version);
  return able.map(({ staffId }) => staffId).sort(byText);
}

/** A pin that breaks a hard rule would be set aside and its seat filled anew: such a holder is kept as history instead. */
function isKept(
  { script, role, assessor }: AllocationFacts['holders'][number],
  scripts: readonly Script[],
  assessors: ReadonlyMap<string, Assessor>,
): boolean {
  const asked = scripts.find(({ number }) => number === script);
  if (!asked || !assessors.get(assessor)?.accreditedFor.includes(role)) return false;
  if (asked.candidates && !asked.candidates.includes(assessor)) return false;
  return asked.bars.every((bar) => bar.assessor !== assessor);
}

function rolesOf(number: string, facts: AllocationFacts, kept: AllocationFacts['holders']): Role[] {
  const held = kept.filter(({ script }) => script === number).map(({ role }) => role);
  const { waits } = facts.scripts.find((script) => script.number === number)!;
  return waits ? [...held, facts.purpose].sort(byText) : held.sort(byText);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
