import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { configToken } from '../platform/config/config.token.js';
import type { Config } from '../platform/config/config.js';
import { publicAddress } from '../platform/config/public-address.js';
import { writeLetters } from '../platform/mail/mail.js';

/**
 * Letters that follow a release. They are composed after it and never before: until the instant no letter, and no file
 * of one, holds an outcome. They do not say the result, which is read behind sign-in.
 */
@Injectable()
export class OutcomeLetters {
  constructor(
    private readonly database: Database,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** One letter for each released outcome of a release; written again it is the same letter, and not sent again. */
  async announceRelease(actor: string, releaseId: string): Promise<void> {
    const address = `${publicAddress(this.config)}/outcome`;
    await this.database.transact(actor, async (tx) => {
      const people = await tx.query<{ outcomeId: string; name: string; email: string }>(
        `select o.id as "outcomeId", p.name, s.email from outcome o join attempt a on a.id = o.attempt_id
         join enrolment e on e.id = a.enrolment_id join participant p on p.id = e.participant_id
         join sign_in s on s.id = p.sign_in_id
         where o.release_id = $1 and o.state in ('released') and o.supersedes is null order by o.id`,
        [releaseId],
      );
      const letters = people.map(({ outcomeId, name, email }) => ({
        key: `outcome-released:${outcomeId}`,
        to: email,
        subject: 'The outcome of your NPQEL final assessment is there',
        body: letter(`Dear ${name}`, [
          `The outcome of your final assessment is there, with your marks and what was said about each criterion. Sign in to read it:\n${address}`,
          'The page also says what happens next.',
        ]),
      }));
      await writeLetters(tx, letters);
    });
  }

  /** Tells planner and approver that a release stopped itself at its instant. */
  async announceHalt(actor: string, releaseId: string): Promise<void> {
    const address = `${publicAddress(this.config)}/releases/${releaseId}`;
    await this.database.transact(actor, async (tx) => {
      const leads = await tx.query<{ signInId: string; email: string; reason: string }>(
        `select s.id as "signInId", s.email, r.reason from release r join sign_in s on s.id in (r.planned_by, r.approved_by)
         where r.id = $1 and r.state in ('cancelled') order by s.id`,
        [releaseId],
      );
      const letters = leads.map(({ signInId, email, reason }) => ({
        key: `release-halted:${releaseId}:${signInId}`,
        to: email,
        subject: 'A release of outcomes stopped itself',
        body: letter('Hello', [`${reason}.`, `Look into it before you plan again:\n${address}`]),
      }));
      await writeLetters(tx, letters);
    });
  }
}

function letter(greeting: string, paragraphs: readonly string[]): string {
  return `${[greeting, ...paragraphs, 'The assessment team'].join('\n\n')}\n`;
}
