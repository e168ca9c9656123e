import { Injectable } from '@nestjs/common';
import type { FindingCode, Paragraph } from '#libs/reader';
import {
  codesFor,
  documentDetail,
  findingWords,
  readerVersion,
  severityOf,
  storyWords,
  type FindingSeverity,
} from '../../documents/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Frameworks } from '../../qualification/index.js';
import { handedInWith } from '../counts/counts.queries.js';
import { findingsInWindow, findingTotals, type FindingCursor } from './findings.queries.js';

const pageSize = 50;

/** What was asked for: a severity, a code, and after which row a page begins. */
export interface FindingFilter {
  readonly severity?: FindingSeverity;
  readonly code?: FindingCode;
  readonly after?: FindingCursor;
}

const severityWords: Readonly<Record<FindingSeverity, string>> = {
  count: 'May change the count or hide words',
  look: 'Worth a look',
};

const findingSays = (code: FindingCode): string => findingWords({ code, words: 0, share: 0, examples: [] }).says;

/** What leads see of findings: of a whole window, and of one file with the places where they stand. */
@Injectable()
export class FindingsPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async ofWindow(windowId: string, filter: FindingFilter): Promise<PageReply> {
    const totals = await findingTotals(this.database, windowId, readerVersion);
    const rows = await findingsInWindow(this.database, {
      windowId,
      reader: readerVersion,
      codes: codesFor(filter),
      after: filter.after ?? null,
      most: pageSize + 1,
    });
    const findings = [];
    for (const { frameworkVersion, ...row } of rows.slice(0, pageSize)) {
      const { tasks } = await this.frameworks.framework(frameworkVersion);
      findings.push({
        ...row,
        file: row.title ?? tasks.find(({ code }) => row.component === `account-${code}`)?.title ?? '',
        says: findingSays(row.code),
        severity: severityOf(row.code),
        severitySays: severityWords[severityOf(row.code)],
      });
    }
    const last = findings.at(-1);
    return page('submission/findings/findings.njk', {
      title: 'What was found in the files of this window',
      back: { href: `/planning/windows/${windowId}`, text: 'The window' },
      windowId,
      filter: { severity: filter.severity ?? '', code: filter.code ?? '' },
      totals: totals.map((total) => ({ ...total, says: findingSays(total.code), severity: severityOf(total.code) })),
      severities: Object.entries(severityWords).map(([severity, says]) => ({ severity, says })),
      findings,
      nextAfter: rows.length > pageSize && last ? [last.share, last.documentId, last.code].join('~') : null,
    });
  }

  /** One file with all its findings, and its text with the places that they name. */
  async ofFile(documentId: string): Promise<PageReply | null> {
    const document = await documentDetail(this.database, documentId, readerVersion);
    const handedIn = await handedInWith(this.database, documentId);
    if (!document || !handedIn) return null;
    const framework = await this.frameworks.framework(document.frameworkVersion);
    const paragraphs = document.model?.paragraphs ?? [];
    const findings = document.findings.map((finding) => ({
      ...finding,
      ...findingWords(finding),
      severitySays: severityWords[severityOf(finding.code)],
      places: finding.examples.map((example) => ({ example, paragraph: placeOf(paragraphs, example) })),
    }));
    const named = new Set(findings.flatMap(({ places }) => places.map(({ paragraph }) => paragraph)));
    return page('submission/findings/file-findings.njk', {
      title:
        document.title ?? framework.tasks.find(({ code }) => document.component === `account-${code}`)?.title ?? '',
      back: { href: '/planning/windows', text: 'Assessment windows' },
      ...handedIn,
      documentId,
      findings,
      // The rest of the text would not help: what is named, with its neighbours.
      excerpts: paragraphs
        .map(({ text, story, page: on }, index) => ({
          index,
          text: text.slice(0, 2_000),
          story: storyWords(story),
          page: on,
          isNamed: named.has(index),
        }))
        .filter(({ index }) => [index - 1, index, index + 1].some((near) => named.has(near))),
    });
  }
}

/** The first paragraph that holds an example, which may have been cut short; null where it names a place and no words. */
function placeOf(paragraphs: readonly Paragraph[], example: string): number | null {
  const words = example.replace(/…$/, '').trim();
  const at = words === '' ? -1 : paragraphs.findIndex(({ text }) => text.includes(words));
  return at < 0 ? null : at;
}
