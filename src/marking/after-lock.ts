import { addWorkingDays, endOfLondonDay, londonDate } from '#libs/calendar';
import { compareMarkSets, secondMarkReasons, splitByScope } from '#libs/rubric';
import { isDrawnForSecond } from '#libs/second-marks';
import type { Transaction } from '../platform/database/database.js';
import { bankHolidays } from '../qualification/index.js';
import { isOnProbation, judgeSeedScript } from '../standardisation/index.js';
import type { Held } from './held.js';
import { commentsOf, isFirst, levelsOf, lockedSets, type LockedSet } from './locked-sets.js';
import { mergeComments } from './merge-comments.js';
import { moveMarking } from './move-marking.js';
import { settle } from './provisional.js';
import { accountFor, askSecond } from './second-marks/ask-second.js';
import { spendSecondMarks, spendWhatIsLeft } from './second-marks/spend-second-marks.js';
import { writeAgreementLetters } from './agreement-letters.js';

/** What a set that was just locked leads to: a second marker, agreement, a provisional result, or the verdict on a seed script. */
export async function decideAfterLock(tx: Transaction, held: Held, just: LockedSet): Promise<void> {
  const { state } = held.marking;
  if (held.script.isSeed) return afterSeed(tx, held, just);
  if (isFirst(just) && state === 'first-marking') return afterFirst(tx, held, just);
  if (just.role === 'second' && state === 'second-marking') return afterSecond(tx, held, just);
  if (just.role === 'adjudicator' && state === 'adjudicating') return afterAdjudication(tx, held, just);
  throw new Error(`${held.script.number}: marks of the ${just.role} assessor cannot be locked while it is ${state}`);
}

/** Nothing of a live script comes of it: no second marks, no result. */
async function afterSeed(tx: Transaction, { marking, script, framework }: Held, just: LockedSet): Promise<void> {
  await moveMarking(tx, marking, 'compare');
  const follows = await judgeSeedScript(tx, { number: script.number, framework, marks: levelsOf(just) });
  if (follows === 'warning') await tx.announce('seed-script.missed', { scriptNumber: script.number });
}

async function afterFirst(tx: Transaction, held: Held, first: LockedSet): Promise<void> {
  const reasons = await secondReasons(tx, held, first);
  if (reasons.length === 0) {
    await settle(tx, held, { source: 'first', marks: levelsOf(first), comments: commentsOf(first) });
  } else {
    await askSecond(tx, held.marking, reasons, accountFor(held, first));
  }
  // A re-mark comes after moderation or an appeal, when the other scripts of the window may be released.
  const { windowId, frameworkVersion: version } = held.script;
  if (first.role === 'first') await spendSecondMarks(tx, windowId, { version, framework: held.framework });
  await spendWhatIsLeft(tx, held);
}

/** Why a second person marks this script; empty where nobody has to. Source: framework secondMarking, domain 8.3. */
async function secondReasons(tx: Transaction, { script, framework }: Held, first: LockedSet): Promise<string[]> {
  const [row] = await tx.query<{ size: number; seed: string | null }>(
    `select (select count(*)::int from live_script where window_id = $1) as size,
            (select r.seed from assignment a join allocation_round r on r.id = a.round_id where a.id = $2) as seed`,
    [script.windowId, first.assignmentId],
  );
  if (!row) throw new Error('A select without from gives a row');
  const reasons: string[] = secondMarkReasons(framework, {
    marks: levelsOf(first),
    carriedForward: script.carriedForward,
    attempt: script.attemptNo,
    assessorOnProbation: await isOnProbation(tx, first.assessorId, script.frameworkVersion),
    roundSize: row.size,
  });
  // An assignment made by hand belongs to no round: the window's id is then the seed, which everybody can see too.
  const drawn = isDrawnForSecond(row.seed ?? script.windowId, script.number, framework.secondMarking.randomPct);
  return drawn ? [...reasons, 'drawn'] : reasons;
}

async function afterSecond(tx: Transaction, held: Held, second: LockedSet): Promise<void> {
  const { framework, script, marking } = held;
  const first = (await lockedSets(tx, script.number)).find(isFirst);
  if (!first) throw new Error(`${script.number}: a second set was locked and there is no first`);
  const { shared, rest } = splitByScope(levelsOf(first), levelsOf(second));
  const discrepancy = compareMarkSets(framework, shared, levelsOf(second), { ...script.carriedForward, ...rest });
  if (discrepancy.discrepant) {
    const today = londonDate(await tx.now());
    const { date } = addWorkingDays(today, framework.marking.agreeDays, await bankHolidays(tx));
    await moveMarking(tx, marking, 'disagree', { discrepancy, agreeBy: endOfLondonDay(date) });
    await writeAgreementLetters(
      tx,
      { number: script.number, markSetId: second.markSetId, differing: discrepancy.differing.length, date },
      [first.assessorId, second.assessorId],
    );
    return;
  }
  // Differences are logged; the first stands and nothing is averaged.
  await tx.query(`update marking set discrepancy = $2 where script_number = $1`, [
    script.number,
    JSON.stringify(discrepancy),
  ]);
  const opinions = [first, second].map((set) => ({ levels: levelsOf(set), comments: commentsOf(set) }));
  const marks = levelsOf(first);
  await settle(tx, held, { source: 'first', marks, comments: mergeComments(marks, opinions) });
  await spendWhatIsLeft(tx, held);
}

async function afterAdjudication(tx: Transaction, held: Held, adjudicator: LockedSet): Promise<void> {
  const sets = await lockedSets(tx, held.script.number);
  const first = sets.find(isFirst);
  if (!first) throw new Error(`${held.script.number}: an adjudicator decided and there are no first marks`);
  // Of one account where no more was asked: the other stands as it was marked first.
  const marks = { ...levelsOf(first), ...levelsOf(adjudicator) };
  // The adjudicator speaks first; the others where they gave the same mark.
  const ordered = [adjudicator, ...sets.filter(({ markSetId }) => markSetId !== adjudicator.markSetId)];
  const opinions = ordered.map((set) => ({ levels: levelsOf(set), comments: commentsOf(set) }));
  await settle(tx, held, { source: 'adjudicated', marks, comments: mergeComments(marks, opinions) });
  await spendWhatIsLeft(tx, held);
}
