import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { participantForLetters } from '../enrolment/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { writeLetter } from '../platform/mail/mail.js';
import { Frameworks } from '../qualification/index.js';
import { AttemptLock } from './attempt-lock.js';
import { countRuleOf } from './count-account.js';
import { decideCount, type CountAsked, type CountDecision, type CountDecisionCode } from './count-decision.js';
import type { Document } from './document.entity.js';
import { frameworkVersionOf } from './documents.queries.js';
import { lockDocument } from './move-document.js';

/**
 * A person decides about a count that no program could make for certain. Once for a file as it was counted; the estimate
 * itself stays what it was, so that nothing that was signed is touched, and a person's figure stands beside it.
 */
@Injectable()
export class DecideCount {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly attemptLock: AttemptLock,
  ) {}

  /** `version`: that of the file whose pages were looked at. */
  async run(command: {
    actor: string;
    staffId: string;
    documentId: string;
    version: number;
    asked: CountAsked;
  }): Promise<Result<CountDecision, CountDecisionCode>> {
    return this.database.transact(command.actor, async (transaction) => {
      const document = await lockDocument(transaction, command.documentId);
      const waits = document?.state === 'checked' && document.countVerdict === 'needs-person';
      if (!document || !waits || document.counted === null) return refuse('count-not-waiting');
      if (!(await this.attemptLock.isHandedIn(transaction, document.enrolmentId, document.attemptNo)))
        return refuse('count-not-waiting');
      if (document.version !== command.version) return refuse('count-changed-meanwhile');
      const decision = decideCount(command.asked, document.counted);
      if (isRefusal(decision)) return decision;
      const framework = await this.frameworks.framework(await frameworkVersionOf(transaction, document.enrolmentId));
      const { limit, toleranceWords } = countRuleOf(framework, document.component);
      const facts = { ...decision, estimate: document.counted, most: limit + toleranceWords };
      if (!(await insert(transaction, document, facts, command.staffId))) return refuse('count-decided-already');
      await transaction.journal({ aggregate: 'document', id: document.id, act: `count.${decision.decision}`, facts });
      await tell(transaction, document, facts);
      await transaction.touch(`document:${document.id}`);
      await transaction.touch(`files:${document.enrolmentId}`);
      return decision;
    });
  }
}

type Facts = CountDecision & { readonly estimate: number; readonly most: number };

/** False where somebody decided before: the database keeps one decision for each version of a file. */
async function insert(transaction: Transaction, document: Document, facts: Facts, staffId: string): Promise<boolean> {
  const rows = await transaction.query(
    `insert into count_decision
       (document_id, document_version, decision, estimate, most, words, reason, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, app_now()) on conflict do nothing returning 1`,
    [document.id, document.version, facts.decision, facts.estimate, facts.most, facts.words, facts.reason, staffId],
  );
  return rows.length === 1;
}

async function tell(transaction: Transaction, document: Document, facts: Facts): Promise<void> {
  const person = await participantForLetters(transaction, document.enrolmentId);
  await writeLetter(transaction, {
    key: `count-decided:${document.id}:${document.version}`,
    to: person.email,
    subject: 'The word count of your NPQEL account was looked at',
    body: `Dear ${person.name},\n\na lead at your provider looked at the pages of ${document.originalName}. ${saidOf(facts)}\n\nYour submission was received in time and stays so. The page of the file says more.\n`,
  });
}

const figure = (words: number): string => words.toLocaleString('en-GB');

function saidOf({ decision, words, most, reason }: Facts): string {
  const why = reason ? ` The reason: ${reason}` : '';
  if (words === null) return `Its words could not be counted, so the count was not confirmed.${why} ${mend}`;
  const found = decision === 'confirmed' ? 'The count is confirmed' : 'The count was corrected';
  const standing =
    words <= most
      ? 'That is within the limit, and nothing needs to be done.'
      : `That is more than the ${figure(most)} that are allowed. ${mend}`;
  return `${found}: ${figure(words)} words.${why} ${standing}`;
}

const mend =
  'While your window is open you can take your submission back, send the account as a Word document (.docx) and submit again. After that your provider decides and writes to you.';
