import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Finding, TextModel } from '#libs/reader';
import type { Framework } from '#libs/rubric';
import {
  absentAnnexes,
  compareWithWord,
  suggestParts,
  type CountRule,
  type Ledger,
  type MarkedPart,
} from '#libs/word-count';
import { Database } from '../../platform/database/database.js';
import { Scanner } from '../../platform/scanner/index.js';
import { page, type Messages, type PageReply } from '../../platform/web/reply.js';
import { taskClosingsFor } from '../../enrolment/index.js';
import { Frameworks } from '../../qualification/index.js';
import { authorsOf, tracesOf } from '../author-identity.js';
import { countAccount, countRuleOf } from '../count-account.js';
import type { Component } from '../document.entity.js';
import { refusedFileMessages } from '../documents.messages.js';
import {
  attemptShown,
  documentDetail,
  documentsOf,
  stuckDocuments,
  type DocumentDetail,
  type DocumentLine,
} from '../documents.queries.js';
import { AttemptLock } from '../attempt-lock.js';
import { tasksInScope } from '../tasks-in-scope.js';
import {
  findingWords,
  partWords,
  placeWords,
  reasonWords,
  stateWords,
  stepWords,
  storedWords,
  storyWords,
} from './words.js';
import { textAround } from '../ledger-shown.js';
import { cleanedFileShown } from '../cleaned-file.js';
import { readerVersion } from '../read-document.js';

const pageSize = 50;
const mostTraces = 40;

/** What the pages of this room say, put together from rows; the same is the API's JSON. */
@Injectable()
export class DocumentsPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly scanner: Scanner,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** The words for what stops a change of an attempt: they belong to the room that stops it. */
  get lockMessages(): Messages {
    return this.moduleRef.get(AttemptLock, { strict: false }).messages;
  }

  /** `typed`: what was typed into a form that was refused, so that nobody types it twice. */
  async files(signInId: string, typed: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    const attempt = await attemptShown(this.database, signInId);
    const title = 'Your files';
    if (!attempt) return page('documents/pages/files.njk', { title, attempt: null });
    const framework = await this.frameworks.framework(attempt.frameworkVersion);
    const documents = (await documentsOf(this.database, attempt.enrolmentId, attempt.attemptNo)).map(lineForPage);
    const scope = attempt.scope ?? framework.criteria.map(({ code }) => code);
    const closings = await taskClosingsFor(this.database, attempt.enrolmentId, attempt.attemptNo);
    return page('documents/pages/files.njk', {
      title,
      attempt,
      accounts: tasksInScope({ framework, scope }).map((task) => {
        const component = `account-${task.code}` as Component;
        return {
          component,
          title: task.title,
          limit: task.wordLimit,
          closing: closings.find((closing) => closing.task === task.code) ?? null,
          rule: countRuleOf(framework, component),
          document: documents.find((document) => document.component === component) ?? null,
        };
      }),
      evidence: documents.filter(({ component }) => component === 'evidence'),
      files: framework.files,
      scanning: this.scanner.isOn,
      typed,
    });
  }

  async detail(id: string): Promise<DocumentDetail | null> {
    return documentDetail(this.database, id, readerVersion);
  }

  async document(id: string): Promise<PageReply | null> {
    const document = await this.detail(id);
    if (!document) return null;
    const framework = await this.frameworks.framework(document.frameworkVersion);
    const count =
      document.model && document.component !== 'evidence' ? countForPage(document, document.model, framework) : null;
    const {
      model: _model,
      enrolmentId: _enrolmentId,
      cleanKey: _cleanKey,
      readingKey: _readingKey,
      cleanedKey: _cleanedKey,
      traces: _traces,
      ...shown
    } = document;
    const author = (await authorsOf(this.database, [document.enrolmentId])).get(document.enrolmentId);
    // What only the author can change comes first.
    const traces = tracesOf(document, author)
      .map((trace) => ({ ...trace, place: placeWords(trace.place) }))
      .sort((one, other) => Number(one.removable) - Number(other.removable));
    return page('documents/pages/document.njk', {
      title: document.title ?? titleOfTask(framework, document.component) ?? document.originalName,
      back: { href: '/documents', text: 'Your files' },
      document: lineForPage(shown),
      count,
      findings: document.findings.map(findingForPage),
      absentAnnexes: document.component === 'evidence' ? [] : await this.absentAnnexes(document),
      traces: traces.filter(({ removable }, at) => !removable || at < mostTraces),
      hiddenTraces: traces.filter(({ removable }, at) => removable && at >= mostTraces).length,
      cleaned: cleanedFileShown(document),
      canRead: document.state === 'checked' && document.cleanKey !== null,
    });
  }

  /** Labels of annexes that an account sends its readers to and that are neither in it nor handed in beside it. */
  private async absentAnnexes({ model, enrolmentId, attemptNo }: DocumentDetail): Promise<string[]> {
    if (!model) return [];
    const beside = await documentsOf(this.database, enrolmentId, attemptNo);
    const titles = beside
      .filter(({ component }) => component === 'evidence')
      .flatMap(({ title, originalName }) => [title ?? '', originalName]);
    return absentAnnexes(model.paragraphs, titles).map(({ label }) => label);
  }

  async removal(id: string): Promise<PageReply | null> {
    const document = await this.detail(id);
    if (!document) return null;
    const { id: documentId, originalName, title } = document;
    return page('documents/pages/removal.njk', {
      title: 'Take this file away?',
      back: { href: '/documents', text: 'Your files' },
      document: { id: documentId, originalName, title },
    });
  }

  async stuck(providerId: string | null, after: string | null): Promise<PageReply> {
    const documents = await stuckDocuments(this.database, providerId, after, pageSize + 1);
    const shown = documents.slice(0, pageSize);
    return page('documents/pages/stuck.njk', {
      title: 'Files that wait for a person',
      documents: shown,
      nextAfter: documents.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
    });
  }
}

function titleOfTask({ tasks }: Framework, component: Component): string | undefined {
  return tasks.find(({ code }) => component === `account-${code}`)?.title;
}

function lineForPage<Line extends Pick<DocumentLine, 'state' | 'reason' | 'countVerdict' | 'scan'>>(
  document: Line,
): Line & { state: string; words: string; tone: string; advice: string | null } {
  const { words, tone } = stateWords(document.state, document.countVerdict);
  const advice = ['refused', 'infected'].includes(document.state)
    ? (refusedFileMessages[document.reason ?? ''] ?? refusedFileMessages['corrupt'] ?? null)
    : null;
  return { ...document, words, tone, advice };
}

function findingForPage(finding: Finding): Finding & { says: string; mend: string } {
  return { ...finding, ...findingWords(finding) };
}

/** The count as its author reads it: by story, what was left out and why, and where the limit falls. */
function countForPage(document: DocumentDetail, model: TextModel, framework: Framework): object {
  const ledger = countAccount(model, framework, document.component, document.annexMarks);
  const parts = suggestParts(model.paragraphs);
  return {
    rule: ledger.ruleVersion,
    limit: ledger.limit,
    counted: ledger.counted,
    excluded: ledger.excluded,
    verdict: ledger.verdict,
    estimate: ledger.estimate,
    stories: Object.entries(ledger.stories)
      .filter(([, words]) => words > 0)
      .map(([story, words]) => ({ story, says: storyWords(story), words })),
    reasons: Object.entries(ledger.reasons)
      .filter(([, words]) => words > 0)
      .map(([reason, words]) => ({ reason, says: reasonWords(reason), words })),
    places: ledger.places.map((place) => ({ ...place, around: textAround(model, place) })),
    stored: ledger.stored,
    storedWhy: ledger.stored && storedWords(ledger.stored.reason),
    word: document.kind === 'docx' ? wordForPage(ledger, countRuleOf(framework, document.component)) : null,
    parts: parts.map((part) => partForPage(part, document, model, framework)),
    withoutAll: parts.length > 1 ? countAccount(model, framework, document.component, parts).counted : null,
  };
}

/** The way from the figure that Word shows its author to the one that counts. */
function wordForPage(ledger: Ledger, rule: CountRule): object {
  const { shown, steps } = compareWithWord(ledger, rule);
  return { shown, steps: steps.map((step) => ({ ...step, says: stepWords(step) })) };
}

/** A part that may be left out of the count: how it begins and ends, whether it is left out, and the count without and with it. */
function partForPage(part: MarkedPart, document: DocumentDetail, model: TextModel, framework: Framework): object {
  const others = document.annexMarks.filter(({ from }) => from !== part.from);
  const count = (marks: readonly MarkedPart[]): number =>
    countAccount(model, framework, document.component, marks).counted;
  const begins = (paragraph: number): string => (model.paragraphs[paragraph]?.text ?? '').trim().slice(0, 80);
  return {
    ...part,
    says: partWords(part.part),
    begins: begins(part.from),
    until: part.to < model.paragraphs.length ? begins(part.to) : null,
    isLeftOut: others.length < document.annexMarks.length,
    countedWith: count(others),
    countedWithout: count([...others, part]),
  };
}
