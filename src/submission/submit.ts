import { Injectable } from '@nestjs/common';
import { allRefusals, isRefusal, refuse, type Refusal } from '#libs/refusal';
import { Enrolments } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Keys } from '../platform/keys/keys.js';
import { writeLetter } from '../platform/mail/mail.js';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { Frameworks } from '../qualification/index.js';
import { ensureDraft, gatherAttempt, type GatheredAttempt } from './gather-attempt.js';
import { lockSubmission, moveSubmission } from './move-submission.js';
import { readinessRules } from './readiness.js';
import { signReceipt } from './receipt.js';

export type SubmitCode =
  | 'nothing-to-submit'
  | 'no-window-booked'
  | 'window-not-open-yet'
  | 'window-has-closed'
  | 'changed-meanwhile'
  | 'accepted-already';

/** What was refused: one or all that is in the way; or the receipt's number. */
export type Submitted = { readonly receipt: string } | { readonly refusals: readonly Refusal[] };

/**
 * Hands an attempt in. One transaction: state, frozen manifest, signed receipt, journal. Whoever sends the same again,
 * after a lost answer or by a double click, gets the same receipt; a person who holds a receipt is submitted.
 */
@Injectable()
export class Submit {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly enrolments: Enrolments,
    private readonly keys: Keys,
    private readonly store: FileStore,
  ) {}

  /** `receivedAt`: when the request arrived, by the database's clock; late by one second is late. */
  async run(command: {
    actor: string;
    signInId: string;
    manifestHash: string;
    receivedAt: Temporal.Instant;
  }): Promise<Submitted> {
    const missing = await this.findMissingBytes(command.signInId);
    if (missing) throw new Error(`The store lacks ${missing}, which a document row names`);
    return this.database.transact(command.actor, async (transaction) => {
      const attempt = await gatherAttempt(transaction, (id) => this.frameworks.framework(id), command.signInId);
      if (!attempt) return { refusals: [refuse('nothing-to-submit')] };
      await this.enrolments.lockEnrolment(transaction, attempt.enrolment.enrolmentId);
      // Read again under the lock: another tab may have been faster.
      const now = await gatherAttempt(transaction, (id) => this.frameworks.framework(id), command.signInId);
      return now ? this.submit(transaction, now, command) : { refusals: [refuse('nothing-to-submit')] };
    });
  }

  /** A receipt is never a lie: every byte that it names is there before it is signed. */
  private async findMissingBytes(signInId: string): Promise<string | null> {
    const attempt = await gatherAttempt(this.database, (id) => this.frameworks.framework(id), signInId);
    for (const { sha256, size } of attempt?.documents ?? []) {
      if ((await this.store.size(keyOf(sha256))) !== size) return sha256;
    }
    return null;
  }

  private async submit(
    transaction: Transaction,
    attempt: GatheredAttempt,
    command: { signInId: string; manifestHash: string; receivedAt: Temporal.Instant },
  ): Promise<Submitted> {
    const standing = attempt.submission;
    // Also after the closing: the answer may have been lost, and whoever is submitted is never told that they are not.
    const isHandedIn = standing?.state === 'submitted' || standing?.state === 'accepted';
    if (isHandedIn && standing.manifestHash === command.manifestHash) return lastReceipt(transaction, standing.id);
    if (standing?.state === 'accepted') return { refusals: [refuse('accepted-already')] };
    const timing = refusalByTime(attempt, command.receivedAt);
    if (timing) return this.keepLate(transaction, standing?.id ?? null, timing);
    if (attempt.manifestHash !== command.manifestHash) return { refusals: [refuse('changed-meanwhile')] };
    const refusals = allRefusals(readinessRules, attempt);
    if (refusals.length > 0) return { refusals };
    return this.record(transaction, attempt, command.receivedAt);
  }

  /** Who came too late is told when their request was received; that it came is kept, for a failure that is declared later. */
  private async keepLate(
    transaction: Transaction,
    submissionId: string | null,
    refusal: Refusal<SubmitCode>,
  ): Promise<Submitted> {
    const { receivedAt, closesAt } = refusal.facts;
    if (refusal.code === 'window-has-closed' && submissionId !== null)
      await transaction.journal({
        aggregate: 'submission',
        id: submissionId,
        act: 'submission.late',
        facts: { receivedAt, closesAt },
      });
    return { refusals: [refusal] };
  }

  private async record(
    transaction: Transaction,
    attempt: GatheredAttempt,
    receivedAt: Temporal.Instant,
  ): Promise<Submitted> {
    const { enrolment, manifest, manifestHash } = attempt;
    const booking = enrolment.booking;
    if (!booking) throw new Error('A submission without a booking got past its rule');
    const submission = await lockSubmission(transaction, await ensureDraft(transaction, enrolment, attempt.framework));
    if (!submission) throw new Error('A draft that was just made is not there');
    const signed = signReceipt(
      {
        submissionId: submission.id,
        windowName: booking.windowName,
        receivedAt: receivedAt.toString(),
        manifestHash,
        manifest,
      },
      this.keys.signing.privateKeyPem,
    );
    const submittedAt = new Date(receivedAt.epochMilliseconds);
    const facts = {
      bookingId: booking.id,
      countRule: manifest.countRule,
      manifest,
      manifestHash,
      submittedAt,
      firstSubmittedAt: submission.firstSubmittedAt ?? submittedAt,
      heldReason: null,
      keptFiles: null,
    };
    if (!(await moveSubmission(transaction, submission, 'submit', facts, { receipt: signed.statement.receipt }))) {
      throw new Error(`A ${submission.state} submission got past its rule`);
    }
    await transaction.query(
      `insert into receipt (number, submission_id, manifest_hash, statement, signature, key_id, at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        signed.statement.receipt,
        submission.id,
        manifestHash,
        JSON.stringify(signed.statement),
        signed.signature,
        signed.keyId,
        receivedAt.toString(),
      ],
    );
    for (const step of [
      await this.enrolments.markPresented(transaction, enrolment.enrolmentId),
      await this.enrolments.useBooking(transaction, booking.id),
    ]) {
      if (isRefusal(step)) throw new Error(`The enrolment could not follow: ${step.code}`);
    }
    await this.tell(transaction, attempt, signed.statement.receipt, receivedAt);
    await transaction.announce('submission.submitted', { submissionId: submission.id });
    return { receipt: signed.statement.receipt };
  }

  private async tell(
    transaction: Transaction,
    attempt: GatheredAttempt,
    receipt: string,
    receivedAt: Temporal.Instant,
  ): Promise<void> {
    const [person] = await transaction.query<{ email: string }>(
      `select s.email from sign_in s join participant p on p.sign_in_id = s.id where p.id = $1`,
      [attempt.enrolment.participantId],
    );
    if (!person) return;
    await writeLetter(transaction, {
      key: `receipt:${receipt}`,
      to: person.email,
      subject: `We have your NPQEL submission: receipt ${receipt}`,
      body: `Dear ${attempt.enrolment.name},\n\nyour submission was received at ${receivedAt.toString()}. Receipt ${receipt} lists each file with its fingerprint; anybody can check it on our page “Check a receipt”.\n\nUntil your window closes you may take the submission back, change it and submit again. The last complete submission counts.\n`,
    });
  }
}

function refusalByTime({ enrolment }: GatheredAttempt, receivedAt: Temporal.Instant): Refusal<SubmitCode> | null {
  const { booking } = enrolment;
  if (!booking) return refuse('no-window-booked');
  const facts = {
    opensAt: booking.opensAt.toString(),
    closesAt: booking.closesAt.toString(),
    receivedAt: receivedAt.toString(),
  };
  if (Temporal.Instant.compare(receivedAt, booking.opensAt) < 0) return refuse('window-not-open-yet', facts);
  return Temporal.Instant.compare(receivedAt, booking.closesAt) >= 0 ? refuse('window-has-closed', facts) : null;
}

async function lastReceipt(transaction: Transaction, submissionId: string): Promise<Submitted> {
  const [row] = await transaction.query<{ number: string }>(
    `select number from receipt where submission_id = $1 order by at desc limit 1`,
    [submissionId],
  );
  if (!row) throw new Error(`The submission ${submissionId} has no receipt`);
  return { receipt: row.number };
}
