import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { mergeSignIns, StandingWork, type Effect } from '../../people/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetters } from '../../platform/mail/mail.js';
import { letterTo } from '../letters.js';
import { checkMerge, enrolmentsThatGo, type MergeCode } from './merge-rules.js';
import { mergeSides, participantNamed, type MergeSide } from './merge.queries.js';

export interface MergeCommand {
  readonly survivorId: string;
  /** TRN or e-mail address of the other record. */
  readonly other: string;
  /** `other` takes the other record's TRN, or name; anything else keeps the survivor's. */
  readonly trnOf: string;
  readonly nameOf: string;
}
export type MergeAsker = { readonly actor: string; readonly signInId: string; readonly providerId: string };
export type MergeRecordsCode = MergeCode | 'reason-missing' | 'effect-has-changed';

type Merged = { survivor: MergeSide; duplicate: MergeSide; goes: string[]; effect: Effect };

/**
 * Makes two records of one person one: the survivor keeps its sign-in, the other's enrolments go over with all that
 * hangs on them, and its id leads to the survivor. One transaction, which `PartRecords` takes back. Where work is being
 * judged it is looked at again who may: ties and workplaces of both records count from now on (edge case 39).
 */
@Injectable()
export class MergeRecords {
  constructor(private readonly standing: StandingWork) {}

  /** Both records side by side and what merging them would do; nothing is changed. */
  async preview(asker: MergeAsker, command: MergeCommand): Promise<Result<Merged, MergeRecordsCode>> {
    return this.standing.rehearse(asker.actor, asker.providerId, (tx) => merge(tx, asker, command, ''));
  }

  /** `seenEffect` is the effect that the preview showed; refuses `effect-has-changed` where it would be another by now. */
  async run(
    asker: MergeAsker,
    command: MergeCommand & { readonly why: string; readonly seenEffect: string },
  ): Promise<Result<Merged, MergeRecordsCode>> {
    const why = command.why.trim();
    if (why === '') return refuse('reason-missing', {}, 'why');
    const { actor, providerId } = asker;
    return this.standing.decide(actor, providerId, command.seenEffect, (tx) => merge(tx, asker, command, why));
  }
}

async function merge(
  tx: Transaction,
  asker: MergeAsker,
  command: MergeCommand,
  why: string,
): Promise<Result<Omit<Merged, 'effect'>, MergeRecordsCode>> {
  const found = await gather(tx, asker, command);
  if (isRefusal(found)) return found;
  const { survivor, duplicate } = found;
  const goes = enrolmentsThatGo(survivor, duplicate).map(({ id }) => id);
  const ids = [survivor.participantId, duplicate.participantId];
  await tx.query(`update enrolment set participant_id = $1, version = version + 1 where id = any($2)`, [ids[0], goes]);
  const before = { survivor: detailsOf(survivor), duplicate: detailsOf(duplicate) };
  if (command.trnOf === 'other') await exchange(tx, 'trn', survivor, duplicate);
  if (command.nameOf === 'other') await exchange(tx, 'name', survivor, duplicate);
  await mergeSignIns(tx, { survivor: survivor.signInId, duplicate: duplicate.signInId }, true);
  await tx.query(
    `insert into participant_merge (survivor_id, duplicate_id, enrolments, before, why, merged_by, merged_at)
     values ($1, $2, $3, $4, $5, $6, app_now())`,
    [...ids, JSON.stringify(goes), JSON.stringify(before), why, asker.signInId],
  );
  await record(tx, { survivor, duplicate, goes, why, facts: { before, trnOf: command.trnOf, nameOf: command.nameOf } });
  return { survivor, duplicate, goes };
}

async function gather(
  tx: Transaction,
  { providerId }: MergeAsker,
  { survivorId, other }: MergeCommand,
): Promise<Result<{ survivor: MergeSide; duplicate: MergeSide }, MergeCode>> {
  const duplicateId = await participantNamed(tx, providerId, other);
  if (duplicateId === null) return refuse('other-record-unknown', {}, 'other');
  if (duplicateId === survivorId) return refuse('same-record', {}, 'other');
  // In one order, so that two who merge two records both ways meet and do not wait for each other.
  await tx.query(`select from participant where id = any($1) order by id for update`, [[survivorId, duplicateId]]);
  await tx.query(`select from enrolment where participant_id = any($1) order by id for update`, [
    [survivorId, duplicateId],
  ]);
  const [survivor, duplicate] = await mergeSides(tx, providerId, survivorId, duplicateId);
  const wrong = checkMerge(survivor, duplicate);
  if (wrong) return wrong;
  if (!survivor || !duplicate) throw new Error('What is checked is there');
  return { survivor, duplicate };
}

const detailsOf = ({ name, trn, email }: MergeSide): object => ({ name, trn, email });

/** Each gets the other's: nothing that was recorded is lost, and taking the merge back is the same again. */
export async function exchange(
  tx: Transaction,
  column: 'trn' | 'name',
  one: { readonly participantId: string },
  other: { readonly participantId: string },
): Promise<void> {
  await tx.query(
    `update participant p set ${column} = q.${column} from participant q
     where (p.id = $1 and q.id = $2) or (p.id = $2 and q.id = $1)`,
    [one.participantId, other.participantId],
  );
}

async function record(
  tx: Transaction,
  done: {
    readonly survivor: MergeSide;
    readonly duplicate: MergeSide;
    readonly goes: readonly string[];
    readonly why: string;
    readonly facts: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { survivor, duplicate, goes, why, facts } = done;
  const from = duplicate.participantId;
  const to = survivor.participantId;
  await tx.journal({
    aggregate: 'participant',
    id: from,
    act: 'participant.merged',
    why,
    facts: { ...facts, into: to, goes },
  });
  await tx.journal({
    aggregate: 'participant',
    id: to,
    act: 'participant.took-over',
    why,
    facts: { ...facts, from, goes },
  });
  await tx.journalAll(
    goes.map((id) => ({ aggregate: 'enrolment', id, act: 'enrolment.went-over', why, facts: { from, to } })),
  );
  await tx.announce('ties.changed', { participantId: to });
  const key = `merged:${from}:${(await tx.now()).epochMilliseconds}`;
  const paragraphs = [
    'We had two records of you, and they are one now. Nothing that you handed in is lost.',
    `Sign in with ${survivor.email}; the other address signs nobody in any more.`,
    'If these are not both you, write to the administrator at once: it can be taken back.',
  ];
  await writeLetters(
    tx,
    [survivor, duplicate].map((side) =>
      letterTo(side, `${key}:${side.participantId}`, { subject: 'Your two records with us are one now', paragraphs }),
    ),
  );
}
