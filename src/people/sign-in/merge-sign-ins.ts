import type { Transaction } from '../../platform/database/database.js';

/**
 * Closes the way in of a record that went into another: it signs nobody in, its links and sessions end, and whoever asks
 * about ties of the survivor hears of this one's too. `false` takes that back.
 */
export async function mergeSignIns(
  tx: Transaction,
  { survivor, duplicate }: { readonly survivor: string; readonly duplicate: string },
  isMerged: boolean,
): Promise<void> {
  await tx.query(
    `update sign_in set merged_into = case when $3 then $1::uuid end,
            disabled_at = case when $3 then clock_timestamp() end where id = $2`,
    [survivor, duplicate, isMerged],
  );
  await tx.query(`delete from web_session where sign_in_id = $1`, [duplicate]);
  await tx.query(`update invitation set used_at = clock_timestamp() where sign_in_id = $1 and used_at is null`, [
    duplicate,
  ]);
  const act = isMerged ? 'sign-in.merged' : 'sign-in.parted';
  await tx.journal({ aggregate: 'sign-in', id: duplicate, act, facts: { survivor } });
}
