import { Injectable, NotFoundException } from '@nestjs/common';
import { isRefusal, type Refusal } from '#libs/refusal';
import { isMark, totals, type Framework, type MarkSet } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, refused, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { outcomeLabels } from '../outcome/outcome.lifecycle.js';
import { resultWords } from '../outcome/say.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { changeLabels } from './change.lifecycle.js';
import { chainOf, changeDetail, changesOf, changesOfOutcome, pageSize, type ChangeLine } from './changes.queries.js';
import { wishOf } from './confirm-change.js';
import { effectOf, type ChangeEffect, type ChangeWish, type EffectCode } from './effect.js';
import { gatherChange, type GatheredChange } from './gather-change.js';
import { lookBackFrom } from './look-back.js';
import { lookBackWords, sayEffect, sayError } from './words.js';

/** What a form of a change holds: `mark-1.4.1` and so on beside these. */
export type ChangeFields = Readonly<Record<string, string | undefined>>;

/** What the fields ask for, given the marks that stand: a field that is no mark leaves that mark as it is. */
export function wishIn(fields: ChangeFields, standing: MarkSet): ChangeWish {
  if (fields['kind'] === 'void') return { kind: 'void' };
  const wanted = Object.keys(standing).flatMap((criterion) => {
    const value = Number(fields[`mark-${criterion}`] || Number.NaN);
    return isMark(value) ? [[criterion, value] as const] : [];
  });
  return { kind: 'supersede', error: fields['error'] ?? '', marks: Object.fromEntries(wanted) };
}

/** The leads' pages of released outcomes and of their changes. */
@Injectable()
export class ChangesPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async overview(visitor: Visitor, after?: string): Promise<PageReply> {
    const lines = await changesOf(this.database, visitor.providerId ?? '', after);
    return page('outcomes/pages/outcome-changes.njk', {
      title: 'Changes of outcomes after their release',
      back: { href: '/releases', text: 'Release of outcomes' },
      changes: lines.map((line) => ({ ...shown(line), label: changeLabels[line.state] })),
      after: lines.length === pageSize ? lines.at(-1)?.id : null,
    });
  }

  async outcome(id: string): Promise<PageReply> {
    const { facts, framework } = await this.gather(id);
    const [chain, changes] = await Promise.all([chainOf(this.database, id), changesOfOutcome(this.database, id)]);
    return page('outcomes/pages/released-outcome.njk', {
      title: `Outcome of ${facts.name}, attempt ${facts.attemptNo}`,
      back: { href: `/releases/${facts.releaseId}`, text: `Outcomes of ${facts.windowName}` },
      outcome: this.outcomeShown(facts),
      criteria: criteriaOf(framework, facts.marks),
      chain: chain.map((one) => ({
        ...one,
        says: resultWords[one.result],
        label: outcomeLabels[one.state].staff,
        isThis: one.id === id,
      })),
      changes: changes.map((line) => ({ ...shown(line), label: changeLabels[line.state] })),
      mayChange: facts.state === 'released' && !changes.some(({ state }) => state === 'proposed'),
    });
  }

  /** What else those who marked this outcome have marked, for a lead who wonders whether it was the only one. */
  async lookBack(id: string): Promise<PageReply> {
    const { facts, framework } = await this.gather(id);
    const { lines, isCut } = await lookBackFrom(this.database, id, framework);
    return page('outcomes/pages/look-back.njk', {
      title: `Look back from the outcome of ${facts.name}`,
      back: { href: `/released-outcomes/${id}`, text: 'The outcome' },
      lines: lines.map((line) => ({
        ...line,
        says: resultWords[line.result],
        roleSays: lookBackWords[line.role],
        seenSays: line.seenBy.map((who) => lookBackWords[who]),
      })),
      isCut,
      unseen: lines.filter(({ seenBy }) => seenBy.length === 0).length,
    });
  }

  /** The form; with enough filled in also what it would do, and the button that proposes it. */
  async form(id: string, fields: ChangeFields): Promise<PageReply> {
    const { facts, framework } = await this.gather(id);
    const isVoid = fields['kind'] === 'void';
    const isAsked = isVoid || fields['reason'] !== undefined || fields['error'] !== undefined;
    const wish = wishIn(fields, facts.marks);
    const effect = isAsked ? effectOf(framework, facts, wish) : null;
    const marks = { ...facts.marks, ...(wish.kind === 'supersede' ? wish.marks : {}) };
    const form = page('outcomes/pages/outcome-change-form.njk', {
      title: isVoid ? `Take back the outcome of ${facts.name}` : `Another outcome for ${facts.name}`,
      back: { href: `/released-outcomes/${id}`, text: 'The outcome' },
      outcome: this.outcomeShown(facts),
      isVoid,
      criteria: criteriaOf(framework, facts.marks, marks),
      errors: framework.moderation.adjustReasons.map((value) => ({ value, text: sayError(value) })),
      form: { error: fields['error'] ?? '', reason: fields['reason'] ?? '' },
      effect: effect && !isRefusal(effect) ? this.effectShown(framework, facts, effect) : null,
    });
    return isRefusal(effect) ? refused(effect, outcomesMessages, form) : form;
  }

  async change(visitor: Visitor, id: string, form: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    const change = await changeDetail(this.database, id);
    if (!change) throw new NotFoundException();
    const { facts, framework } = await this.gather(change.outcomeId);
    const isOpen = change.state === 'proposed';
    const effect = isOpen ? effectOf(framework, facts, wishOf(change)) : null;
    const isOwn = change.proposedBy === visitor.signInId;
    return page('outcomes/pages/outcome-change.njk', {
      title: `Change of ${change.name}’s outcome`,
      back: { href: `/released-outcomes/${change.outcomeId}`, text: 'The outcome' },
      change: { ...shown(change), label: changeLabels[change.state] },
      outcome: this.outcomeShown(facts),
      criteria: change.marks
        ? criteriaOf(framework, facts.marks, change.marks).filter((one) => one.mark !== one.wanted)
        : [],
      effect: effect && !isRefusal(effect) ? this.effectShown(framework, facts, effect) : null,
      inTheWay: isRefusal(effect) ? this.says(effect) : null,
      isOwn,
      mayConfirm: isOpen && !isOwn && !isRefusal(effect),
      mayCancel: isOpen,
      form: { reason: '', ...form },
    });
  }

  private async gather(outcomeId: string): Promise<{ facts: GatheredChange; framework: Framework }> {
    const facts = await gatherChange(this.database, outcomeId);
    if (!facts) throw new NotFoundException();
    return { facts, framework: await this.frameworks.framework(facts.frameworkVersion) };
  }

  private says(refusal: Refusal<EffectCode>): string {
    return outcomesMessages[refusal.code]?.(refusal.facts as Readonly<Record<string, never>>) ?? '';
  }

  private outcomeShown(facts: GatheredChange): Readonly<Record<string, unknown>> {
    const { outcomeId: id, name, attemptNo, windowName, scriptNumber, state, reason, returnedIn } = facts;
    return {
      id,
      name,
      attemptNo,
      windowName,
      scriptNumber,
      state,
      reason,
      returnedIn,
      sanctionId: facts.sanctionId,
      label: outcomeLabels[state].staff,
      result: facts.result,
      says: resultWords[facts.result],
      marks: facts.marksTotal,
      max: facts.max,
      releasedAt: facts.releasedAt,
      completionDate: facts.completionDate,
    };
  }

  private effectShown(framework: Framework, facts: GatheredChange, effect: ChangeEffect): EffectShown {
    const after = effect.marks && totals(framework, effect.marks, facts.carriedForward).overall.marks;
    return {
      seen: effect.seen,
      to: effect.to,
      says: sayEffect(effect, { before: facts.marksTotal, after }),
      returned:
        facts.returnedIn === null
          ? null
          : `Return ${facts.returnedIn} told the Department of it: the next return has the correction as a new row.`,
    };
  }
}

interface EffectShown {
  readonly seen: string;
  readonly to: ChangeEffect['to'];
  readonly says: readonly string[];
  readonly returned: string | null;
}

/** A change in words, without the marks, which have their own list, and without anybody's sign-in. */
function shown(line: ChangeLine): Readonly<Record<string, unknown>> {
  const { id, outcomeId, kind, state, reason, name, windowName, attemptNo } = line;
  const { proposerName, proposedAt, confirmerName, confirmedAt, cancellerName, cancelledAt, cancelReason } = line;
  return {
    id,
    outcomeId,
    kind,
    state,
    reason,
    name,
    windowName,
    attemptNo,
    proposerName,
    proposedAt,
    confirmerName,
    confirmedAt,
    cancellerName,
    cancelledAt,
    cancelReason,
    fromSays: resultWords[line.from],
    toSays: line.result ? resultWords[line.result] : 'No outcome',
    errorSays: line.error && sayError(line.error),
  };
}

function criteriaOf(
  framework: Framework,
  marks: MarkSet,
  wanted: MarkSet = marks,
): { readonly criterion: string; readonly title: string; readonly mark: number; readonly wanted: number }[] {
  return framework.criteria
    .filter(({ code }) => marks[code] !== undefined)
    .map(({ code, title }) => ({ criterion: code, title, mark: marks[code] ?? 0, wanted: wanted[code] ?? 0 }));
}
