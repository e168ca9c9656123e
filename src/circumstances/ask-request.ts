import { Injectable } from '@nestjs/common';
import { addWorkingDays, londonDate } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { enrolmentOf, Enrolments, writeToParticipant } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { bankHolidaysFrom, bankHolidaysSql, type BankHolidaysJson } from '../qualification/index.js';
import { RequestEffects } from './effects.js';
import { letters } from './letters.js';
import { readTerms, type RequestKind, type Terms, type TermsForm } from './terms.js';

export type AskCode =
  'nobody-enrolled' | 'statement-missing' | 'statement-too-long' | 'asked-already' | 'nothing-to-adjust';

/** As much as a page of text. */
const longestStatement = 4_000;

/**
 * A participant asks for a deferral, an extension or a reasonable adjustment. What could not be granted as it is asked for
 * is said at once, so that nobody waits for a refusal that the framework makes. One open request of a kind.
 */
@Injectable()
export class AskRequest {
  constructor(
    private readonly database: Database,
    private readonly enrolments: Enrolments,
    private readonly effects: RequestEffects,
  ) {}

  /** Gives the request's id. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly kind: string;
    readonly form: TermsForm;
    readonly statement: string;
  }): Promise<Result<string>> {
    const statement = command.statement.trim();
    const terms = readTerms(command.kind, command.form);
    if (isRefusal(terms)) return terms;
    if (statement === '') return refuse('statement-missing', {}, 'statement');
    if (statement.length > longestStatement)
      return refuse('statement-too-long', { length: statement.length, most: longestStatement }, 'statement');
    const kind = command.kind as RequestKind;
    return this.database.transact(command.actor, async (tx) => {
      const mine = await enrolmentOf(tx, command.signInId);
      if (!mine) return refuse('nobody-enrolled');
      const { enrolmentId } = mine;
      await this.enrolments.lockEnrolment(tx, enrolmentId);
      const [standing] = await tx.query<{ id: string }>(
        `select id from circumstance_request where enrolment_id = $1 and kind = $2 and state in ('asked')`,
        [enrolmentId, kind],
      );
      if (standing) return refuse('asked-already', { kind });
      const askedAt = await tx.now();
      const effect = await this.effects.of(tx, { enrolmentId, kind, terms, askedAt });
      if (isRefusal(effect)) return effect;
      return this.write(tx, { enrolmentId, providerId: mine.providerId, kind, terms, statement, askedAt });
    });
  }

  private async write(
    tx: Transaction,
    asked: {
      enrolmentId: string;
      providerId: string;
      kind: RequestKind;
      terms: Terms;
      statement: string;
      askedAt: Temporal.Instant;
    },
  ): Promise<string> {
    const { enrolmentId, kind, terms } = asked;
    const [provider] = await tx.query<{ days: number; holidays: BankHolidaysJson }>(
      `select decide_requests_within as days, ${bankHolidaysSql} as holidays from provider where id = $1`,
      [asked.providerId],
    );
    if (!provider) throw new Error(`There is no provider ${asked.providerId}`);
    const { date } = addWorkingDays(londonDate(asked.askedAt), provider.days, bankHolidaysFrom(provider.holidays));
    const [row] = await tx.query<{ id: string }>(
      `insert into circumstance_request (enrolment_id, kind, state, terms, statement, asked_at, decide_by)
       values ($1, $2, 'asked', $3, $4, $5, $6) returning id`,
      [enrolmentId, kind, JSON.stringify(terms), asked.statement, asked.askedAt.toString(), date.toString()],
    );
    if (!row) throw new Error('An insert that returns gives a row');
    // What somebody writes about their health stays with the request: the journal says that they asked.
    await tx.journal({
      aggregate: 'request',
      id: row.id,
      act: 'request.asked',
      to: 'asked',
      facts: { kind, enrolmentId },
    });
    await writeToParticipant(tx, enrolmentId, `request-asked:${row.id}`, letters.asked(kind, terms, date));
    return row.id;
  }
}
