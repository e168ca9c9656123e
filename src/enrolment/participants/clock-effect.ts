import { fitsWithin, sayDate, startOfLondonDay, type Deferral, type PresentBy, type WindowTimes } from '#libs/calendar';

/** A place that an attempt holds, nothing submitted under it yet. */
export interface HeldPlace extends WindowTimes {
  readonly bookingId: string;
  readonly windowName: string;
  /** The window's closing, or the closing time of their own that an adjustment gave this person. */
  readonly closesForThem: Temporal.Instant;
}

/** What a change of the clock does to a held place. `shortened`: it stays, and closes for this person as their last day ends. */
export interface PlaceEffect {
  readonly bookingId: string;
  readonly windowName: string;
  readonly what: 'stays' | 'shortened' | 'cancelled';
  /** A sentence for the page and the letter. */
  readonly why: string;
}

/** What a decision about a clock would do, computed before it is taken and again as it is taken. */
export interface ClockEffect {
  readonly presentByBefore: string;
  readonly presentBy: string;
  readonly why: string;
  readonly isHeldByLongStop: boolean;
  /** True where the new day is over already: the enrolment would lapse with the next sweep. */
  readonly isOver: boolean;
  readonly places: readonly PlaceEffect[];
}

/** What a new last day does to the places held. Source: a booked window closes by presentBy; a straddling one counts up to it. */
export function placesAfterCorrection(places: readonly HeldPlace[], lastDay: Temporal.PlainDate): PlaceEffect[] {
  return places.map((place) => {
    const { bookingId, windowName } = place;
    const fit = fitsWithin(place, lastDay);
    if (fit.kind === 'inside')
      return { bookingId, windowName, what: 'stays', why: `The place in ${windowName} stays. ${fit.why}` };
    if (fit.kind === 'straddles')
      return {
        bookingId,
        windowName,
        what: 'shortened',
        why: `The place in ${windowName} stays, but a submission counts only up to the end of ${sayDate(lastDay)}. ${fit.why}`,
      };
    return {
      bookingId,
      windowName,
      what: 'cancelled',
      why: `The place in ${windowName} is cancelled without charge. ${fit.why}`,
    };
  });
}

/** What a deferral does to the places held: one in a window that is open at any time during it is cancelled without charge. */
export function placesAfterDeferral(places: readonly HeldPlace[], deferral: Deferral): PlaceEffect[] {
  const from = startOfLondonDay(deferral.from);
  const until = startOfLondonDay(deferral.until);
  return places.map((place) => {
    const { bookingId, windowName } = place;
    const isApart =
      Temporal.Instant.compare(place.closesForThem, from) <= 0 || Temporal.Instant.compare(until, place.opensAt) <= 0;
    return isApart
      ? {
          bookingId,
          windowName,
          what: 'stays',
          why: `The place in ${windowName} stays: the window lies outside the deferral.`,
        }
      : {
          bookingId,
          windowName,
          what: 'cancelled',
          why: `The place in ${windowName} is cancelled without charge, since the window is open during the deferral.`,
        };
  });
}

/** What another version of the framework does to the places held: windows belong to one version. */
export function placesAfterTransfer(places: readonly HeldPlace[]): PlaceEffect[] {
  return places.map(({ bookingId, windowName }) => ({
    bookingId,
    windowName,
    what: 'cancelled',
    why: `The place in ${windowName} is cancelled without charge, since the window belongs to the old version.`,
  }));
}

/** Puts the parts of an effect together. `today` is the date in London. */
export function effectOf(
  before: string,
  clock: PresentBy,
  today: Temporal.PlainDate,
  places: readonly PlaceEffect[],
): ClockEffect {
  return {
    presentByBefore: before,
    presentBy: clock.date.toString(),
    why: clock.why,
    isHeldByLongStop: clock.isHeldByLongStop,
    isOver: Temporal.PlainDate.compare(clock.date, today) < 0,
    places,
  };
}
