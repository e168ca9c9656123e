import { Injectable, NotFoundException } from '@nestjs/common';
import { isRefusal, type Refusal } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, refused, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { wishOf } from './confirm-sanction.js';
import { sanctionEffectOf, sanctionKinds, type SanctionEffectCode, type SanctionWish } from './effect.js';
import { gatherSanction, type GatheredSanction } from './gather-sanction.js';
import { sanctionLabels } from './sanction.lifecycle.js';
import { gatherOverturn } from './gather-overturn.js';
import { overturnEffectOf, type OverturnEffectCode } from './overturn.js';
import { sanctionDetail, type SanctionLine } from './sanctions.queries.js';
import { sanctionWords, sayEffect, sayOverturn } from './words.js';

/** What a form of a sanction holds: `zero-1.4.1` and so on, each `yes`, beside these. */
export type SanctionFields = Readonly<Record<string, string | undefined>>;

/** What the fields ask for. */
export function sanctionWishIn(fields: SanctionFields): SanctionWish {
  const kind = sanctionKinds.find((known) => known === fields['kind']) ?? '';
  const zeros = Object.keys(fields).filter((name) => name.startsWith('zero-') && fields[name] === 'yes');
  return { kind, criteria: kind === 'criterion-zero' ? zeros.map((name) => name.slice('zero-'.length)) : [] };
}

/** The leads' pages of sanctions. */
@Injectable()
export class SanctionsPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** The form; with a kind chosen also what it would do, and the button that proposes it. */
  async form(holdId: string, fields: SanctionFields): Promise<PageReply> {
    const { facts, framework } = await this.gather(holdId);
    const wish = sanctionWishIn(fields);
    const effect = fields['kind'] === undefined ? null : sanctionEffectOf(framework, facts, wish);
    const form = page('outcomes/pages/sanction-form.njk', {
      title: `What follows for ${facts.name}, attempt ${facts.attemptNo}`,
      back: { href: `/outcome-holds/${holdId}`, text: 'The hold' },
      holdId,
      kinds: sanctionKinds.map((value) => ({ value, text: sanctionWords[value] })),
      criteria: framework.criteria
        .filter(({ code }) => facts.scope.includes(code))
        .map(({ code, title }) => ({ code, title, isZero: wish.criteria.includes(code) })),
      form: { kind: wish.kind, reason: fields['reason'] ?? '', told: fields['told'] ?? '' },
      effect: effect && !isRefusal(effect) ? { seen: effect.seen, says: sayEffect(effect) } : null,
    });
    return isRefusal(effect) ? refused(effect, outcomesMessages, form) : form;
  }

  async sanction(visitor: Visitor, id: string, form: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    const sanction = await sanctionDetail(this.database, id);
    if (!sanction) throw new NotFoundException();
    const { facts, framework } = await this.gather(sanction.holdId);
    const isOpen = sanction.state === 'proposed';
    const effect = isOpen ? sanctionEffectOf(framework, facts, wishOf(sanction)) : null;
    const isOwn = sanction.proposedBy === visitor.signInId;
    const isPlacer = sanction.kind === 'disqualification' && sanction.holdPlacedBy === visitor.signInId;
    return page('outcomes/pages/sanction.njk', {
      title: `What follows for ${sanction.name}, attempt ${sanction.attemptNo}`,
      back: { href: `/outcome-holds/${sanction.holdId}`, text: 'The hold' },
      sanction: sanctionShown(sanction),
      effect: effect && !isRefusal(effect) ? { seen: effect.seen, says: sayEffect(effect) } : null,
      inTheWay: isRefusal(effect) ? this.says(effect) : null,
      isOwn,
      isPlacer,
      mayConfirm: isOpen && !isOwn && !isPlacer && !isRefusal(effect),
      mayCancel: isOpen,
      ...(await this.overturning(visitor, sanction)),
      form: { reason: '', ...form },
    });
  }

  /** What overturning would do, for a lead who took no part; why it cannot be, for the same. */
  private async overturning(visitor: Visitor, { id, state, kind }: SanctionLine): Promise<Overturning> {
    const facts = state === 'confirmed' ? await gatherOverturn(this.database, id) : null;
    if (!facts || (kind !== 'attempt-void' && kind !== 'disqualification')) return { overturn: null, tookPart: false };
    const tookPart = facts.hands.includes(visitor.signInId);
    const effect = overturnEffectOf(facts);
    const inTheWay = isRefusal(effect) ? this.says(effect) : null;
    return {
      overturn: isRefusal(effect) || tookPart ? null : { seen: effect.seen, says: sayOverturn(effect) },
      tookPart,
      ...(inTheWay ? { inTheWay } : {}),
    };
  }

  private async gather(holdId: string): Promise<{ facts: GatheredSanction; framework: Framework }> {
    const facts = await gatherSanction(this.database, holdId);
    if (!facts) throw new NotFoundException();
    return { facts, framework: await this.frameworks.framework(facts.frameworkVersion) };
  }

  private says(refusal: Refusal<SanctionEffectCode | OverturnEffectCode>): string {
    return outcomesMessages[refusal.code]?.(refusal.facts as Readonly<Record<string, never>>) ?? '';
  }
}

interface Overturning {
  readonly overturn: { readonly seen: string; readonly says: readonly string[] } | null;
  /** True for a lead who had a hand in the case. */
  readonly tookPart: boolean;
  readonly inTheWay?: string;
}

/** A sanction in words, without anybody's sign-in. */
export function sanctionShown(line: SanctionLine): Readonly<Record<string, unknown>> {
  const { holdPlacedBy: _placer, proposedBy: _proposer, ...shown } = line;
  return { ...shown, label: sanctionLabels[line.state], says: sanctionWords[line.kind] };
}
