import { next } from '#libs/lifecycle';
import type { Transaction } from '../../platform/database/database.js';
import { ReleaseRow } from './release.entity.js';
import { releaseLifecycle, type ReleaseEvent } from './release.lifecycle.js';

type Facts = Partial<Omit<ReleaseRow, 'id' | 'batchId' | 'state' | 'version'>>;

/** The release, locked until the transaction ends; null where there is none. */
export async function lockRelease(tx: Transaction, id: string): Promise<ReleaseRow | null> {
  return tx.repository(ReleaseRow).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** The one way a release's state moves; false where the lifecycle has no such step from here. */
export async function moveRelease(
  tx: Transaction,
  release: ReleaseRow,
  event: ReleaseEvent,
  facts: Facts,
  note: { readonly why?: string; readonly facts?: Readonly<Record<string, unknown>> } = {},
): Promise<boolean> {
  const to = next(releaseLifecycle, release.state, event);
  if (to === null) return false;
  const change = { ...facts, state: to, version: release.version + 1 };
  await tx.repository(ReleaseRow).update({ id: release.id }, change);
  await tx.journal({
    aggregate: 'release',
    id: release.id,
    act: `release.${event}`,
    from: release.state,
    to,
    why: note.why ?? null,
    facts: { seal: release.seal, ...note.facts },
  });
  await tx.touch(`release:${release.id}`);
  return true;
}
