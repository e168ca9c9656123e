import { londonTime } from '#libs/calendar';
import { writeStretches } from '../../platform/outages/outage-log.js';
import { lead } from '../cast/staff.js';
import { windowId } from './plan-windows.js';
import type { Scene } from './scene.js';

/** The store of files was away for twenty minutes; the lead declares it, and who has not submitted gets an hour on top. */
export async function failAndDeclare(scene: Scene): Promise<void> {
  const { actors, database } = scene;
  const [known] = await database.query(`select 1 from outage where part = 'store'`);
  const minute = 60_000;
  if (!known)
    await database.transact('job:outages', (tx) =>
      writeStretches(tx, 'story', [{ part: 'store', from: -25 * minute, until: -5 * minute }], 0),
    );
  await actors.act(lead.email, 'declare-failure', '/failures', async () => {
    const [outage] = await database.query<{ began: Date; ended: Date }>(
      `select began_at as began, ended_at as ended from outage where part = 'store' order by began_at limit 1`,
    );
    const civil = (at = new Date(0), minutes = 0): Temporal.PlainDateTime =>
      londonTime(Temporal.Instant.fromEpochMilliseconds(at.getTime())).add({ minutes });
    const [from, until] = [civil(outage?.began), civil(outage?.ended, 1)];
    const form = {
      window: await windowId(scene, 'fourth'),
      fromDay: from.toPlainDate().toString(),
      fromTime: from.toPlainTime().toString({ smallestUnit: 'minute' }),
      untilDay: until.toPlainDate().toString(),
      untilTime: until.toPlainTime().toString({ smallestUnit: 'minute' }),
      minutes: '60',
    };
    const { seen } = await actors.read(lead.email, `/failures/form?${new URLSearchParams(form).toString()}`);
    return { ...form, seen, reason: 'The store of files did not answer, so nobody could send or submit.' };
  });
}
