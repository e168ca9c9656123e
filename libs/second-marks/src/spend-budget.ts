import type { SecondMarkBudget } from '#libs/rubric';
import type { Ranked } from './rank-scripts.js';

/** Somebody is asked to mark a script again, or one account of it. */
export interface Look {
  readonly script: string;
  /** Null: the whole script. */
  readonly account: string | null;
  /** A second marker where one person has marked it, an adjudicator where two have. */
  readonly by: 'second' | 'adjudicator';
  /** The chance that the decision flips there. */
  readonly chanceOfFlip: number;
  /** In whole markings. */
  readonly share: number;
}

/** What a budget bought, and what it leaves. */
export interface Chosen {
  /** In whole markings, for both goes together. */
  readonly budget: number;
  readonly looks: readonly Look[];
  /** How many decisions are expected to be wrong of those that no look is spent on, and in accounts that none is spent on. */
  readonly expectedWrongLeft: number;
}

/** How a go of spending begins. */
export interface Go {
  /** Scripts on which nothing may be spent: they are marked twice in any case, or adjudicated. */
  readonly already: ReadonlySet<string>;
  /** What an earlier go spent, in whole markings; null in the first. */
  readonly spent: number | null;
}

/** Whether a part of the budget waits until what the first part asked for is settled. */
export const hasSecondGo = ({ firstGoPct }: SecondMarkBudget): boolean => (firstGoPct ?? 100) < 100;

/**
 * Spends what the framework's rule allows for a round: its percent of all scripts, rounded up, where a decision is likeliest to
 * flip for the time that it takes; one look a script, and none where a decision flips with less than the rule's least chance. The
 * first go spends its share of the budget alone, and by second markers alone; what it leaves over the second has too.
 */
export function spendByRule(rule: SecondMarkBudget, ranked: readonly Ranked[], { already, spent }: Go): Chosen {
  const budget = Math.ceil((ranked.length * rule.percent) / 100);
  const allowed = spent === null ? (budget * (rule.firstGoPct ?? 100)) / 100 : budget - spent;
  const free = ranked.filter(({ script }) => !already.has(script));
  const looks = free
    .flatMap((one) => looksAt(one, rule.scope ?? 'script'))
    .filter(({ by, chanceOfFlip }) => chanceOfFlip * 100 >= rule.leastChancePct && (spent !== null || by === 'second'))
    .sort((a, b) => b.chanceOfFlip / b.share - a.chanceOfFlip / a.share || inOrder(a, b));
  const chosen = new Map<string, Look>();
  let left = allowed;
  for (const look of looks) {
    // Shares are sums of fractions: a budget of exactly two halves must hold two halves.
    if (chosen.has(look.script) || look.share > left + 1e-9) continue;
    chosen.set(look.script, look);
    left -= look.share;
  }
  const leftOf = ({ script, chanceOfFlip }: Ranked): number =>
    Math.max(0, chanceOfFlip - (chosen.get(script)?.chanceOfFlip ?? 0));
  return {
    budget,
    looks: [...chosen.values()],
    expectedWrongLeft: free.reduce((sum, one) => sum + leftOf(one), 0),
  };
}

function looksAt({ script, chanceOfFlip, accounts }: Ranked, scope: 'script' | 'account'): Look[] {
  const whole = {
    account: null,
    chanceOfFlip,
    share: accounts.reduce((sum, { share }) => sum + share, 0),
    readings: Math.min(...accounts.map(({ readings }) => readings)),
  };
  const twice = accounts.some(({ readings }) => readings > 1);
  return (
    (scope === 'script' ? [whole] : accounts)
      // Whoever adjudicates an account decides between two people; the other account is then no second marker's any more.
      .filter(({ readings }) => readings === (twice ? 2 : 1))
      .map(({ readings, ...look }) => ({ script, by: readings === 1 ? 'second' : 'adjudicator', ...look }))
  );
}

function inOrder(a: Look, b: Look): number {
  const [one, other] = [a, b].map(({ script, account }) => `${script} ${account ?? ''}`) as [string, string];
  return one < other ? -1 : 1;
}

/** The account of a script at which a look finds most for its time: for whoever must be looked at, whatever the chance. */
export function likeliestAccount({ accounts }: Ranked): string | null {
  const [first] = [...accounts].sort((a, b) => b.chanceOfFlip / b.share - a.chanceOfFlip / a.share);
  return first?.account ?? null;
}
