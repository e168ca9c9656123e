import { Injectable } from '@nestjs/common';
import { allRefusals } from '#libs/refusal';
import { stateWords, tasksInScope } from '../../documents/index.js';
import { Database } from '../../platform/database/database.js';
import { page, problemOf, type PageReply } from '../../platform/web/reply.js';
import { Frameworks } from '../../qualification/index.js';
import { gatherAttempt, type GatheredAttempt } from '../gather-attempt.js';
import { coverageOf, readinessRules } from '../readiness.js';
import { submissionMessages } from '../submission.messages.js';

/** What a participant's pages of this room say; the same is the API's JSON. */
@Injectable()
export class SubmissionPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async overview(signInId: string): Promise<PageReply> {
    const attempt = await this.gather(signInId);
    const title = 'Your submission';
    if (!attempt) return page('submission/pages/submission.njk', { title, attempt: null });
    const inTheWay = allRefusals(readinessRules, attempt).map((refusal) => problemOf(refusal, submissionMessages));
    const { enrolment, submission, manifest, manifestHash } = attempt;
    return page('submission/pages/submission.njk', {
      title,
      attempt: {
        no: enrolment.attemptNo,
        state: submission?.state ?? 'draft',
        heldReason: submission?.heldReason ?? null,
      },
      submissionId: submission?.id ?? null,
      booking: enrolment.booking && {
        windowName: enrolment.booking.windowName,
        opensAt: enrolment.booking.opensAt,
        closesAt: enrolment.booking.closesAt,
      },
      receipts: attempt.receipts,
      manifest,
      manifestHash,
      accounts: tasksInScope(attempt).map((task) => accountLine(attempt, task)),
      evidenceItems: attempt.documents.filter(({ component }) => component === 'evidence').length,
      evidenceMissing: coverageOf(attempt).filter(({ missing }) => missing).length,
      isDeclared: isDeclared(attempt),
      sponsor: attempt.sponsor && { ...attempt.sponsor, isCurrent: attempt.sponsor.manifestHash === manifestHash },
      inTheWay,
      isReady: inTheWay.length === 0,
    });
  }

  async evidence(signInId: string): Promise<PageReply> {
    const attempt = await this.gather(signInId);
    const title = 'Your evidence and what it is for';
    const back = { href: '/submission', text: 'Your submission' };
    if (!attempt) return page('submission/pages/evidence.njk', { title, back, areas: [], items: [] });
    const items = attempt.documents
      .filter(({ component }) => component === 'evidence')
      .map(({ id, title: name, state, countVerdict }) => ({
        id,
        title: name,
        ...stateWords(state, countVerdict),
        links: attempt.links
          .filter(({ documentId }) => documentId === id)
          .map(({ criterion, slot }) => ({ criterion, slot })),
      }));
    return page('submission/pages/evidence.njk', { title, back, areas: areasOf(attempt), items });
  }

  async links(signInId: string, documentId: string): Promise<PageReply | null> {
    const attempt = await this.gather(signInId);
    const document = attempt?.documents.find(({ id, component }) => id === documentId && component === 'evidence');
    if (!attempt || !document) return null;
    const linked = attempt.links
      .filter((link) => link.documentId === documentId)
      .map(({ criterion, slot }) => (slot ? `${criterion}/${slot}` : criterion));
    return page('submission/pages/links.njk', {
      title: `What is “${document.title ?? document.originalName}” for?`,
      back: { href: '/evidence', text: 'Your evidence' },
      documentId,
      areas: areasOf(attempt),
      linked,
    });
  }

  async declarations(signInId: string): Promise<PageReply> {
    const attempt = await this.gather(signInId);
    return page('submission/pages/declarations.njk', {
      title: 'Your declarations',
      back: { href: '/submission', text: 'Your submission' },
      declarations: attempt?.framework.declarations.filter(({ signedBy }) => signedBy === 'participant') ?? [],
      files: attempt?.manifest.items ?? [],
      manifestHash: attempt?.manifestHash ?? '',
      isDeclared: attempt ? isDeclared(attempt) : false,
    });
  }

  async sponsor(signInId: string, typed?: { name: string; email: string }): Promise<PageReply> {
    const attempt = await this.gather(signInId);
    const last = attempt?.sponsor ?? null;
    return page('submission/pages/ask-sponsor.njk', {
      title: 'Ask your sponsor',
      back: { href: '/submission', text: 'Your submission' },
      name: typed?.name ?? last?.sponsorName ?? '',
      email: typed?.email ?? last?.sponsorEmail ?? '',
      last,
    });
  }

  async reopening(signInId: string): Promise<PageReply> {
    const attempt = await this.gather(signInId);
    return page('submission/pages/reopening.njk', {
      title: 'Take your submission back?',
      back: { href: '/submission', text: 'Your submission' },
      closesAt: attempt?.enrolment.booking?.closesAt ?? null,
    });
  }

  private async gather(signInId: string): Promise<GatheredAttempt | null> {
    return gatherAttempt(this.database, (id) => this.frameworks.framework(id), signInId);
  }
}

function isDeclared({ framework, declarations, manifestHash }: GatheredAttempt): boolean {
  return framework.declarations
    .filter(({ signedBy }) => signedBy === 'participant')
    .every(({ code }) => declarations.some((one) => one.kind === code && one.manifestHash === manifestHash));
}

function accountLine(attempt: GatheredAttempt, task: GatheredAttempt['framework']['tasks'][number]): object {
  const document = attempt.documents.find(({ component }) => component === `account-${task.code}`);
  const said = document ? stateWords(document.state, document.countVerdict) : { words: 'Missing', tone: 'bad' };
  return {
    title: task.title,
    limit: task.wordLimit,
    documentId: document?.id ?? null,
    counted: document?.confirmedWords ?? document?.counted ?? null,
    ...said,
  };
}

/** The coverage map: areas with their criteria in scope, what each asks for and what is linked to it. */
function areasOf(attempt: GatheredAttempt): object[] {
  const { framework, scope, links, documents } = attempt;
  const titleOf = (id: string): string => documents.find((document) => document.id === id)?.title ?? '';
  return framework.areas.map((area) => ({
    ...area,
    criteria: framework.criteria
      .filter(({ area: own, code }) => own === area.number && scope.includes(code))
      .map(({ code, task, title, evidence }) => ({
        code,
        task,
        title,
        slots: evidence.map((slot) => ({
          ...slot,
          items: links
            .filter((link) => link.criterion === code && link.slot === slot.code)
            .map(({ documentId }) => titleOf(documentId)),
        })),
        others: links
          .filter((link) => link.criterion === code && link.slot === '')
          .map(({ documentId }) => titleOf(documentId)),
      })),
  }));
}
