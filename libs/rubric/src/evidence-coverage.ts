import type { EvidenceSlot, Framework } from './framework.js';

/** One line of the coverage map. */
export interface SlotCoverage extends EvidenceSlot {
  readonly criterion: string;
  readonly task: string;
  readonly items: number;
  readonly missing: boolean;
}

/**
 * The coverage map: each evidence slot of the criteria in scope with how many items fill it. `links` name the slot
 * each item is linked to; one item may be linked to several. A required slot without an item is missing.
 */
export function evidenceCoverage(
  framework: Framework,
  links: readonly { readonly slot: string }[],
  scope: readonly string[] = framework.criteria.map(({ code }) => code),
): SlotCoverage[] {
  return framework.criteria
    .filter(({ code }) => scope.includes(code))
    .flatMap(({ code, task, evidence }) =>
      evidence.map((slot) => {
        const items = links.filter((link) => link.slot === slot.code).length;
        return { ...slot, criterion: code, task, items, missing: slot.required && items === 0 };
      }),
    );
}
