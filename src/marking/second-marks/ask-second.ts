import type { Framework, MarkSet } from '#libs/rubric';
import { estimateMarkers, likeliestAccount, priorOf, rankScripts } from '#libs/second-marks';
import type { Transaction } from '../../platform/database/database.js';
import type { Held } from '../held.js';
import { levelsOf, type LockedSet } from '../locked-sets.js';
import { moveMarking, type Again, type Marking } from '../move-marking.js';

/** Asks for a second marker, of the whole script or of one account of it. False where its marking has no such step. */
export async function askSecond(
  tx: Transaction,
  marking: Marking,
  secondReasons: readonly string[],
  again: Again | null,
): Promise<boolean> {
  if (!(await moveMarking(tx, marking, 'ask-second', { secondReasons, again }))) return false;
  await tx.announce('second.wanted', { scriptNumber: marking.number, account: again?.account ?? '' });
  return true;
}

/** An account with the criteria of it that are in a script's scope; null where it is all that the script has, or none is named. */
export function againOf(framework: Framework, scope: readonly string[], account: string | null): Again | null {
  const inScope = framework.criteria.filter(({ code }) => scope.includes(code));
  const criteria = inScope.filter(({ task }) => task === account).map(({ code }) => code);
  return account === null || criteria.length === 0 || criteria.length === inScope.length ? null : { account, criteria };
}

/**
 * What is marked again of a script that a class or the draw sends to a second marker: where the policy looks at accounts, the one at
 * which a look finds most. Every second mark is then of one account, so that what somebody is asked for tells no reason from another.
 */
export function accountFor({ framework, script }: Held, first: LockedSet): Again | null {
  const policy = framework.secondMarking.budget;
  if (policy?.scope !== 'account') return null;
  const { assessorId: assessor } = first;
  const marks: MarkSet = levelsOf(first);
  const one = { script: script.number, readings: [{ assessor, marks }] as const, standing: marks };
  const markers = estimateMarkers([assessor], [], priorOf(policy));
  const [ranked] = rankScripts(framework, [{ ...one, carriedForward: script.carriedForward }], markers);
  return ranked ? againOf(framework, script.scope, likeliestAccount(ranked)) : null;
}
