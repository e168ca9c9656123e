import { Injectable } from '@nestjs/common';
import {
  authorsOf,
  countAccount,
  findingWords,
  ledgerShown,
  placeWords,
  stateWords,
  tracesOf,
  type DocumentDetail,
} from '../../documents/index.js';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Frameworks } from '../../qualification/index.js';
import { handedInFiles, type HandedIn } from '../handed-in.js';

interface HeldRow {
  readonly id: string;
  readonly participantName: string;
  readonly windowName: string;
  readonly submittedAt: Date;
  readonly reason: string;
}

const held = `
  select s.id, p.name as "participantName", w.name as "windowName", s.submitted_at as "submittedAt", s.held_reason as reason
  from submission s join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id
  join participant p on p.id = e.participant_id join booking b on b.id = s.booking_id
  join assessment_window w on w.id = b.window_id
  where s.state = 'submitted' and s.held_reason is not null`;

/** What the lead sees of submissions that wait for a decision. Never for those who mark them. */
@Injectable()
export class HeldPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async list(providerId: string | null): Promise<PageReply> {
    const submissions = await this.database.query<HeldRow>(
      `${held} and p.provider_id = $1 order by s.submitted_at, s.id limit 200`,
      [providerId],
    );
    return page('submission/pages/held.njk', { title: 'Submissions that wait for a decision', submissions });
  }

  /** One of them with its files: what was counted and where, what was found, and whether the words name their author. */
  async one(id: string): Promise<PageReply | null> {
    const [submission] = await this.database.query<HeldRow>(`${held} and s.id = $1`, [id]);
    if (!submission) return null;
    const documents = await this.documentsOf(id);
    const authors = await authorsOf(this.database, [...new Set(documents.map(({ enrolmentId }) => enrolmentId))]);
    const files = [];
    for (const document of documents) {
      const framework = await this.frameworks.framework(document.frameworkVersion);
      const isCounted = document.component !== 'evidence' && document.model !== null;
      const ledger = isCounted
        ? countAccount(document.model, framework, document.component, document.annexMarks)
        : null;
      files.push({
        id: document.id,
        name:
          document.title ?? framework.tasks.find(({ code }) => document.component === `account-${code}`)?.title ?? '',
        ...stateWords(document.state, document.countVerdict),
        counted: document.confirmedWords ?? document.counted,
        waits: document.countVerdict === 'needs-person',
        decision: document.decision,
        count: ledger && document.model && { ...ledgerShown(ledger, document.model), estimate: ledger.estimate },
        findings: document.findings.map((finding) => ({ ...findingWords(finding), words: finding.words })),
        traces: tracesOf(document, authors.get(document.enrolmentId))
          .filter(({ removable }) => !removable)
          .map((trace) => ({ ...trace, place: placeWords(trace.place) })),
        canRead: document.state === 'checked' && document.cleanKey !== null,
      });
    }
    return page('submission/pages/held-one.njk', {
      title: `${submission.participantName}, ${submission.windowName}`,
      back: { href: '/held-submissions', text: 'Submissions that wait for a decision' },
      submission,
      files,
    });
  }

  /** A file of a held submission, as markers would get it; null where it is none of them or must not be opened. */
  async file(id: string, documentId: string): Promise<DocumentDetail | null> {
    const document = (await this.documentsOf(id)).find((one) => one.id === documentId);
    return document?.state === 'checked' && document.cleanKey ? document : null;
  }

  private async documentsOf(submissionId: string): Promise<DocumentDetail[]> {
    const [row] = await this.database.query<HandedIn>(
      `select manifest, kept_files as "keptFiles" from submission where id = $1 and state = 'submitted'`,
      [submissionId],
    );
    return row ? (await handedInFiles(this.database, row)).map(({ document }) => document) : [];
  }
}
