import { withEnding } from '../cast/participants.js';
import { lead } from '../cast/staff.js';
import type { Scene } from './scene.js';

/** The lead grants a deferral: the clock stands still while a parent is on leave. */
export async function deferOne({ actors, database, time }: Scene): Promise<void> {
  for (const { email } of withEnding('deferred')) {
    const { id } = await database.one<{ id: string }>(
      `select e.id from enrolment e join participant p on p.id = e.participant_id join sign_in s on s.id = p.sign_in_id
       where s.email = $1`,
      [email],
    );
    const wish = {
      reason: 'parental-leave',
      from: time.day(-40).toString(),
      until: time.day(150).toString(),
      note: 'Asked for by letter; the head has confirmed the dates.',
    };
    await actors.act(lead.email, `defer-${email}`, `/enrolments/${id}/deferral`, async () => {
      const seen = await actors.read(lead.email, `/enrolments/${id}/deferral?${new URLSearchParams(wish).toString()}`);
      return { ...wish, seenPresentBy: (seen['effect'] as { presentBy: string }).presentBy };
    });
  }
}
