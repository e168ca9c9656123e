import type { Framework } from './framework.js';

/**
 * The codes with one of which an assessor says why they leave their own mark when two agree. Source: Ofqual's list of
 * reasons for a change of mark; versions without a list of their own use that of moderation.
 */
export function agreeReasons({ marking, moderation }: Pick<Framework, 'marking' | 'moderation'>): readonly string[] {
  return marking.agreeReasons ?? moderation.adjustReasons;
}
