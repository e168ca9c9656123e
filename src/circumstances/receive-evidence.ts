import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Refusal, type Result } from '#libs/refusal';
import { enrolmentById, Enrolments } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { StoredFile } from '../platform/storage/index.js';
import { Frameworks } from '../qualification/index.js';
import { lockRequest } from './move-request.js';
import { requestEnrolment } from './requests.queries.js';

export type EvidenceCode = 'request-is-decided' | 'evidence-kind-not-taken' | 'evidence-is-enough';

/**
 * Takes a file that supports a request: a doctor's letter, a certificate. It is no piece of the portfolio: no assessor is
 * ever given it. Until it is scanned nobody but its sender opens it. Source: framework, `files`, for type, size and number.
 */
@Injectable()
export class ReceiveEvidence {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly enrolments: Enrolments,
  ) {}

  /** The most bytes that a file for this request may have. */
  async mostBytes(requestId: string): Promise<number> {
    return (await this.rules(this.database, requestId)).maxDocumentBytes;
  }

  /** Whether one may be sent now: asked before a byte is stored. */
  async mayReceive(requestId: string): Promise<Refusal | null> {
    return this.refusal(this.database, requestId, null);
  }

  /** Gives the file's id. The same bytes again for the same request are the same file. */
  async run(command: {
    readonly actor: string;
    readonly requestId: string;
    readonly name: string;
    readonly file: StoredFile;
  }): Promise<Result<string>> {
    const { requestId, name, file } = command;
    return this.database.transact(command.actor, async (tx) => {
      await this.enrolments.lockEnrolment(tx, await requestEnrolment(tx, requestId));
      await lockRequest(tx, requestId);
      const [same] = await tx.query<{ id: string }>(
        `select id from request_evidence where request_id = $1 and sha256 = $2`,
        [requestId, file.sha256],
      );
      if (same) return same.id;
      const refusal = await this.refusal(tx, requestId, name);
      if (isRefusal(refusal)) return refusal;
      const [row] = await tx.query<{ id: string }>(
        `insert into request_evidence (request_id, original_name, sha256, size, sent_at)
         values ($1, $2, $3, $4, app_now()) returning id`,
        [requestId, name, file.sha256, file.size],
      );
      if (!row) throw new Error('An insert that returns gives a row');
      const facts = { sha256: file.sha256, size: file.size };
      await tx.journal({ aggregate: 'request', id: requestId, act: 'request.evidence-sent', facts });
      await tx.order({ kind: 'circumstances.scan', key: row.id, subject: { evidenceId: row.id } });
      return row.id;
    });
  }

  private async refusal(
    db: Pick<Transaction, 'query'>,
    requestId: string,
    name: string | null,
  ): Promise<Refusal<EvidenceCode> | null> {
    const rules = await this.rules(db, requestId);
    const [request] = await db.query<{ state: string; files: number }>(
      `select state, (select count(*)::int from request_evidence where request_id = r.id) as files
       from circumstance_request r where id = $1`,
      [requestId],
    );
    if (request?.state !== 'asked') return refuse('request-is-decided', { state: request?.state });
    if (request.files >= rules.maxEvidenceItems)
      return refuse('evidence-is-enough', { most: rules.maxEvidenceItems }, 'file');
    const extension =
      /\.([^.]{1,8})$/
        .exec(name ?? '')?.[1]
        ?.toLowerCase()
        .replace('jpeg', 'jpg') ?? '';
    return name === null || rules.evidenceTypes.includes(extension)
      ? null
      : refuse('evidence-kind-not-taken', { name, types: rules.evidenceTypes }, 'file');
  }

  private async rules(
    db: Pick<Transaction, 'query'>,
    requestId: string,
  ): Promise<Awaited<ReturnType<Frameworks['framework']>>['files']> {
    const enrolment = await enrolmentById(db, await requestEnrolment(db, requestId));
    if (!enrolment) throw new Error(`The request ${requestId} is of nobody`);
    return (await this.frameworks.framework(enrolment.frameworkVersion)).files;
  }
}
