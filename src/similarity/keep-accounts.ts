import { Injectable } from '@nestjs/common';
import { fingerprintsOf, fingerprintVersion } from '#libs/similarity';
import type { Component } from '../documents/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import type { Manifest } from '../submission/index.js';
import { accountText } from './account-text.js';

interface Accepted {
  readonly id: string;
  readonly manifest: Manifest | null;
  readonly enrolmentId: string;
  readonly providerId: string;
}

/** Keeps the fingerprints of the accounts of an accepted submission, and orders that they are compared. */
@Injectable()
export class KeepAccounts {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Twice is once. A submission that is not accepted any more is left alone. `key` names the order to compare. */
  async run(actor: string, submissionId: string, key: string): Promise<void> {
    await this.database.transact(actor, async (tx) => {
      const [submission] = await tx.query<Accepted>(
        `select s.id, s.manifest, e.id as "enrolmentId", p.provider_id as "providerId"
         from submission s join attempt a on a.id = s.attempt_id join enrolment e on e.id = a.enrolment_id
         join participant p on p.id = e.participant_id where s.id = $1 and s.state = 'accepted'`,
        [submissionId],
      );
      const accounts = submission?.manifest?.items.filter(({ component }) => component.startsWith('account-')) ?? [];
      if (!submission || accounts.length === 0) return;
      for (const { component, sha256 } of accounts) await this.keep(tx, submission, component as Component, sha256);
      await tx.order({ kind: 'similarity.compare', key, subject: { providerId: submission.providerId } });
    });
  }

  private async keep(tx: Transaction, submission: Accepted, component: Component, sha256: string): Promise<void> {
    const { id, providerId, enrolmentId } = submission;
    const [known] = await tx.query(
      `select from similarity_account where submission_id = $1 and component = $2 and version = $3`,
      [id, component, fingerprintVersion],
    );
    if (known) return;
    const { folded } = await accountText(tx, this.frameworks, id, component);
    const prints = fingerprintsOf(folded);
    await tx.query(
      `insert into similarity_account
         (submission_id, component, provider_id, enrolment_id, sha256, words, fingerprints, version, kept_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, app_now())
       on conflict (submission_id, component) do update set words = excluded.words, fingerprints = excluded.fingerprints,
         version = excluded.version, kept_at = excluded.kept_at, common_pct = null, compared_at = null
       where similarity_account.version <> excluded.version`,
      [
        id,
        component,
        providerId,
        enrolmentId,
        sha256,
        folded.length,
        Buffer.from(prints.buffer, prints.byteOffset, prints.byteLength),
        fingerprintVersion,
      ],
    );
  }
}
