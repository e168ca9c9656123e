import { Injectable } from '@nestjs/common';
import { londonInstant } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { instantOf } from '../../platform/database/types.js';
import { writeLetters } from '../../platform/mail/mail.js';
import { Frameworks } from '../../qualification/index.js';
import { letters, letterTo } from '../letters.js';
import { readDate, readTime } from '../read-date.js';
import { taskClosingsOf } from './task-closings.js';
import { WindowRow } from './window.entity.js';

export type TaskClosingCode =
  | 'task-unknown'
  | 'date-unreadable'
  | 'time-unreadable'
  | 'edge-in-clock-change'
  | 'task-closing-outside-window'
  | 'task-closing-before-booking'
  | 'task-closing-over'
  | 'task-closing-in-the-past'
  | 'nothing-changes'
  | 'window-is-closed';

/** As a form sends it: civil day and time in London; an empty day is "with the window". */
export interface WantedClosing {
  readonly task: string;
  readonly day: string;
  readonly time: string;
}

/**
 * An administrator sets up to when a window takes the account of each task, where that is earlier than it closes. Whoever has a
 * place in it is told by letter. What is over is not changed any more: somebody may have been kept out by it.
 */
@Injectable()
export class SetTaskClosings {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives how many people were told. A refusal's field is `day-T1` or `time-T1`. */
  async run(command: {
    readonly actor: string;
    readonly windowId: string;
    readonly closings: readonly WantedClosing[];
  }): Promise<Result<number, TaskClosingCode>> {
    const { windowId } = command;
    return this.database.transact(command.actor, async (tx) => {
      const window = await tx
        .repository(WindowRow)
        .findOneOrFail({ where: { id: windowId }, lock: { mode: 'pessimistic_write' } });
      if (window.closedAt !== null) return refuse('window-is-closed');
      const { tasks } = await this.frameworks.framework(window.frameworkVersion, tx);
      const before = new Map(
        (await taskClosingsOf(tx, windowId)).map(({ task, closesAt }) => [task, String(instantOf(closesAt))]),
      );
      const now = await tx.now();
      const wanted = new Map(before);
      for (const closing of command.closings) {
        if (!tasks.some(({ code }) => code === closing.task)) return refuse('task-unknown', { task: closing.task });
        const at = readClosing(closing, window);
        if (isRefusal(at)) return at;
        const problem = changeProblem(closing.task, before.get(closing.task) ?? null, at && String(at), now);
        if (problem) return problem;
        if (at === null) wanted.delete(closing.task);
        else wanted.set(closing.task, String(at));
      }
      const [was, is] = [Object.fromEntries(before), Object.fromEntries(wanted)];
      if (JSON.stringify(sorted(was)) === JSON.stringify(sorted(is))) return refuse('nothing-changes');
      await tx.query(`delete from window_task_closing where window_id = $1`, [windowId]);
      await tx.query(
        `insert into window_task_closing (window_id, task, closes_at) select $1, task, closes_at::timestamptz from jsonb_each_text($2) as t (task, closes_at)`,
        [windowId, JSON.stringify(is)],
      );
      await tx.journal({
        aggregate: 'window',
        id: windowId,
        act: 'window.task-closings-set',
        facts: { before: sorted(was), after: sorted(is) },
      });
      await tx.touch(`window:${windowId}`);
      const titles = tasks.map(({ code, title }) => ({ title, closesAt: wanted.get(code) ?? null }));
      return tellHolders(tx, window, titles);
    });
  }
}

const sorted = (closings: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(closings).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** The instant; null where the task closes with the window. */
function readClosing(
  { task, day, time }: WantedClosing,
  window: WindowRow,
): Result<Temporal.Instant | null, TaskClosingCode> {
  if (day.trim() === '') return null;
  const date = readDate(day);
  if (date === null) return refuse('date-unreadable', { given: day }, `day-${task}`);
  const civil = readTime(time);
  if (civil === null) return refuse('time-unreadable', { given: time }, `time-${task}`);
  const at = londonInstant(date.toPlainDateTime(civil));
  if (isRefusal(at)) return refuse('edge-in-clock-change', at.facts, `time-${task}`);
  const [opensAt, closesAt] = [instantOf(window.opensAt), instantOf(window.closesAt)];
  if (at.equals(closesAt)) return null;
  if (Temporal.Instant.compare(at, opensAt) <= 0 || Temporal.Instant.compare(at, closesAt) > 0)
    return refuse(
      'task-closing-outside-window',
      { opensAt: String(opensAt), closesAt: String(closesAt) },
      `day-${task}`,
    );
  // Whoever took a place after it could never send this account.
  const bookingClosesAt = instantOf(window.bookingClosesAt);
  return Temporal.Instant.compare(at, bookingClosesAt) >= 0
    ? at
    : refuse('task-closing-before-booking', { bookingClosesAt: String(bookingClosesAt) }, `day-${task}`);
}

function changeProblem(
  task: string,
  before: string | null,
  after: string | null,
  now: Temporal.Instant,
): ReturnType<typeof refuse<TaskClosingCode>> | null {
  if (before === after) return null;
  const isOver = (at: string | null): boolean =>
    at !== null && Temporal.Instant.compare(Temporal.Instant.from(at), now) <= 0;
  if (isOver(before)) return refuse('task-closing-over', { at: before }, `day-${task}`);
  return isOver(after) ? refuse('task-closing-in-the-past', { at: after }, `day-${task}`) : null;
}

async function tellHolders(
  tx: Transaction,
  window: WindowRow,
  tasks: readonly { readonly title: string; readonly closesAt: string | null }[],
): Promise<number> {
  const holders = await tx.query<{ id: string; name: string; email: string }>(
    `select b.id, p.name, s.email from booking b join enrolment e on e.id = b.enrolment_id
     join participant p on p.id = e.participant_id join sign_in s on s.id = p.sign_in_id
     where b.window_id = $1 and b.state in ('booked', 'confirmed') order by b.id`,
    [window.id],
  );
  const at = String(await tx.now());
  const words = letters.taskClosings(window.name, instantOf(window.closesAt), tasks);
  await writeLetters(
    tx,
    holders.map((holder) => letterTo(holder, `task-closings:${holder.id}:${at}`, words)),
  );
  return holders.length;
}
