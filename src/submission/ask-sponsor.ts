import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import type { Config } from '../platform/config/config.js';
import { configToken } from '../platform/config/config.token.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { writeLetter } from '../platform/mail/mail.js';
import { Frameworks } from '../qualification/index.js';
import { ensureDraft, gatherAttempt, type GatheredAttempt } from './gather-attempt.js';

export type AskCode =
  | 'nothing-to-declare'
  | 'submitted-already'
  | 'accepted-already'
  | 'sponsor-name-missing'
  | 'sponsor-email-wrong'
  | 'sponsor-is-yourself';

/** A link is good for four weeks: longer than any window is open (framework, window.lengthDays). */
const goodForDays = 28;

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Sends the sponsor a link to read what is handed in and to verify it; a link sent before is void. */
@Injectable()
export class AskSponsor {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(command: {
    actor: string;
    signInId: string;
    name: string;
    email: string;
    origin: string;
  }): Promise<Result<true, AskCode>> {
    const name = command.name.trim();
    const email = command.email.trim().toLowerCase();
    if (name === '') return refuse('sponsor-name-missing', {}, 'name');
    if (!/^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/.test(email)) return refuse('sponsor-email-wrong', {}, 'email');
    return this.database.transact(command.actor, async (transaction) => {
      const attempt = await gatherAttempt(transaction, (id) => this.frameworks.framework(id), command.signInId);
      if (!attempt) return refuse('nothing-to-declare');
      if (attempt.submission?.state === 'submitted') return refuse('submitted-already');
      if (attempt.submission?.state === 'accepted') return refuse('accepted-already');
      const [own] = await transaction.query(`select from sign_in where id = $1 and lower(email) = $2`, [
        command.signInId,
        email,
      ]);
      if (own) return refuse('sponsor-is-yourself', {}, 'email');
      await this.send(transaction, attempt, { name, email, origin: command.origin });
      return true;
    });
  }

  private async send(
    transaction: Transaction,
    attempt: GatheredAttempt,
    sponsor: { name: string; email: string; origin: string },
  ): Promise<void> {
    const submissionId = await ensureDraft(transaction, attempt.enrolment, attempt.framework);
    const token = randomBytes(24).toString('base64url');
    await transaction.query(
      `update sponsor_request set voided_at = app_now() where submission_id = $1 and voided_at is null`,
      [submissionId],
    );
    const [request] = await transaction.query<{ id: string }>(
      `insert into sponsor_request (submission_id, sponsor_name, sponsor_email, token_hash, manifest_hash, sent_at, expires_at)
       values ($1, $2, $3, $4, $5, app_now(), app_now() + interval '${goodForDays} days') returning id`,
      [submissionId, sponsor.name, sponsor.email, hashOfToken(token), attempt.manifestHash],
    );
    const address = `${this.config.publicUrl ?? sponsor.origin}/sponsor/${token}`;
    await writeLetter(transaction, {
      key: `sponsor-asked:${request?.id}`,
      to: sponsor.email,
      subject: `${attempt.enrolment.name} asks you to verify their NPQEL submission`,
      body: `Dear ${sponsor.name},\n\n${attempt.enrolment.name} is about to hand in two accounts and a portfolio of evidence for the NPQEL final assessment and names you as sponsor. Please read them and say whether, to the best of your knowledge, they are accurate:\n\n${address}\n\nThe link is yours alone and good for ${goodForDays} days. You need no account. If anything is changed after this, you will be asked again.\n`,
    });
    await transaction.journal({
      aggregate: 'submission',
      id: submissionId,
      act: 'sponsor.asked',
      facts: { manifestHash: attempt.manifestHash },
    });
    await transaction.touch(`submission:${submissionId}`);
  }
}
