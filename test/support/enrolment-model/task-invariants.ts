import { at, liveOf, taskTooLate, windowOf } from './rules.js';
import type { AccountSeen, Snapshot } from './snapshot.js';

/** A task closes while its window is open, and what is over stays; no account is sent, replaced or removed after it. */
export function tasksFaults(before: Snapshot, after: Snapshot): string[] {
  return [...closings(before, after), ...late(before, after)];
}

function closings(before: Snapshot, after: Snapshot): string[] {
  return after.windows.flatMap((w) => {
    const was = windowOf(before, w.id).taskClosings;
    const outside = Object.entries(w.taskClosings).filter(
      ([, closes]) => at(closes) <= at(w.opensAt) || at(closes) >= at(w.closesAt),
    );
    const changed = Object.entries(was).filter(
      ([task, closes]) => at(closes) <= at(before.now) && w.taskClosings[task] !== closes,
    );
    return [
      ...outside.map(([task, closes]) => `${task} of ${w.name} closes at ${closes}, while the window is not open`),
      ...changed.map(([task]) => `${task} of ${w.name} was over and closes at ${w.taskClosings[task]} now`),
    ];
  });
}

function late(before: Snapshot, after: Snapshot): string[] {
  const had = new Map(before.accounts.map((account) => [account.id, account]));
  return after.accounts.flatMap((account) => {
    const { id, enrolmentId, task, sentAt } = account;
    const closes = closingOf(before, account);
    // Two things at once: whichever of both moments left more time.
    const time = Math.max(closes ?? Infinity, closingOf(after, account) ?? 0);
    const person = `person ${after.enrolments.findIndex((e) => e.id === enrolmentId)}`;
    if (!had.has(id) && at(sentAt) >= time) return [`${person} sent ${task} at ${sentAt}, after its closing`];
    return had.get(id)?.isThere && !account.isThere && at(after.now) >= time
      ? [`${person} changed ${task} after its closing`]
      : [];
  });
}

/** As it was for the person at that moment; null without a place in a window that closes the task earlier. */
function closingOf(seen: Snapshot, { enrolmentId, attemptNo, task }: AccountSeen): number | null {
  const e = seen.enrolments.find(({ id }) => id === enrolmentId);
  const live = e?.attemptNo === attemptNo ? liveOf(seen, e) : undefined;
  return live ? taskTooLate(live, windowOf(seen, live.windowId), task) : null;
}
