import { next } from '#libs/lifecycle';
import type { Framework } from '#libs/rubric';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetters } from '../../platform/mail/mail.js';
import { addCharges } from '../charges.js';
import { letters, letterTo } from '../letters.js';
import { bookingLifecycle, type BookingState } from './booking.lifecycle.js';
import { closesAtSql, heldByFailureSql } from './closing.js';

interface Due {
  readonly bookingId: string;
  readonly enrolmentId: string;
  readonly state: BookingState;
  readonly version: number;
  readonly windowName: string;
  readonly frameworkVersion: string;
  readonly name: string;
  readonly email: string;
}

interface Missed extends Due {
  readonly to: BookingState;
  readonly pence: number;
}

/**
 * Makes no-shows of the bookings whose closing has passed by the clock under lock, with the framework's charge and a letter
 * each, in a handful of statements whatever their number. Locks enrolments before bookings, in the order of their ids. Gives the ids of those it moved; one
 * that was used, moved, or given a later closing meanwhile is left alone.
 */
export async function missBookings(
  tx: Transaction,
  frameworkOf: (id: string) => Promise<Framework>,
  bookingIds: readonly string[],
): Promise<string[]> {
  const missed: Missed[] = [];
  for (const due of await lockDue(tx, bookingIds)) {
    const to = next(bookingLifecycle, due.state, 'miss');
    const { booking } = await frameworkOf(due.frameworkVersion);
    if (to !== null) missed.push({ ...due, to, pence: booking.noShowPence });
  }
  await move(tx, missed);
  await addCharges(
    tx,
    missed.map(({ enrolmentId, bookingId, pence }) => ({ enrolmentId, bookingId, kind: 'no-show', pence })),
  );
  await writeLetters(
    tx,
    // The version is another each time: a place that was given back after a failure of ours may be missed again.
    missed.map((one) =>
      letterTo(one, `booking-missed:${one.bookingId}:${one.version}`, letters.noShow(one.windowName, one.pence)),
    ),
  );
  return missed.map(({ bookingId }) => bookingId);
}

async function lockDue(tx: Transaction, bookingIds: readonly string[]): Promise<Due[]> {
  await tx.query(
    `select id from enrolment where id in (select enrolment_id from booking where id = any($1::uuid[])) order by id for update`,
    [bookingIds],
  );
  return tx.query<Due>(
    `select b.id as "bookingId", b.enrolment_id as "enrolmentId", b.state, b.version, w.name as "windowName",
            w.framework_version as "frameworkVersion", p.name, s.email
     from booking b join assessment_window w on w.id = b.window_id join enrolment e on e.id = b.enrolment_id
     join participant p on p.id = e.participant_id join sign_in s on s.id = p.sign_in_id
     where b.id = any($1::uuid[]) and b.state in ('booked', 'confirmed') and ${closesAtSql} <= (select app_now())
       and not ${heldByFailureSql}
     order by b.id for update of b`,
    [bookingIds],
  );
}

async function move(tx: Transaction, missed: readonly Missed[]): Promise<void> {
  if (missed.length === 0) return;
  await tx.query(
    `update booking b set state = m.state, seat = null, version = b.version + 1
     from jsonb_to_recordset($1::jsonb) as m (id uuid, state text) where b.id = m.id`,
    [JSON.stringify(missed.map(({ bookingId, to }) => ({ id: bookingId, state: to })))],
  );
  await tx.journalAll(
    missed.map(({ bookingId, state, to, pence }) => ({
      aggregate: 'booking',
      id: bookingId,
      act: 'booking.missed',
      from: state,
      to,
      facts: { pence },
    })),
  );
  await tx.query(`select pg_notify('live', 'booking:' || id) from unnest($1::text[]) as id`, [
    missed.map(({ bookingId }) => bookingId),
  ]);
}
