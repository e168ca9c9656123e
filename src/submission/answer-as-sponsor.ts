import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { documentsOf, type DocumentLine } from '../documents/index.js';
import { Database } from '../platform/database/database.js';
import { hashOfToken } from './ask-sponsor.js';

export type AnswerCode = 'link-is-void' | 'answered-already' | 'reason-missing' | 'answer-missing';

/** What a sponsor's page shows: whose work, which files, and whether the link still counts. */
export interface SponsorView {
  readonly requestId: string;
  readonly submissionId: string;
  readonly sponsorName: string;
  readonly participantName: string;
  readonly frameworkVersion: string;
  readonly decision: 'verified' | 'refused' | null;
  readonly isOpen: boolean;
  readonly documents: readonly DocumentLine[];
}

interface RequestRow {
  id: string;
  submissionId: string;
  sponsorName: string;
  participantName: string;
  frameworkVersion: string;
  decision: 'verified' | 'refused' | null;
  isOpen: boolean;
  enrolmentId: string;
  attemptNo: number;
}

/** The sponsor, by a link and without an account: reads, and verifies or refuses once. */
@Injectable()
export class AnswerAsSponsor {
  constructor(private readonly database: Database) {}

  /** What the link leads to; null where it never was one. */
  async view(token: string): Promise<SponsorView | null> {
    const request = await this.find(token);
    if (!request) return null;
    const { enrolmentId, attemptNo, id, ...shown } = request;
    return { ...shown, requestId: id, documents: await documentsOf(this.database, enrolmentId, attemptNo) };
  }

  async run(command: {
    token: string;
    decision: 'verified' | 'refused' | '';
    statement: string;
  }): Promise<Result<true, AnswerCode>> {
    const statement = command.statement.trim();
    if (command.decision === '') return refuse('answer-missing', {}, 'decision');
    if (command.decision === 'refused' && statement === '') return refuse('reason-missing', {}, 'statement');
    const request = await this.find(command.token);
    if (!request) return refuse('link-is-void');
    return this.database.transact(`sponsor:${request.id}`, async (transaction) => {
      const [row] = await transaction.query<{ decision: string | null; isOpen: boolean }>(
        `select decision, voided_at is null and expires_at > app_now() as "isOpen" from sponsor_request where id = $1 for update`,
        [request.id],
      );
      if (row?.decision) return row.decision === command.decision ? true : refuse('answered-already');
      if (!row?.isOpen) return refuse('link-is-void');
      await transaction.query(
        `update sponsor_request set decision = $2, statement = $3, decided_at = app_now() where id = $1`,
        [request.id, command.decision, statement || null],
      );
      await transaction.journal({
        aggregate: 'submission',
        id: request.submissionId,
        act: `sponsor.${command.decision}`,
      });
      await transaction.touch(`submission:${request.submissionId}`);
      return true;
    });
  }

  private async find(token: string): Promise<RequestRow | null> {
    const [row] = await this.database.query<RequestRow>(
      `select q.id, q.submission_id as "submissionId", q.sponsor_name as "sponsorName", p.name as "participantName",
              s.framework_version as "frameworkVersion", q.decision, a.enrolment_id as "enrolmentId", a.no as "attemptNo",
              q.voided_at is null and q.expires_at > app_now() and q.decision is null as "isOpen"
       from sponsor_request q join submission s on s.id = q.submission_id join attempt a on a.id = s.attempt_id
       join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
       where q.token_hash = $1`,
      [hashOfToken(token)],
    );
    return row ?? null;
  }
}
