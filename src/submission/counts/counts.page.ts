import { Injectable } from '@nestjs/common';
import {
  countAccount,
  countRuleOf,
  documentDetail,
  ledgerByPage,
  mostPagesDrawn,
  pageImagesOf,
  readerVersion,
  reasonWords,
  type Component,
  type DocumentDetail,
  type LedgerPage,
  type StoredPageImage,
} from '../../documents/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Frameworks } from '../../qualification/index.js';
import { countsWaiting, handedInWith } from './counts.queries.js';

const pageSize = 50;

/** What leads see of counts that wait for them: a list, and for each the pages as they look beside what was counted. */
@Injectable()
export class CountsPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async list(providerId: string | null, after: string | null): Promise<PageReply> {
    const found = await countsWaiting(this.database, providerId, after, pageSize + 1);
    const counts = [];
    for (const { frameworkVersion, ...count } of found.slice(0, pageSize)) {
      const framework = await this.frameworks.framework(frameworkVersion);
      const { limit } = countRuleOf(framework, count.component as Component);
      const title = framework.tasks.find(({ code }) => count.component === `account-${code}`)?.title ?? '';
      counts.push({ ...count, title, limit });
    }
    return page('submission/counts/counts.njk', {
      title: 'Word counts to confirm',
      counts,
      nextAfter: found.length > pageSize ? (counts.at(-1)?.id ?? null) : null,
    });
  }

  /** `typed`: what was chosen in a form that was refused. */
  async one(id: string, typed: Readonly<Record<string, unknown>> = {}): Promise<PageReply | null> {
    const document = await documentDetail(this.database, id, readerVersion);
    const handedIn = await handedInWith(this.database, id);
    if (!document?.model || !handedIn || document.component === 'evidence') return null;
    const framework = await this.frameworks.framework(document.frameworkVersion);
    const ledger = countAccount(document.model, framework, document.component, document.annexMarks);
    const rule = countRuleOf(framework, document.component);
    const images = await pageImagesOf(this.database, document.sha256);
    const pages = ledgerByPage(ledger, document.model).map((one) => pageShown(document, one, images));
    const isDrawing = document.kind === 'pdf' && images.length < Math.min(pages.length, mostPagesDrawn);
    return page('submission/counts/count.njk', {
      title: framework.tasks.find(({ code }) => document.component === `account-${code}`)?.title ?? '',
      back: { href: '/counts-to-confirm', text: 'Word counts to confirm' },
      ...handedIn,
      document: { id, version: document.version, kind: document.kind, canRead: document.cleanKey !== null },
      estimate: ledger.counted,
      excluded: ledger.excluded,
      limit: rule.limit,
      allowed: rule.limit + rule.toleranceWords,
      band: bandOf(rule),
      isEstimate: ledger.estimate,
      unread: document.model.unread ?? [],
      rule: ledger.ruleVersion,
      places: ledger.places.map(({ number, paragraph, word }) => ({
        number,
        word,
        page: document.model?.paragraphs[paragraph]?.page ?? null,
      })),
      pages,
      isDrawing,
      mayDecide: document.countVerdict === 'needs-person',
      decision: document.decision,
      typed,
    });
  }
}

/** Estimates from here to there are for a person, by the framework. Words. */
function bandOf({
  limit,
  estimateBandPct: { below, above },
}: {
  limit: number;
  estimateBandPct: { below: number; above: number };
}): { from: number; to: number } {
  return { from: Math.ceil((limit * (100 - below)) / 100), to: Math.floor((limit * (100 + above)) / 100) };
}

function pageShown(document: DocumentDetail, shown: LedgerPage, images: readonly StoredPageImage[]): object {
  const image = images.find(({ page: number }) => number === shown.page);
  return {
    ...shown,
    paragraphs: shown.paragraphs.map((paragraph) => ({
      ...paragraph,
      says: paragraph.reason === 'counted' ? null : reasonWords(paragraph.reason),
    })),
    image:
      image && image.key !== null
        ? {
            href: `/counts-to-confirm/${document.id}/pages/${image.page}`,
            width: image.width,
            height: image.height,
          }
        : null,
    cannotBeDrawn: image?.key === null || (shown.page ?? 0) > mostPagesDrawn,
  };
}
