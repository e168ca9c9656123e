import { allRefusals, refuse, type Refusal, type Rule } from '#libs/refusal';
import type { CriterionDifference, Mark, MarkSet } from '#libs/rubric';

/** What one of the two assessors proposes for a criterion on which they differ. */
export interface Proposal {
  readonly criterion: string;
  readonly assessorId: string;
  readonly level: Mark;
  readonly rationale: string;
  /** Why they leave their own mark, one of the framework's codes; null where they keep it. */
  readonly reason: string | null;
}

/** A proposal as a form sends it, complete or not. */
export interface ProposalDraft {
  readonly criterion: string;
  readonly level: Mark | null;
  readonly rationale: string;
  /** Empty where none was chosen. */
  readonly reason: string;
}

export type ProposalRefusal =
  | 'proposal-not-differing'
  | 'proposal-level-missing'
  | 'proposal-rationale-missing'
  | 'proposal-reason-missing'
  | 'proposal-reason-without-change'
  | 'comment-too-long';

interface DraftFacts {
  readonly drafts: readonly ProposalDraft[];
  readonly differing: readonly string[];
  /** The proposer's own blind marks. */
  readonly own: MarkSet;
  /** The framework's codes. */
  readonly reasons: readonly string[];
}

/** A criterion on which nothing was typed is left open; one that was begun is proposed whole. */
const begun = ({ drafts }: DraftFacts): ProposalDraft[] =>
  drafts.filter(({ level, rationale, reason }) => level !== null || rationale.trim() !== '' || reason !== '');

/** Proposals that leave the proposer's own mark; what is not open is refused by a rule of its own. */
const leaving = (facts: DraftFacts): ProposalDraft[] =>
  begun(facts).filter(
    ({ criterion, level }) => facts.differing.includes(criterion) && level !== null && level !== facts.own[criterion],
  );

const proposalRules: readonly Rule<DraftFacts, ProposalRefusal>[] = [
  {
    name: 'only criteria that differ are open',
    source: 'domain 8.3 reconcile: agreed set per changed criterion',
    refuses: ({ drafts, differing }) => {
      const other = drafts.find(({ criterion }) => !differing.includes(criterion));
      return other ? refuse('proposal-not-differing', { criterion: other.criterion }) : null;
    },
  },
  {
    name: 'a proposal has a mark',
    source: 'ours',
    refuses: (facts) => {
      const bare = begun(facts).find(({ level }) => level === null);
      return bare ? refuse('proposal-level-missing', { criterion: bare.criterion }, `level-${bare.criterion}-0`) : null;
    },
  },
  {
    name: 'a proposal has a rationale',
    source: 'domain 8.3: agreed set with rationale per changed criterion',
    refuses: (facts) => {
      const bare = begun(facts).find(({ rationale }) => rationale.trim() === '');
      return bare
        ? refuse('proposal-rationale-missing', { criterion: bare.criterion }, `rationale-${bare.criterion}`)
        : null;
    },
  },
  {
    name: 'whoever leaves their own mark says by a code why',
    source: 'Ofqual, reasons for a change of mark; framework marking.agreeReasons',
    refuses: (facts) => {
      const bare = leaving(facts).find(({ reason }) => !facts.reasons.includes(reason));
      return bare
        ? refuse(
            'proposal-reason-missing',
            { criterion: bare.criterion, own: facts.own[bare.criterion], level: bare.level },
            `reason-${bare.criterion}`,
          )
        : null;
    },
  },
  {
    name: 'whoever keeps their own mark has no change to give a reason for',
    source: 'ours: the figures count changes',
    refuses: (facts) => {
      const kept = begun(facts).find(({ criterion, level, reason }) => level === facts.own[criterion] && reason !== '');
      return kept
        ? refuse(
            'proposal-reason-without-change',
            { criterion: kept.criterion, level: kept.level },
            `reason-${kept.criterion}`,
          )
        : null;
    },
  },
  {
    name: 'a rationale fits the page',
    source: 'ours',
    refuses: (facts) => {
      const long = begun(facts).find(({ rationale }) => rationale.length > 5_000);
      return long
        ? refuse(
            'comment-too-long',
            { criterion: long.criterion, given: long.rationale.length, limit: 5_000 },
            `rationale-${long.criterion}`,
          )
        : null;
    },
  },
];

/** The proposals a form makes, or everything that is wrong with it. */
export function readProposals(
  facts: DraftFacts,
): (ProposalDraft & { level: Mark })[] | readonly Refusal<ProposalRefusal>[] {
  const refusals = allRefusals(proposalRules, facts);
  return refusals.length > 0 ? refusals : (begun(facts) as (ProposalDraft & { level: Mark })[]);
}

/**
 * The marks on which both agree, where both have proposed the same level for every criterion that differs; null while
 * anything is open. Nothing is averaged: what counts is what two people said.
 */
export function agreedMarks(
  differing: readonly CriterionDifference[],
  proposals: readonly Proposal[],
  assessorIds: readonly [string, string],
): MarkSet | null {
  const agreed: Record<string, Mark> = {};
  for (const { criterion } of differing) {
    const [one, other] = assessorIds.map((id) =>
      proposals.find((proposal) => proposal.criterion === criterion && proposal.assessorId === id),
    );
    if (!one || !other || one.level !== other.level) return null;
    agreed[criterion] = one.level;
  }
  return agreed;
}
