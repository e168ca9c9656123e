import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestApp, type TestApp } from '../support/app.js';
import { giveBooking, giveEnrolled, giveWindow, type Enrolled } from '../support/story/enrolment.js';

let open: TestApp;
let windowId: string;
beforeAll(async () => {
  open = await openTestApp();
  await open.holdClock('2027-01-10T10:00:00Z');
  // 15 March at 9am up to 29 March at noon, after the clocks have changed.
  windowId = await giveWindow(open, { opensOn: '2027-03-15', closesOn: '2027-03-29', name: 'Spring' });
});
afterAll(async () => {
  await open?.close();
});

interface Draft {
  readonly person: Enrolled;
  readonly bookingId: string;
  readonly submissionId: string;
}
const drafted = async (): Promise<Draft> => {
  const person = await giveEnrolled(open);
  const bookingId = await giveBooking(open, person, windowId);
  // The draft that a booking begins.
  await open.settle();
  const { id } = await open.database.one<{ id: string }>(
    `update submission s set booking_id = $2 from attempt a where a.id = s.attempt_id and a.enrolment_id = $1 returning s.id`,
    [person.enrolmentId, bookingId],
  );
  return { person, bookingId, submissionId: id };
};
/** What no use case was asked for, received at that instant. */
const submit = ({ submissionId }: Draft, receivedAt: string): Promise<unknown> =>
  open.database.query(
    `update submission set state = 'submitted', submitted_at = $2, first_submitted_at = $2, manifest = '{}', manifest_hash = repeat('0', 64)
     where id = $1`,
    [submissionId, receivedAt],
  );
const outside = 'nothing is submitted outside the time of its booking';

describe('the database takes no submission before its window opens, nor at or after its closing', () => {
  it.each([
    ['a moment before the window opens', '2027-03-15T08:59:59.999Z', false],
    ['as it opens', '2027-03-15T09:00:00Z', true],
    ['in the last moment', '2027-03-29T10:59:59.999Z', true],
    ['as it closes', '2027-03-29T11:00:00Z', false],
  ])('%s', async (_, at, isTaken) => {
    const mine = await drafted();
    if (isTaken) await submit(mine, at);
    else await expect(submit(mine, at)).rejects.toThrow(outside);
  });

  it('though the window is open, after the end of the last day that counts, in London', async () => {
    const mine = await drafted();
    // Which ends in summer time.
    await open.database.query(`update enrolment set present_by = '2027-03-28' where id = $1`, [
      mine.person.enrolmentId,
    ]);
    await expect(submit(mine, '2027-03-28T23:00:00Z')).rejects.toThrow(outside);
    await submit(mine, '2027-03-28T22:59:59.999Z');
  });

  it('but later by a closing of their own, and by what a failure of ours gave', async () => {
    for (const [column, closes] of [
      ['personal_closes_at', '2027-04-02T11:00:00Z'],
      ['extended_closes_at', '2027-03-29T12:30:00Z'],
    ] as const) {
      const mine = await drafted();
      await open.database.query(`update booking set ${column} = $2 where id = $1`, [mine.bookingId, closes]);
      await expect(submit(mine, closes)).rejects.toThrow(outside);
      await submit(mine, Temporal.Instant.from(closes).subtract({ milliseconds: 1 }).toString());
    }
  });

  it('and none without a booking, nor one that was taken back and is said to have come at another time', async () => {
    const mine = await drafted();
    await submit(mine, '2027-03-20T12:00:00Z');
    await open.database.query(`update submission set state = 'draft' where id = $1`, [mine.submissionId]);
    await expect(submit(mine, '2027-03-29T11:00:00Z')).rejects.toThrow(outside);
    const dating = `update submission set submitted_at = '2027-03-29T11:00:00Z' where id = $1`;
    await expect(open.database.query(dating, [mine.submissionId])).rejects.toThrow(outside);
    // What is put back as it stood keeps its instant, whatever has moved since.
    await open.database.query(`update assessment_window set opens_at = opens_at + interval '6 days' where id = $1`, [
      windowId,
    ]);
    await open.database.query(`update submission set state = 'submitted' where id = $1`, [mine.submissionId]);
    const other = await drafted();
    await open.database.query(`update submission set booking_id = null where id = $1`, [other.submissionId]);
    await expect(submit(other, '2027-03-25T12:00:00Z')).rejects.toThrow(outside);
  });
});
