import { Injectable } from '@nestjs/common';
import { whatItCanFind, type PublicRecord } from '#libs/sampling';
import { staffById } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments } from '../../submission/blind.js';
import { batchDetail, batchLines, itemsFor, itemsOf, moderatedScript, openBatchesOf } from '../moderation.queries.js';
import { batchReasonWords, batchWords, decisionWords, itemWords, reasonWords } from './words.js';

/** What moderators and leads see: script numbers and staff, never a participant. */
@Injectable()
export class ModerationPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async overview(visitor: Visitor): Promise<PageReply> {
    const isLead = visitor.roles.includes('lead');
    const moderatorId = visitor.roles.includes('moderator') ? visitor.staffId : null;
    const mine = moderatorId ? await itemsFor(this.database, moderatorId) : [];
    const batches = isLead ? await batchLines(this.database, visitor.providerId) : [];
    return page('moderation/pages/overview.njk', {
      title: 'Moderation',
      isLead,
      mine: mine.map((item) => ({ ...item, says: itemWords(item.state), why: item.reasons.reasons.map(reasonWords) })),
      batches: batches.map((batch) => ({
        ...batch,
        says: batch.state ? batchWords(batch.state) : null,
        isReady:
          batch.closedAt !== null &&
          batch.provisional === batch.scripts &&
          (batch.state === null || batch.state === 'remark'),
      })),
      ownBatches: moderatorId ? await openBatchesOf(this.database, moderatorId) : [],
    });
  }

  async batch(visitor: Visitor, id: string): Promise<PageReply | null> {
    const batch = await batchDetail(this.database, id);
    if (!batch) return null;
    const items = await itemsOf(this.database, id);
    const open = items.filter(({ state }) => state !== 'decided' && state !== 'withdrawn').length;
    const isLead = visitor.roles.includes('lead');
    return page('moderation/pages/batch.njk', {
      title: `${batch.windowName}: moderation`,
      back: { href: '/moderation', text: 'Moderation' },
      batch: {
        id,
        state: batch.state,
        says: batchWords(batch.state),
        cycle: batch.cycle,
        frameHash: batch.frameHash,
        frozenAt: batch.frozenAt,
        seed: batch.sample?.seed ?? null,
        seedDrawnAt: batch.seedDrawnAt,
        confirmedAt: batch.confirmedAt,
        clearedAt: batch.clearedAt,
        decisions: batch.frame?.items.length ?? 0,
      },
      decision: batch.batchDecision && {
        ...batch.batchDecision,
        says: decisionWords(batch.batchDecision.decision),
        why: batch.batchDecision.reasons.map(batchReasonWords),
      },
      sentence: batch.sample ? whatItCanFind(batch.sample) : null,
      items: items.map((item) => ({
        ...item,
        says: itemWords(item.state),
        why: item.reasons.reasons.map(reasonWords),
      })),
      open,
      mayConfirm: visitor.roles.includes('moderator') && ['sampled', 'moderating'].includes(batch.state) && open === 0,
      mayClear: isLead && batch.state === 'confirmed' && batch.confirmedBy !== visitor.signInId,
      isLead,
    });
  }

  async record(id: string): Promise<PublicRecord | null> {
    const batch = await batchDetail(this.database, id);
    return batch?.frame && batch.sample ? { version: 'draw/1', frame: batch.frame, sample: batch.sample } : null;
  }

  async item(visitor: Visitor, batchId: string, number: string): Promise<PageReply | null> {
    const script = await moderatedScript(this.database, batchId, number);
    if (!script) return null;
    const framework = await this.frameworks.framework(script.frameworkVersion);
    const names = await staffById(
      this.database,
      script.decisions.map(({ moderatorId }) => moderatorId),
    );
    const last = script.decisions.at(-1);
    return page('moderation/pages/item.njk', {
      title: `Script ${number}`,
      back: { href: '/moderation', text: 'Moderation' },
      batchId,
      script: {
        number,
        passed: script.passed,
        source: script.source,
        state: script.state,
        says: itemWords(script.state),
        why: script.reasons.reasons.map(reasonWords),
      },
      documents: await scriptDocuments(this.database, number),
      areas: framework.areas.map((area) => ({
        ...area,
        criteria: framework.criteria
          .filter((criterion) => criterion.area === area.number && script.scope.includes(criterion.code))
          .map(({ code, title, descriptors }) => ({
            code,
            title,
            descriptors,
            mark: script.marks[code],
            comment: commentOn(script.feedback, code),
          })),
      })),
      reasons: framework.moderation.adjustReasons.map((code) => ({ code, says: code.replaceAll('-', ' ') })),
      decisions: script.decisions.map((decision) => ({
        ...decision,
        by: names.get(decision.moderatorId)?.name ?? '',
        changed: Object.entries(decision.changes).map(([criterion, change]) => ({ criterion, ...change })),
      })),
      mayDecide: script.state === 'waiting' || script.state === 'referred',
      maySecond: script.state === 'awaiting-second' && last?.moderatorId !== visitor.staffId,
    });
  }
}

/** The assessor's comment on a criterion, as the result keeps it for the participant. */
function commentOn(feedback: unknown, code: string): string {
  const { areas } = feedback as { areas: { criteria: { criterion: string; comment: string | null }[] }[] };
  return areas.flatMap(({ criteria }) => criteria).find(({ criterion }) => criterion === code)?.comment ?? '';
}
