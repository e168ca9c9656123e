import {
  at,
  couldTake,
  dayOf,
  inTurn,
  isAway,
  isHeld,
  isLive,
  lastDay,
  liveOf,
  moves,
  presentBy,
  resubmitBy,
  windowOf,
} from './rules.js';
import { tasksFaults } from './task-invariants.js';
import { monthsOf } from './world.js';
import type { EnrolmentSeen, EntrySeen, Snapshot } from './snapshot.js';

/** What was decided about a person so far, as the steps heard it: what the record is held to. */
export interface Decided {
  start: string;
  framework: string;
  deferrals: { from: string; until: string }[];
  extensions: number[];
}

/** Throws with a sentence where a step left something behind that must never be. */
export function checkStep(before: Snapshot, after: Snapshot, decided: readonly Decided[]): void {
  const faults = [
    ...clocks(after, decided),
    ...lastDays(after),
    ...places(after),
    ...states(after),
    ...histories(after),
    ...runOut(before, after),
    ...overtaken(before, after),
    ...money(after),
    ...tasksFaults(before, after),
  ];
  if (faults.length > 0) throw new Error(`At ${after.now}:\n${faults.join('\n')}`);
}

const nameOf = (seen: Snapshot, id: string): string => `person ${seen.enrolments.findIndex((e) => e.id === id)}`;

function clocks(seen: Snapshot, decided: readonly Decided[]): string[] {
  return seen.enrolments.flatMap((e, n) => {
    const heard = decided[n];
    if (!heard) return [`person ${n} was never enrolled`];
    const should = presentBy(heard.start, monthsOf[heard.framework] ?? 0, heard);
    const again = presentBy(e.start, monthsOf[e.framework] ?? 0, e);
    if (e.framework !== heard.framework)
      return [`${nameOf(seen, e.id)} is on ${e.framework}, and was put on ${heard.framework}`];
    return e.presentBy === should && again === should
      ? []
      : [`${nameOf(seen, e.id)} presents by ${e.presentBy}, and should by ${should}; from the rows by ${again}`];
  });
}

/** What is resubmitted by counts from the day on which the last attempt opened, whatever was deferred before. */
function lastDays(seen: Snapshot): string[] {
  return seen.enrolments.flatMap((e) => {
    const opened = entriesOf(seen, e).findLast(({ act }) => act === 'resubmission.opened');
    if (e.resubmitBy === null) return e.attemptNo > 1 ? [`${nameOf(seen, e.id)} resubmits without a last day`] : [];
    const should = opened && resubmitBy(dayOf(opened.at), e);
    return e.resubmitBy === should
      ? []
      : [`${nameOf(seen, e.id)} resubmits by ${e.resubmitBy}, and should by ${should ?? 'no day'}`];
  });
}

function places(seen: Snapshot): string[] {
  const faults: string[] = [];
  for (const w of seen.windows) {
    const seats = seen.bookings.filter((b) => b.windowId === w.id && isLive(b)).map(({ seat }) => seat);
    if (seats.length > w.capacity) faults.push(`${w.name} has ${w.capacity} places and ${seats.length} people`);
    if (new Set(seats).size < seats.length) faults.push(`two people have one seat in ${w.name}`);
    if (seats.some((seat) => seat === null || seat < 1 || seat > w.capacity)) faults.push(`${w.name} lacks a seat`);
  }
  for (const b of seen.bookings)
    if (!isLive(b) && b.seat !== null) faults.push(`a place that is ${b.state} keeps its seat`);
  for (const e of seen.enrolments) {
    const own = seen.bookings.filter((b) => b.enrolmentId === e.id);
    for (let attempt = 1; attempt <= e.attemptNo; attempt += 1)
      if (own.filter((b) => b.attemptNo === attempt && isLive(b)).length > 1)
        faults.push(`${nameOf(seen, e.id)} has two places for attempt ${attempt}`);
    if (own.filter(isHeld).length > 1) faults.push(`${nameOf(seen, e.id)} holds two places`);
    for (const b of own.filter(isHeld)) {
      const w = windowOf(seen, b.windowId);
      if (w.framework !== e.framework) faults.push(`${nameOf(seen, e.id)} holds a place of another version`);
      if (b.attemptNo !== e.attemptNo) faults.push(`${nameOf(seen, e.id)} holds a place for an attempt that is over`);
      const closes = b.personalClosesAt ? at(b.personalClosesAt) : at(w.closesAt);
      if (isAway(e, w.opensAt, Math.max(closes, b.extendedClosesAt ? at(b.extendedClosesAt) : 0)))
        faults.push(`${nameOf(seen, e.id)} holds a place in ${w.name}, which is open while they are away`);
    }
    const waits = seen.waiting.filter((l) => l.enrolmentId === e.id);
    if (waits.some((l) => windowOf(seen, l.windowId).framework !== e.framework))
      faults.push(`${nameOf(seen, e.id)} waits for a place of another version`);
    if (waits.length > 0 && liveOf(seen, e)) faults.push(`${nameOf(seen, e.id)} has a place and waits for another`);
  }
  return faults;
}

function states(seen: Snapshot): string[] {
  return seen.enrolments.flatMap((e) => {
    const holds = seen.bookings.some((b) => b.enrolmentId === e.id && isHeld(b));
    const faults: string[] = [];
    const hasPresented = ['presented', 'resubmitting', 'passed', 'failed'].includes(e.state);
    if (hasPresented && !e.presentedAt) faults.push(`is ${e.state} and never presented`);
    if (['active', 'deferred', 'lapsed'].includes(e.state) && (e.presentedAt || e.attemptNo > 1))
      faults.push(`is ${e.state} after a submission`);
    if (e.state === 'resubmitting' && (e.attemptNo === 1 || !e.resubmitBy)) faults.push('resubmits without a last day');
    if (holds && !['active', 'deferred', 'resubmitting'].includes(e.state))
      faults.push(`is ${e.state} and holds a place`);
    return faults.map((fault) => `${nameOf(seen, e.id)} ${fault}`);
  });
}

/** The journal leads from the beginning to what stands, by moves that are allowed and without a gap. */
function histories(seen: Snapshot): string[] {
  const faults: string[] = [];
  const stands = new Map<string, string>(seen.enrolments.map(({ id }) => [id, 'active']));
  for (const { aggregate, of, act, from, to } of seen.entries) {
    if (act !== 'booking.made') {
      if (!moves[aggregate].includes(`${from}>${to}`)) faults.push(`${act} went from ${from} to ${to}`);
      if (stands.get(of) !== from) faults.push(`${act} began at ${from}, and it was ${stands.get(of)}`);
    }
    stands.set(of, to ?? '');
  }
  for (const { id, state } of [...seen.enrolments, ...seen.bookings])
    if (stands.get(id) !== state) faults.push(`what is ${state} is ${stands.get(id)} in the journal`);
  return faults;
}

const runsOut = [
  {
    act: 'enrolment.lapsed',
    letter: 'Your time to present for assessment has run out',
  },
  { act: 'resubmission.ran-out', letter: 'Your time to resubmit has run out' },
];

/** Nobody runs out in silence: no place was held, the last day is over in London, and there is one letter for each time. */
function runOut(before: Snapshot, after: Snapshot): string[] {
  const faults: string[] = [];
  for (const e of after.enrolments) {
    for (const { act, letter } of runsOut) {
      const times = entriesOf(after, e).filter((entry) => entry.act === act).length;
      const told = after.letters.filter(({ to, subject }) => to === e.email && subject === letter).length;
      if (times !== told) faults.push(`${nameOf(after, e.id)} has ${times} of ${act} and ${told} letters`);
      if (times === entriesOf(before, e).filter((entry) => entry.act === act).length) continue;
      const was = before.enrolments.find(({ id }) => id === e.id) ?? e;
      // A last day that moved at the same time may have moved before it ran out.
      const last = [lastDay(was), lastDay(e)].toSorted()[0] ?? '';
      if (dayOf(after.now) <= last) faults.push(`${nameOf(after, e.id)} ran out on ${last}, before its end`);
      // A night closes a window first and then looks at who has run out: what was missed in it is no place any more.
      const held = liveOf(before, was);
      if (held && after.bookings.some((b) => b.id === held.id && isLive(b)))
        faults.push(`${nameOf(after, e.id)} ran out with a place`);
      const isOff = was.deferrals.some(({ from, until }) => from <= dayOf(after.now) && dayOf(after.now) < until);
      if (isOff) faults.push(`${nameOf(after, e.id)} ran out during a deferral`);
    }
    if (e.state === 'lapsed' && !entriesOf(after, e).some(({ act }) => act === 'enrolment.lapsed'))
      faults.push(`${nameOf(after, e.id)} lapsed and the journal does not know`);
  }
  return faults;
}

const entriesOf = (seen: Snapshot, e: EnrolmentSeen): EntrySeen[] => seen.entries.filter(({ of }) => of === e.id);

/**
 * Whoever got a place in this step did not get it before somebody who waited in front of them and could have taken it: for
 * each of those a place is left.
 */
function overtaken(before: Snapshot, after: Snapshot): string[] {
  const had = new Set(before.bookings.map(({ id }) => id));
  return after.bookings
    .filter((b) => !had.has(b.id))
    .flatMap((b) => {
      const w = windowOf(before, b.windowId);
      const turn = inTurn(before, w);
      const mine = turn.findIndex(({ id }) => id === b.enrolmentId);
      const ahead = turn.slice(0, mine === -1 ? turn.length : mine).filter((first) => {
        const now = after.enrolments.find(({ id }) => id === first.id);
        const stillWaits = after.waiting.some((l) => l.windowId === w.id && l.enrolmentId === first.id);
        return now && stillWaits && couldTake(after, now, w);
      });
      const left =
        windowOf(after, w.id).capacity - after.bookings.filter((o) => o.windowId === w.id && isLive(o)).length;
      return ahead
        .slice(Math.max(0, left))
        .map((first) => `${nameOf(after, b.enrolmentId)} overtook ${nameOf(after, first.id)} on the list of ${w.name}`);
    });
}

/**
 * Each time that a place was missed is charged; what was given back after a failure is not owed. What was cancelled is charged
 * once at most, and a place that was moved or used never.
 */
function money(seen: Snapshot): string[] {
  return seen.bookings.flatMap((b) => {
    const own = seen.charges.filter(({ bookingId }) => bookingId === b.id);
    const missed = own.filter(({ kind }) => kind === 'no-show');
    const times = seen.entries.filter(({ of, act }) => of === b.id && act === 'booking.missed').length;
    const owed = missed.filter(({ isLifted }) => !isLifted).length;
    const cancelled = own.length - missed.length;
    const isRight =
      missed.length === times &&
      owed <= (b.state === 'no-show' ? 1 : 0) &&
      cancelled <= (b.state === 'cancelled' ? 1 : 0);
    const charged = own.map(({ kind, isLifted }) => `${kind}${isLifted ? ' (lifted)' : ''}`).join(', ');
    return isRight ? [] : [`a place that is ${b.state} and was missed ${times} times is charged for: ${charged}`];
  });
}
