import { TransferFramework } from '../../../src/enrolment/participants/transfer-framework.js';
import { actor, expectThat, personOf, said, type Act } from './course.js';
import { isHeld, presentBy } from './rules.js';
import type { EnrolmentSeen, Snapshot } from './snapshot.js';
import { monthsOf } from './world.js';

const letter = 'You are now on another version of the framework';
const lettersTo = ({ letters }: Snapshot, e: EnrolmentSeen): number =>
  letters.filter(({ to, subject }) => to === e.email && subject === letter).length;

/**
 * To the other version of the framework: only while the clock runs or stands still, and nothing has begun. The last day is
 * computed anew, places and turns are given up without charge, and one letter says so.
 */
export const transfer =
  (n: number): Act =>
  async ({ context, look }, { seen, decided }) => {
    const e = personOf(seen, n);
    const framework = Object.keys(monthsOf).find((id) => id !== e.framework) ?? '';
    const may = (e.state === 'active' || e.state === 'deferred') && !e.hasBegun;
    const moving = context.get(TransferFramework, { strict: false });
    const shown = await moving.preview({ enrolmentId: e.id, framework });
    expectThat('refused' in shown !== may, `Moving ${may ? 'was refused' : 'was let'}: ${said(shown)}`);
    if ('refused' in shown) return shown.code;
    const should = presentBy(e.start, monthsOf[framework] ?? 0, e);
    expectThat(shown.presentBy === should, `Moving shows ${shown.presentBy}; it should ${should}`);
    const command = { actor, enrolmentId: e.id, framework, reason: 'A reason', seenPresentBy: shown.presentBy };
    const result = await moving.run(command);
    expectThat(!('refused' in result), `What was shown was refused: ${said(result)}`);
    const heard = decided[n];
    if (heard) heard.framework = framework;
    const after = await look();
    const isTold = lettersTo(after, e) === lettersTo(seen, e) + 1;
    expectThat(isTold, 'Moving was not told by one letter');
    const keeps = after.bookings.some((b) => b.enrolmentId === e.id && isHeld(b));
    expectThat(!keeps && !after.waiting.some((l) => l.enrolmentId === e.id), 'Moving left a place or a turn behind');
    expectThat(personOf(after, n).unpaid <= e.unpaid, 'Moving was charged for');
    return seen.bookings.some((b) => b.enrolmentId === e.id && isHeld(b)) ? 'gave up a place' : 'done';
  };
