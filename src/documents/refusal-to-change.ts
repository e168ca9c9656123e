import { taskClosingsFor } from '../enrolment/index.js';
import { refuse, type Refusal } from '#libs/refusal';
import type { Transaction } from '../platform/database/database.js';
import type { AttemptLock } from './attempt-lock.js';
import type { Component } from './document.entity.js';

export type TaskClosedCode = 'task-closed';

/** A file as far as it is asked whether it may be sent or changed. */
export interface FileOfAttempt {
  readonly enrolmentId: string;
  readonly attemptNo: number;
  readonly component: Component;
}

/**
 * The refusal of a change of one file, or null: of the whole attempt (handed in, accepted), or of an account whose task has
 * closed before the window. Evidence is taken as long as the window is open.
 */
export async function refusalToChange(
  tx: Transaction,
  lock: AttemptLock,
  file: FileOfAttempt,
): Promise<Refusal | null> {
  const { enrolmentId, attemptNo, component } = file;
  const refusal = await lock.refusalToChange(tx, enrolmentId, attemptNo);
  if (refusal || component === 'evidence') return refusal;
  const closings = await taskClosingsFor(tx, enrolmentId, attemptNo);
  const closed = closings.find(({ task, isOver }) => isOver && component === `account-${task}`);
  return closed ? refuse('task-closed', { title: closed.title, closedAt: closed.closesAt.toISOString() }) : null;
}
