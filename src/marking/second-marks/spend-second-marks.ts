import type { Framework } from '#libs/rubric';
import { estimateMarkers, priorOf, rankScripts, spendByRule } from '#libs/second-marks';
import type { Transaction } from '../../platform/database/database.js';
import { lockMarking, moveMarking } from '../move-marking.js';
import { gatherComparisons, gatherRound } from './gather-round.js';

/** Why the script is marked twice, in the words of the record. */
const mayFlip = 'may-flip';

/**
 * Spends a window's budget of second marks, once, when its last first marks are locked: on the scripts whose decision is
 * likeliest to flip, of those that no class and no draw sent to a second marker. Keeps what it was worked out from.
 * Nothing happens while first marks are missing, where it is spent already, and under a version without a budget.
 * Source: framework secondMarking.budget; domain 4, since a percentage drawn at random finds little in a small round.
 */
export async function spendSecondMarks(
  tx: Transaction,
  windowId: string,
  { version, framework }: { version: string; framework: Framework },
): Promise<void> {
  const policy = framework.secondMarking.budget ?? null;
  if (!policy) return;
  // One at a time: of two last scripts that are locked together, the second sees the first.
  await tx.query(`select from assessment_window where id = $1 for no key update`, [windowId]);
  const [spent] = await tx.query(`select from second_mark_spending where window_id = $1 and framework_version = $2`, [
    windowId,
    version,
  ]);
  const round = spent ? null : await gatherRound(tx, windowId, version);
  if (!round) return;
  const assessors = [...new Set(round.scripts.flatMap(({ readings }) => readings.map(({ assessor }) => assessor)))];
  const comparisons = await gatherComparisons(tx, version, assessors);
  const markers = estimateMarkers(assessors.sort(), comparisons, priorOf(policy));
  const ranked = rankScripts(framework, round.scripts, markers);
  const go = { already: round.already, spent: null };
  const { budget, looks, expectedWrongLeft } = spendByRule(policy, ranked, go);
  const chosen = looks.map(({ script }) => script);
  await tx.query(
    `insert into second_mark_spending (window_id, framework_version, policy, budget, markers, ranked, chosen, expected_wrong_left, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, app_now())`,
    [
      windowId,
      version,
      JSON.stringify(policy),
      budget,
      JSON.stringify(Object.fromEntries(markers)),
      JSON.stringify(ranked),
      JSON.stringify(chosen),
      expectedWrongLeft,
    ],
  );
  for (const number of [...chosen].sort()) {
    const marking = await lockMarking(tx, number);
    if (!(await moveMarking(tx, marking, 'ask-second', { secondReasons: [mayFlip] }))) continue;
    await tx.announce('second.wanted', { scriptNumber: number });
  }
}
