import { endOfLondonDay, overlaps, type Deferral } from '#libs/calendar';
import { refuse, type Rule } from '#libs/refusal';
import type { EnrolmentState } from '../enrolment.lifecycle.js';
import { timesAway } from './booking.rules.js';

export type ExtensionCode =
  | 'has-another-place'
  | 'enrolment-went-on'
  | 'attempt-went-on'
  | 'version-went-on'
  | 'closing-after-long-stop'
  | 'closing-during-deferral'
  | 'no-place-is-left';

/** Everything that decides whether a booking may be given a later closing after a failure of ours. */
export interface ExtensionFacts {
  /** True where the place has become a no-show, so that more time means to give it back. */
  readonly isMissed: boolean;
  readonly state: EnrolmentState;
  /** True where the booking is for the attempt that is open now. */
  readonly isOpenAttempt: boolean;
  /** True where the window serves the version of the framework that they are on now. */
  readonly isOwnVersion: boolean;
  /** The name of another window in which they have a place now, or null. */
  readonly elsewhere: string | null;
  readonly longStop: Temporal.PlainDate | null;
  /** Deferrals granted to this attempt: none for a resubmission. */
  readonly deferrals: readonly Deferral[];
  readonly opensAt: Temporal.Instant;
  /** The closing that they would be given. */
  readonly closesAt: Temporal.Instant;
  /** Places of the window that nobody holds, and nobody was given before them. */
  readonly seatsLeft: number;
}

type ExtensionRule = Rule<ExtensionFacts, ExtensionCode>;

const nobodyHasTwoPlaces: ExtensionRule = {
  name: 'nobody who has gone on to another place is given the old one back',
  source: 'domain 8.3: one live booking an attempt; held by booking_one_live_an_attempt',
  refuses: ({ isMissed, elsewhere }) =>
    isMissed && elsewhere !== null ? refuse('has-another-place', { window: elsewhere }) : null,
};

const onlyWhoCouldStillPresentIsGivenAPlaceBack: ExtensionRule = {
  name: 'a place is given back while the clock runs or a resubmission is open',
  source: 'domain 8.3, enrolment: deferred, lapsed and settled enrolments hold no place',
  refuses: ({ isMissed, state }) =>
    isMissed && state !== 'active' && state !== 'resubmitting' ? refuse('enrolment-went-on', { state }) : null,
};

const aPlaceIsForTheOpenAttempt: ExtensionRule = {
  name: 'a place is given back for the attempt that is open',
  source: 'domain 8.3, booking: a place belongs to one attempt',
  refuses: ({ isMissed, isOpenAttempt }) => (isMissed && !isOpenAttempt ? refuse('attempt-went-on') : null),
};

const aWindowServesItsVersion: ExtensionRule = {
  name: 'a place is given back in a window of their own version of the framework',
  source: 'edge case 16: a window serves one version',
  refuses: ({ isMissed, isOwnVersion }) => (isMissed && !isOwnVersion ? refuse('version-went-on') : null),
};

const nothingClosesAfterTheLongStop: ExtensionRule = {
  name: 'no closing lies after the long stop',
  source: 'domain 8.3: never beyond the long stop',
  refuses: ({ longStop, closesAt }) =>
    longStop && Temporal.Instant.compare(closesAt, endOfLondonDay(longStop)) > 0
      ? refuse('closing-after-long-stop', { longStop: longStop.toString() })
      : null,
};

const nobodyIsGivenTimeWhileAway: ExtensionRule = {
  name: 'nobody is given a closing that lies in their deferral',
  source: 'ours: who is away cannot submit',
  refuses: ({ deferrals, opensAt, closesAt }) => {
    const away = deferrals.find((deferral) => overlaps({ opensAt, closesAt }, timesAway(deferral)));
    return away ? refuse('closing-during-deferral', { from: away.from.toString() }) : null;
  },
};

const aPlaceIsLeftToGiveBack: ExtensionRule = {
  name: 'a place is given back where the window has one left',
  source: 'the window’s capacity; held by booking_one_person_a_seat and seat_within_capacity',
  refuses: ({ isMissed, seatsLeft }) => (isMissed && seatsLeft <= 0 ? refuse('no-place-is-left') : null),
};

/** In the order in which a lead is told. */
export const extensionRules: readonly ExtensionRule[] = [
  nobodyHasTwoPlaces,
  onlyWhoCouldStillPresentIsGivenAPlaceBack,
  aPlaceIsForTheOpenAttempt,
  aWindowServesItsVersion,
  nothingClosesAfterTheLongStop,
  nobodyIsGivenTimeWhileAway,
  aPlaceIsLeftToGiveBack,
];
