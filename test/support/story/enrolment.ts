import { givePerson, type Person, type PersonWish } from './people.js';
import type { TestApp } from '../app.js';
import { BookWindow, enrolmentOf, Enrolments } from '../../../src/enrolment/index.js';
import { clockOf } from '../../../src/enrolment/clock.js';
import { Frameworks } from '../../../src/qualification/index.js';
import { publishNpqel } from './qualification.js';

/** A participant with an enrolment, ready to sign in. */
export interface Enrolled extends Person {
  readonly enrolmentId: string;
  readonly frameworkVersion: string;
}

/** The newest framework, published where none is. */
export async function ensureFramework(open: TestApp): Promise<string> {
  return (await open.app.get(Frameworks, { strict: false }).newest()) ?? publishNpqel(open);
}

/** A participant whose clock began on `startDate` (21 September 2026 where none is given), active. */
export async function giveEnrolled(
  open: TestApp,
  wish: Partial<PersonWish> & { readonly startDate?: string } = {},
): Promise<Enrolled> {
  const frameworkVersion = await ensureFramework(open);
  const { clock } = await open.app.get(Frameworks, { strict: false }).framework(frameworkVersion);
  const person = await givePerson(open, { ...wish, roles: ['participant'] });
  const start = Temporal.PlainDate.from(wish.startDate ?? '2026-09-21');
  const { date, why } = clockOf(clock, start);
  const row = await open.database.one<{ id: string }>(
    `insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, long_stop, state)
     values ($1, $2, $3, $4, $5, $6, 'active') returning id`,
    [person.participantId, frameworkVersion, start.toString(), date.toString(), why, clock.longStop],
  );
  return { ...person, enrolmentId: row.id, frameworkVersion };
}

export interface WindowWish {
  readonly name?: string;
  /** The provider's code: `TST` where none is given, as for people. */
  readonly provider?: string;
  /** Civil date of the opening at 9am, London; closes fourteen days later at noon unless said. */
  readonly opensOn: string;
  readonly closesOn?: string;
  readonly bookingOpensOn?: string;
  readonly bookingClosesOn?: string;
  readonly confirmByOn?: string;
  readonly capacity?: number;
}

/** A window: booking opens 180 days before and closes as the window opens, confirm by 35 days before. Gives its id. */
export async function giveWindow(open: TestApp, wish: WindowWish): Promise<string> {
  const frameworkVersion = await ensureFramework(open);
  const opensOn = Temporal.PlainDate.from(wish.opensOn);
  const at = (day: string | Temporal.PlainDate, hour: number): string =>
    Temporal.PlainDate.from(day)
      .toZonedDateTime({ timeZone: 'Europe/London', plainTime: { hour } })
      .toInstant()
      .toString();
  const row = await open.database.one<{ id: string }>(
    `with provider as (
       insert into provider (code, name) values ($1, 'Provider ' || $1)
       on conflict (code) do update set name = provider.name returning id)
     insert into assessment_window
       (provider_id, name, framework_version, opens_at, closes_at, booking_opens_at, booking_closes_at, confirm_by, capacity)
     select id, $2, $3, $4, $5, $6, $7, $8, $9 from provider returning id`,
    [
      wish.provider ?? 'TST',
      wish.name ?? `Window of ${wish.opensOn}`,
      frameworkVersion,
      at(opensOn, 9),
      at(wish.closesOn ?? opensOn.add({ days: 14 }), 12),
      at(wish.bookingOpensOn ?? opensOn.subtract({ days: 180 }), 9),
      at(wish.bookingClosesOn ?? opensOn, 9),
      at(wish.confirmByOn ?? opensOn.subtract({ days: 35 }), 9),
      wish.capacity ?? 60,
    ],
  );
  return row.id;
}

/** The participant's live booking in a window, made as they would make it; the clock has to allow it. Gives its id. */
export async function giveBooking(
  open: TestApp,
  { signInId }: Pick<Enrolled, 'signInId'>,
  windowId: string,
): Promise<string> {
  const booked = await open.app.get(BookWindow, { strict: false }).run({ actor: 'job:story', signInId, windowId });
  if (typeof booked !== 'string') throw new Error(`The booking was refused: ${booked.code}`);
  return booked;
}

/** The same person's enrolment as rooms to the right see it. */
export async function enrolmentNow(
  open: TestApp,
  person: Pick<Person, 'signInId'>,
): Promise<NonNullable<Awaited<ReturnType<typeof enrolmentOf>>>> {
  const found = await enrolmentOf(open.database, person.signInId);
  if (!found) throw new Error('This person is not enrolled');
  return found;
}

/** What rooms to the right may do to enrolments. */
export const enrolmentsOf = (open: TestApp): Enrolments => open.app.get(Enrolments, { strict: false });
