import { isRefusal } from '#libs/refusal';
import type { Decided } from './invariants.js';
import type { BookingSeen, EnrolmentSeen, Snapshot, WindowSeen } from './snapshot.js';
import { isHeld } from './rules.js';
import type { World } from './world.js';

/** What was decided so far, and what the record said when the last step was over. */
export interface Course {
  readonly decided: Decided[];
  seen: Snapshot;
}

/** Does one thing with the real product and says what came of it; throws where that should not have been. */
export type Act = (world: World, course: Course) => Promise<string>;

export const actor = 'job:spec';
export const said = (result: unknown): string => (isRefusal(result) ? (result as { code: string }).code : 'done');

/** What was expected of an act from the moment before it, and did not come. */
export class Unexpected extends Error {}

export function expectThat(isSo: boolean, sentence: string): void {
  if (!isSo) throw new Unexpected(sentence);
}

export const personOf = (seen: Snapshot, n: number): EnrolmentSeen => seen.enrolments[n] as EnrolmentSeen;
export const windowAt = (seen: Snapshot, n: number): WindowSeen => seen.windows[n] as WindowSeen;
export const heldBy = (seen: Snapshot, n: number): BookingSeen | undefined =>
  seen.bookings.find((b) => b.enrolmentId === personOf(seen, n).id && isHeld(b));
export const plus = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();
