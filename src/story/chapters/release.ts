import { administrator, lead, secondLead } from '../cast/staff.js';
import type { Scene } from './scene.js';

/** One lead plans the release of a batch for a day at half past eight, the other approves it. The queue does the rest. */
export async function planRelease({ actors, time }: Scene, batchId: string, onDay: number): Promise<void> {
  const { id } = await actors.act(lead.email, `release-${batchId}`, `/batches/${batchId}/releases`, {
    date: time.day(onDay).toString(),
    time: '08:30',
    explanation: 'A small window: each script was read by two assessors and a moderator.',
  });
  await actors.act(secondLead.email, `approve-${batchId}`, `/releases/${String(id)}/approval`, {}, [
    'release-not-waiting',
  ]);
}

/** The administrator makes the return of what was released. */
export async function makeReturn({ actors }: Scene): Promise<void> {
  await actors.act(administrator.email, 'return', '/returns', { scope: 'new' });
}
