import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import { agreeReasons, mergeAgreed, splitByScope, type MarkSet } from '#libs/rubric';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { ScriptIntegrity, scriptOf, type IntegrityCode } from '../submission/blind.js';
import type { Held } from './held.js';
import { agreedMarks, readProposals, type Proposal, type ProposalDraft, type ProposalRefusal } from './agreement.js';
import { commentsOf, isFirst, levelsOf, lockedSets, type LockedSet } from './locked-sets.js';
import { mergeComments } from './merge-comments.js';
import { lockMarking } from './move-marking.js';
import { settle } from './provisional.js';
import { spendWhatIsLeft } from './second-marks/spend-second-marks.js';

export interface Propose {
  readonly actor: string;
  readonly assessorId: string;
  readonly number: string;
  readonly proposals: readonly ProposalDraft[];
}

export type AgreementRefusal = IntegrityCode | ProposalRefusal | 'agreement-over';

/**
 * One of the two assessors proposes marks where they differ. As soon as both propose the same for all of them, that is
 * the provisional result. Source: domain 8.3 "reconcile", libs/rubric mergeAgreed.
 */
@Injectable()
export class ProposeAgreement {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly integrity: ScriptIntegrity,
  ) {}

  async run(command: Propose): Promise<{ readonly agreed: boolean } | readonly Refusal<AgreementRefusal>[]> {
    const changed = await this.integrity.refusal(command.actor, command.number);
    if (changed) return [changed];
    return this.database.transact(command.actor, async (tx) => {
      const marking = await lockMarking(tx, command.number);
      const pair = await pairOf(tx, command.number);
      const { discrepancy } = marking;
      const own = pair?.find(({ assessorId }) => assessorId === command.assessorId);
      const script = await scriptOf(tx, command.number);
      if (marking.state !== 'agreeing' || !pair || !own || !script || !discrepancy)
        return [refuse('agreement-over', { number: command.number })];
      const framework = await this.frameworks.framework(script.frameworkVersion, tx);
      const read = readProposals({
        drafts: command.proposals,
        differing: discrepancy.differing.map(({ criterion }) => criterion),
        own: levelsOf(own),
        reasons: agreeReasons(framework),
      });
      if (read.some(isRefusal)) return read as readonly Refusal<AgreementRefusal>[];
      await keep(tx, command, levelsOf(own), read as readonly ProposalDraft[]);
      return { agreed: await settleWhereAgreed(tx, { marking, script, framework }, pair) };
    });
  }
}

async function settleWhereAgreed(tx: Transaction, held: Held, [first, second]: Pair): Promise<boolean> {
  const { marking, framework } = held;
  const proposals = await proposalsOn(tx, marking.number, [first.assessorId, second.assessorId]);
  const agreed = agreedMarks(marking.discrepancy?.differing ?? [], proposals, [first.assessorId, second.assessorId]);
  if (!agreed) return false;
  const { shared, rest } = splitByScope(levelsOf(first), levelsOf(second));
  const merged = mergeAgreed(framework, shared, levelsOf(second), agreed);
  if (isRefusal(merged)) throw new Error(`${marking.number}: the agreed marks do not fit the sets (${merged.code})`);
  const marks = { ...rest, ...merged };
  const opinions = [first, second].map((set) => ({ levels: levelsOf(set), comments: commentsOf(set) }));
  const comments = mergeComments(marks, opinions, rationales(proposals));
  if (!(await settle(tx, held, { source: 'agreed', marks, comments }))) return false;
  await keepChanges(tx, marking.number, [first.assessorId, second.assessorId]);
  await spendWhatIsLeft(tx, held);
  return true;
}

type Pair = readonly [LockedSet, LockedSet];

/** The two sets that are to be reconciled; null where there are not two. */
export async function pairOf(reads: Pick<Transaction, 'query'>, number: string): Promise<Pair | null> {
  const sets = await lockedSets(reads, number);
  const first = sets.find(isFirst);
  const second = sets.find(({ role }) => role === 'second');
  return first && second ? [first, second] : null;
}

/** What the two have proposed so far. */
export async function proposalsOn(
  reads: Pick<Transaction, 'query'>,
  number: string,
  assessorIds: readonly string[],
): Promise<Proposal[]> {
  return reads.query<Proposal>(
    `select criterion, assessor_id as "assessorId", level, rationale, reason from agreed_mark
     where script_number = $1 and assessor_id = any($2::uuid[]) order by criterion, at`,
    [number, assessorIds],
  );
}

async function keep(
  tx: Transaction,
  { number, assessorId }: Propose,
  own: MarkSet,
  proposals: readonly ProposalDraft[],
): Promise<void> {
  if (proposals.length === 0) return;
  await tx.query(
    `insert into agreed_mark (script_number, criterion, assessor_id, own_level, level, rationale, reason, at)
     select $1, p.criterion, $2, p.own, p.level, p.rationale, p.reason, app_now()
     from jsonb_to_recordset($3::jsonb) as p (criterion text, own smallint, level smallint, rationale text, reason text)
     on conflict (script_number, criterion, assessor_id) do update
       set own_level = excluded.own_level, level = excluded.level, rationale = excluded.rationale, reason = excluded.reason, at = excluded.at`,
    [
      number,
      assessorId,
      JSON.stringify(
        proposals.map(({ criterion, level, rationale, reason }) => ({
          criterion,
          own: own[criterion],
          level,
          rationale: rationale.trim(),
          reason: reason || null,
        })),
      ),
    ],
  );
  await tx.journal({ aggregate: 'marking', id: number, act: 'agreement.proposed', facts: { assessorId, proposals } });
  await tx.touch(`marking:${number}`);
}

/** What each of the two gave up for the agreement, for good: the one record that the figures count. */
async function keepChanges(tx: Transaction, number: string, assessorIds: readonly string[]): Promise<void> {
  await tx.query(
    `insert into agreed_change (script_number, criterion, assessor_id, from_level, to_level, reason, rationale, agreed_at)
     select script_number, criterion, assessor_id, own_level, level, reason, rationale, app_now() from agreed_mark
     where script_number = $1 and assessor_id = any($2::uuid[]) and own_level <> level`,
    [number, assessorIds],
  );
}

function rationales(proposals: readonly Proposal[]): Record<string, string[]> {
  const by: Record<string, string[]> = {};
  for (const { criterion, rationale } of proposals) (by[criterion] ??= []).push(rationale);
  return by;
}
