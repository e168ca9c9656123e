import type { Transaction } from '../../platform/database/database.js';

/**
 * A hold on an attempt was placed or lifted: those who moderate its script hear the number, and ask whether it is held when they come
 * to it. Whose it is and why stays here. Nothing where no script was made of it yet.
 */
export async function tellModeration(tx: Transaction, holdId: string): Promise<void> {
  const scripts = await tx.query<{ scriptNumber: string; windowId: string }>(
    `select sc.number as "scriptNumber", sc.window_id as "windowId" from outcome_hold h join submission s on s.attempt_id = h.attempt_id
     join script sc on sc.submission_id = s.id where h.id = $1 order by 1`,
    [holdId],
  );
  await tx.announceAll('script.hold-changed', scripts);
}
