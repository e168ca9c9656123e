import type { Framework, SecondMarkBudget } from '#libs/rubric';
import {
  estimateMarkers,
  hasSecondGo,
  priorOf,
  rankScripts,
  spendByRule,
  type Go,
  type Look,
} from '#libs/second-marks';
import type { Transaction } from '../../platform/database/database.js';
import type { Held } from '../held.js';
import { lockMarking, moveMarking } from '../move-marking.js';
import { againOf, askSecond } from './ask-second.js';
import { gatherComparisons, gatherRound, gatherSettled, type Round } from './gather-round.js';

/** Why the script is marked twice, in the words of the record. */
const mayFlip = 'may-flip';

interface Under {
  readonly version: string;
  readonly framework: Framework;
}

/**
 * Spends a window's budget of second marks, once, when its last first marks are locked: on the scripts whose decision is
 * likeliest to flip, of those that no class and no draw sent to a second marker. Keeps what it was worked out from.
 * Nothing happens while first marks are missing, where it is spent already, and under a version without a budget.
 * Source: framework secondMarking.budget; domain 4, since a percentage drawn at random finds little in a small round.
 */
export async function spendSecondMarks(tx: Transaction, windowId: string, under: Under): Promise<void> {
  const policy = under.framework.secondMarking.budget ?? null;
  if (!policy) return;
  const spent = await goesSoFar(tx, windowId, under.version);
  const round = spent.length > 0 ? null : await gatherRound(tx, windowId, under.version);
  if (round) await spend(tx, windowId, under, policy, round, null);
}

/**
 * Spends the second part of the budget, once, when everything that was asked for is settled, where the policy keeps one: on what is
 * likeliest to be wrong by then, with second markers where one person has looked and adjudicators where two have. What adjudicators did
 * on the way is taken off it.
 */
export async function spendWhatIsLeft(tx: Transaction, { script, framework }: Held): Promise<void> {
  const policy = framework.secondMarking.budget ?? null;
  if (!policy || !hasSecondGo(policy)) return;
  const { windowId, frameworkVersion: version } = script;
  const [first, ...more] = await goesSoFar(tx, windowId, version);
  const round = first && more.length === 0 ? await gatherSettled(tx, windowId, version) : null;
  if (!first || !round) return;
  const spent = first.looks.reduce((sum, look) => sum + look.share * (round.already.has(look.script) ? 2 : 1), 0);
  await spend(tx, windowId, { version, framework }, policy, round, spent);
}

/** The spendings of a window under a version, in order. One at a time: of two last scripts that are locked together, the second sees the first. */
async function goesSoFar(tx: Transaction, windowId: string, version: string): Promise<{ looks: Look[] }[]> {
  await tx.query(`select from assessment_window where id = $1 for no key update`, [windowId]);
  return tx.query(
    `select looks from second_mark_spending where window_id = $1 and framework_version = $2 order by go`,
    [windowId, version],
  );
}

async function spend(
  tx: Transaction,
  windowId: string,
  { version, framework }: Under,
  policy: SecondMarkBudget,
  round: Round,
  spent: Go['spent'],
): Promise<void> {
  const assessors = [...new Set(round.scripts.flatMap(({ readings }) => readings.map(({ assessor }) => assessor)))];
  const comparisons = await gatherComparisons(tx, version, assessors);
  const markers = estimateMarkers(assessors.sort(), comparisons, priorOf(policy));
  const ranked = rankScripts(framework, round.scripts, markers);
  const { budget, looks, expectedWrongLeft } = spendByRule(policy, ranked, { already: round.already, spent });
  await tx.query(
    `insert into second_mark_spending (window_id, framework_version, go, policy, budget, markers, ranked, chosen, looks, expected_wrong_left, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, app_now())`,
    [
      windowId,
      version,
      spent === null ? 1 : 2,
      JSON.stringify(policy),
      budget,
      JSON.stringify(Object.fromEntries(markers)),
      JSON.stringify(ranked),
      JSON.stringify(looks.map(({ script }) => script)),
      JSON.stringify(looks),
      expectedWrongLeft,
    ],
  );
  const scopes = new Map(round.scripts.map(({ script, readings: [first] }) => [script, Object.keys(first.marks)]));
  for (const look of [...looks].sort((a, b) => (a.script < b.script ? -1 : 1)))
    await ask(tx, framework, look, scopes.get(look.script)!);
}

async function ask(tx: Transaction, framework: Framework, look: Look, scope: readonly string[]): Promise<void> {
  const marking = await lockMarking(tx, look.script);
  if (look.by === 'second') {
    await askSecond(tx, marking, [mayFlip], againOf(framework, scope, look.account));
    return;
  }
  // Of the same account that the second marker had.
  const moved = await moveMarking(tx, marking, 'doubt', {}, 'in doubt after two people have marked it');
  if (moved) await tx.announce('adjudicator.wanted', { scriptNumber: look.script });
}
