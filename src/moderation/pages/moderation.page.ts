import { Injectable } from '@nestjs/common';
import { whatItCanFind, whatItShowed, withoutHolds, type Change, type PublicRecord } from '#libs/sampling';
import type { Framework } from '#libs/rubric';
import { staffById } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments } from '../../submission/blind.js';
import { isBeingModerated } from '../batch.lifecycle.js';
import {
  batchDetail,
  batchLines,
  itemsFor,
  itemsOf,
  moderatedScript,
  openBatchesOf,
  type BatchDetail,
  type ItemLine,
  type ModeratedScript,
} from '../moderation.queries.js';
import { eligibleFor } from '../share-sample.js';
import { pictureOf } from './picture.js';
import { batchReasonWords, batchWords, boardWords, decisionWords, itemWords, reasonWords } from './words.js';

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
      mine: mine.map(line),
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

  async batch(visitor: Visitor, id: string, filled: Readonly<Record<string, string>> = {}): Promise<PageReply | null> {
    const batch = await batchDetail(this.database, id);
    if (!batch) return null;
    const all = await itemsOf(this.database, id);
    const open = all.filter(({ state }) => state !== 'decided' && state !== 'withdrawn').length;
    const isLead = isLeadOf(visitor, batch);
    // A moderator of another provider is asked about their own scripts and sees no others.
    const isPeer = !isLead && visitor.roles.includes('moderator') && visitor.providerId !== batch.providerId;
    const items = isPeer ? all.filter(({ moderatorId }) => moderatorId === visitor.staffId) : all;
    const seesFrame = maySeeFrame(visitor, batch);
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
        seed: seesFrame ? (batch.sample?.seed ?? null) : null,
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
      shown: batch.sample && all.length > 0 && open === 0 ? showedBy(batch, all) : null,
      picture: isLead && batch.frame && batch.sample ? pictureOf(batch.frame, batch.sample) : null,
      changes: isLead ? changesOf(batch) : [],
      board: batch.boardDecision && {
        says: boardWords(batch.boardDecision),
        reason: batch.boardReason,
        at: batch.boardAt,
      },
      mayBoard: isLead && batch.state === 'board',
      isPeer,
      form: filled,
      items: items.map(line),
      open,
      mayConfirm: visitor.roles.includes('moderator') && isBeingModerated(batch.state) && open === 0,
      mayHandOver: isLead && isBeingModerated(batch.state),
      mayClear:
        isLead &&
        batch.state === 'confirmed' &&
        batch.confirmedBy !== visitor.signInId &&
        batch.boardBy !== visitor.signInId,
      isLead,
    });
  }

  /**
   * The record tells the outcome of every script, so moderators get it when they have no more to decide. To whoever judges, a script that
   * is held left, as one that was withdrawn did: that record is repeated as the lead's is.
   */
  async record(visitor: Visitor, id: string): Promise<PublicRecord | null> {
    const batch = await batchDetail(this.database, id);
    if (!batch || !maySeeFrame(visitor, batch)) return null;
    const { frame, sample } = batch;
    if (!frame || !sample) return null;
    return { version: 'draw/1', frame, sample: isLeadOf(visitor, batch) ? sample : withoutHolds(frame, sample) };
  }

  /** Who may have a script that a lead gives to somebody else. */
  async handOver(batchId: string, number: string): Promise<PageReply | null> {
    const script = await moderatedScript(this.database, batchId, number);
    if (!script) return null;
    const { moderators, eligible } = await eligibleFor(this.database, [number]);
    return page('moderation/pages/hand-over.njk', {
      title: `Give script ${number} to another moderator`,
      back: { href: `/moderation/${batchId}`, text: 'The sample' },
      batchId,
      number,
      isOpen: script.state === 'waiting' || script.state === 'referred',
      says: itemWords(script.state),
      decisions: script.decisions.map(({ decision, comment }) => ({ decision, comment })),
      moderators: moderators
        .filter(({ staffId }) => eligible.get(number)?.includes(staffId))
        .map(({ staffId, name }) => ({ staffId, name })),
    });
  }

  async item(
    visitor: Visitor,
    batchId: string,
    number: string,
    filled: Readonly<Record<string, string>> = {},
  ): Promise<PageReply | null> {
    const script = await moderatedScript(this.database, batchId, number);
    if (!script) return null;
    const framework = await this.frameworks.framework(script.frameworkVersion);
    if (script.blindFirst && !script.blindMarks) return this.blindItem(batchId, script, framework, filled);
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
            blind: script.blindMarks?.[code] ?? null,
            comment: commentOn(script.feedback, code),
          })),
      })),
      reasons: framework.moderation.adjustReasons.map((code) => ({ code, says: code.replaceAll('-', ' ') })),
      decisions: script.decisions.map((decision) => ({
        ...decision,
        by: names.get(decision.moderatorId)?.name ?? '',
        changed: Object.entries(decision.changes).map(([criterion, change]) => ({ criterion, ...change })),
      })),
      form: filled,
      isBlindFirst: script.blindFirst,
      mayDecide: script.state === 'waiting' || script.state === 'referred',
      maySecond: script.state === 'awaiting-second' && last?.moderatorId !== visitor.staffId,
    });
  }

  /** The script with nothing of what was said about it: documents, criteria, and a place for one's own marks. */
  private async blindItem(
    batchId: string,
    script: ModeratedScript,
    framework: Framework,
    filled: Readonly<Record<string, string>>,
  ): Promise<PageReply> {
    return page('moderation/pages/blind-item.njk', {
      title: `Script ${script.script}`,
      back: { href: '/moderation', text: 'Moderation' },
      batchId,
      number: script.script,
      documents: await scriptDocuments(this.database, script.script),
      form: filled,
      areas: framework.areas.map((area) => ({
        number: area.number,
        title: area.title,
        criteria: framework.criteria
          .filter((criterion) => criterion.area === area.number && script.scope.includes(criterion.code))
          .map(({ code, title, descriptors }) => ({ code, title, descriptors })),
      })),
    });
  }
}

/** A script of the sample in a list; why it is in it says too much to whoever is still to mark it blind. */
function line(item: ItemLine): Record<string, unknown> {
  const { reasons, decision, flips, decidedBy, ...shown } = item;
  if (item.isBlind) return { ...shown, says: itemWords(item.state), why: ['your own marks come first'] };
  return { ...shown, decision, flips, decidedBy, says: itemWords(item.state), why: reasons.reasons.map(reasonWords) };
}

const isLeadOf = ({ roles, providerId }: Visitor, batch: BatchDetail): boolean =>
  roles.includes('lead') && providerId === batch.providerId;

/** Leads and the quality agent always; moderators when nothing is left to decide, since the frame tells every outcome. */
function maySeeFrame(visitor: Visitor, batch: BatchDetail): boolean {
  return (
    isLeadOf(visitor, batch) ||
    visitor.roles.includes('qa-agent') ||
    ['confirmed', 'cleared', 'remark', 'board'].includes(batch.state)
  );
}

/** What the random stratum showed once all of it is decided. */
function showedBy({ sample }: BatchDetail, items: readonly ItemLine[]): string | null {
  if (!sample || sample.drawn === 0) return null;
  const isWrong = ({ reasons, state, decision, flips }: ItemLine): boolean =>
    reasons.stratum === 'random' && state === 'decided' && decision === 'adjust' && flips === true;
  return whatItShowed(sample, items.filter(isWrong).length).sentence;
}

const changeWords: Readonly<Record<Exclude<Change['kind'], 'extended'>, string>> = {
  left: 'left, and the next of the permutation took its place where it had one',
  // The same words: the page is read over shoulders, and the record says to leads which of the two it was.
  held: 'left, and the next of the permutation took its place where it had one',
  returned: 'came back and joined what must be looked at',
  'outcome-changed': 'turned outside the sample and joined it',
};

/** What happened to the sample after it was drawn, in its order. */
function changesOf({ sample }: BatchDetail): string[] {
  return (sample?.changes ?? []).map((change) =>
    change.kind === 'extended'
      ? `extended to ${change.to} scripts at random`
      : `${change.script} ${changeWords[change.kind]}`,
  );
}

/** The assessor's comment on a criterion, as the result keeps it for the participant. */
function commentOn(feedback: unknown, code: string): string {
  const { areas } = feedback as { areas: { criteria: { criterion: string; comment: string | null }[] }[] };
  return areas.flatMap(({ criteria }) => criteria).find(({ criterion }) => criterion === code)?.comment ?? '';
}
