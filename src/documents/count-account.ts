import type { TextModel } from '#libs/reader';
import type { Framework } from '#libs/rubric';
import { countWords, type CountRule, type Ledger, type MarkedPart } from '#libs/word-count';
import type { Component } from './document.entity.js';

/** The rule an account of this framework is counted by: its policy, and the limit of the task the account is for. */
export function countRuleOf(framework: Framework, component: Component): CountRule {
  const code = component.replace('account-', '');
  const task = framework.tasks.find((one) => one.code === code);
  if (!task) throw new Error(`${framework.code} has no task ${code}`);
  const { ruleVersion, toleranceWords, countedStories, excludedParts, estimateBandPct } = framework.counting;
  return { ruleVersion, limit: task.wordLimit, toleranceWords, countedStories, excludedParts, estimateBandPct };
}

/** Counts an account. The same text, framework and marks give the same ledger, for ever. */
export function countAccount(
  model: TextModel,
  framework: Framework,
  component: Component,
  marks: readonly MarkedPart[],
): Ledger {
  return countWords(model, countRuleOf(framework, component), marks);
}
