import { lead, moderators } from '../cast/staff.js';
import type { WindowKey } from '../cast/windows.js';
import { windowId } from './plan-windows.js';
import type { Scene } from './scene.js';

interface Item {
  readonly script: string;
  readonly moderator: string;
}

/** The lead freezes the decisions of a window; seed and sample are drawn by the queue. Gives the batch's id. */
export async function freeze(scene: Scene, window: WindowKey): Promise<string> {
  const { actors, time } = scene;
  const path = `/windows/${await windowId(scene, window)}/moderation`;
  const { batchId } = await actors.act(lead.email, `freeze-${window}`, path);
  await time.settle();
  return String(batchId);
}

/** Moderators look at the first `howMany` scripts of the sample: one mark is found misapplied, the others stand. */
export async function moderate({ actors, database }: Scene, batchId: string, howMany = 99): Promise<void> {
  const sample = await database.query<
    Item & { criterion: string | null; blind: boolean; marks: Record<string, number> }
  >(
    `select s.script_number as script, i.email as moderator, s.blind_first as blind,
            (select marks from provisional_result r where r.script_number = s.script_number) as marks,
            (select key from provisional_result r, jsonb_each_text(r.marks) where r.script_number = s.script_number
              and value = '1' and key not like '2.%' and r.passed order by key limit 1) as criterion
     from sample_item s join staff t on t.id = s.moderator_id join sign_in i on i.id = t.sign_in_id
     where s.batch_id = $1 order by s.script_number`,
    [batchId],
  );
  const adjusted = sample.find(({ criterion }) => criterion !== null);
  for (const item of sample.slice(0, howMany)) {
    const decision =
      item === adjusted
        ? {
            decision: 'adjust',
            reason: 'levels-misapplied',
            comment: 'The account does all that the highest level asks for: the contrast is on its fourth page.',
            [`mark_${item.criterion}`]: '2',
          }
        : { decision: 'confirm', comment: 'The marks follow the descriptors.' };
    const path = `/moderation/${batchId}/scripts/${item.script}`;
    if (item.blind) {
      const own = Object.fromEntries(
        Object.entries(item.marks).map(([code, level]) => [`mark_${code}`, String(level)]),
      );
      await actors.act(item.moderator, `blind-${item.script}`, `${path}/blind-marks`, own, ['decided-already']);
    }
    await actors.act(item.moderator, `moderate-${item.script}`, path, decision, ['decided-already']);
  }
}

/** A moderator confirms the batch, and the lead, somebody else, clears it. */
export async function closeBatch({ actors, time }: Scene, batchId: string): Promise<void> {
  await actors.act(moderators[0].email, `confirm-${batchId}`, `/moderation/${batchId}/confirmation`, {}, [
    'batch-not-open',
  ]);
  await actors.act(lead.email, `clear-${batchId}`, `/moderation/${batchId}/clearing`);
  await time.settle();
}
