import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import type { TextModel } from '#libs/reader';
import type { Framework } from '#libs/rubric';
import type { Ledger } from '#libs/word-count';
import { countAccount, ledgerShown, type DocumentDetail, type LedgerShown } from '../documents/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { freezeScripts } from './frozen-script.js';
import { handedInFiles, type HandedInFile } from './handed-in.js';
import { lockSubmission, moveSubmission } from './move-submission.js';
import { drawCode } from './receipt.js';
import type { Submission } from './submission.entity.js';

export type HoldCode = 'not-held' | 'hold-reason-missing';

/**
 * After closing: what was handed in becomes a script under a random number, and its clean copies what assessors read.
 * Checks that are still running hold it, never fail it: in time is in time. What cannot be used or is over the limit after
 * all is held for the lead, who decides with a reason.
 */
@Injectable()
export class AcceptSubmission {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Accepts, or holds with its reason; doing it twice does it once. `override` is the lead's reason to accept all the same. */
  async run(actor: string, submissionId: string, override?: string): Promise<Result<'accepted' | 'held', HoldCode>> {
    if (override !== undefined && override.trim() === '') return refuse('hold-reason-missing', {}, 'reason');
    return this.database.transact(actor, async (transaction) => {
      const submission = await lockSubmission(transaction, submissionId);
      if (submission?.state !== 'submitted') return override === undefined ? 'accepted' : refuse('not-held');
      const framework = await this.frameworks.framework(submission.frameworkVersion);
      const files = await handedInFiles(transaction, submission);
      for (const { document, item } of files)
        if (document.sha256 !== item.sha256)
          throw new Error(`The file ${item.documentId} is not the one that was submitted`);
      const wrong = whatIsWrong(files);
      if (wrong && !(override && wrong !== 'pending')) {
        await transaction.query(`update submission set held_reason = $2 where id = $1`, [submissionId, wrong]);
        return 'held';
      }
      await this.accept(transaction, submission, framework, files, override);
      return 'accepted';
    });
  }

  private async accept(
    transaction: Transaction,
    submission: Submission,
    framework: Framework,
    files: readonly HandedInFile[],
    override: string | undefined,
  ): Promise<void> {
    const now = new Date((await transaction.now()).epochMilliseconds);
    const facts = { acceptedAt: now, heldReason: null };
    await moveSubmission(transaction, submission, 'accept', facts, override ? { override } : {});
    const [script] = await transaction.query<{ number: string; windowId: string }>(
      `insert into script (number, submission_id, window_id, framework_version, attempt_no, scope, carried_forward, accepted_at)
       select $1, $2, b.window_id, $3, a.no, a.scope, a.carried_forward, $4
       from submission s join attempt a on a.id = s.attempt_id join booking b on b.id = s.booking_id where s.id = $2
       returning number, window_id as "windowId"`,
      [`${drawCode(4)}-${drawCode(4)}`, submission.id, submission.frameworkVersion, now],
    );
    if (!script) throw new Error(`The submission ${submission.id} has no booking`);
    await writeScriptDocuments(transaction, script.number, framework, files);
    await freezeScripts(transaction, [script.number]);
    await transaction.announce('submission.accepted', {
      submissionId: submission.id,
      scriptNumber: script.number,
      windowId: script.windowId,
    });
  }
}

/** `pending`: a check is still running. Otherwise what a person has to decide about, or null. */
function whatIsWrong(files: readonly HandedInFile[]): string | null {
  const states = files.map(({ document }) => document.state);
  if (states.some((state) => state === 'quarantined' || state === 'scanned')) return 'pending';
  if (states.includes('stuck')) return 'stuck';
  if (states.includes('infected')) return 'infected';
  if (states.includes('refused')) return 'refused';
  const verdicts = files.map(({ document }) => document.countVerdict);
  if (verdicts.includes('over')) return 'over';
  if (verdicts.includes('not-confirmed')) return 'not-confirmed';
  return verdicts.includes('needs-person') ? 'needs-person' : null;
}

async function writeScriptDocuments(
  transaction: Transaction,
  scriptNumber: string,
  framework: Framework,
  files: readonly HandedInFile[],
): Promise<void> {
  let evidenceNo = 0;
  for (const [position, { document, item }] of files.entries()) {
    if (document.component === 'evidence') evidenceNo += 1;
    const ledger =
      document.component !== 'evidence' && document.model
        ? countAccount(document.model, framework, document.component, document.annexMarks)
        : null;
    await transaction.query(
      `insert into script_document
         (script_number, position, component, label, criteria, clean_key, clean_kind, clean_type, counted, ledger)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        scriptNumber,
        position,
        document.component,
        labelOf(document, framework, evidenceNo),
        JSON.stringify(item.links),
        ...(canBeShown(document) ? [document.cleanKey, document.cleanKind, document.cleanType] : [null, null, null]),
        document.confirmedWords ?? document.counted,
        ledger && document.model && JSON.stringify(shownOf(document, ledger, document.model)),
      ],
    );
  }
}

/** The ledger beside the clean copy: where a person set the figure, theirs. Where the limit falls stays as it was counted. */
function shownOf({ confirmedWords }: DocumentDetail, ledger: Ledger, model: TextModel): LedgerShown {
  const shown = ledgerShown(ledger, model);
  return confirmedWords === null ? shown : { ...shown, counted: confirmedWords };
}

/**
 * Only what went through all its checks. The same bytes may have been read long ago for somebody else: what the lead
 * accepts although malware was found in it, or before it was scanned, is named in the script and opened by nobody.
 */
function canBeShown({ state, cleanKey }: DocumentDetail): boolean {
  return state === 'checked' && cleanKey !== null;
}

/** What an assessor sees instead of a file name: the task, or the number and title of the evidence. */
function labelOf(document: DocumentDetail, framework: Framework, evidenceNo: number): string {
  if (document.component === 'evidence') return `Evidence ${evidenceNo}: ${document.title ?? ''}`;
  const task = framework.tasks.find(({ code }) => document.component === `account-${code}`);
  return `Account ${task?.code ?? ''}: ${task?.title ?? ''}`;
}
