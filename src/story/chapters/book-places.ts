import type { ParticipantOfTheStory } from '../cast/participants.js';
import type { WindowKey } from '../cast/windows.js';
import { windowId } from './plan-windows.js';
import type { Scene } from './scene.js';

/** Takes a place and confirms it. `asked` names the act where somebody books for the second time. */
export async function bookPlace(
  scene: Scene,
  { email }: ParticipantOfTheStory,
  window: WindowKey,
  asked = 'book',
): Promise<void> {
  const { actors, time, database } = scene;
  await actors.act(email, asked, `/windows/${await windowId(scene, window)}/bookings`, {}, ['already-booked']);
  const booking = await database.one<{ id: string }>(
    `select b.id from booking b join enrolment e on e.id = b.enrolment_id join participant p on p.id = e.participant_id
     join sign_in s on s.id = p.sign_in_id where s.email = $1 order by b.booked_at desc limit 1`,
    [email],
  );
  await actors.act(email, `${asked}-confirmed`, `/bookings/${booking.id}/confirmation`, {}, ['booking-not-in-state']);
  await time.settle();
}
