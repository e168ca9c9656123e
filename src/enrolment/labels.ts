import type { BookingState } from './bookings/booking.lifecycle.js';
import type { EnrolmentState } from './enrolment.lifecycle.js';

/** A state in words: to the participant themselves, and to staff. */
export interface StateLabel {
  readonly participant: string;
  readonly staff: string;
}

export const enrolmentLabels: Readonly<Record<EnrolmentState, StateLabel>> = {
  active: { participant: 'Your clock is running', staff: 'Active' },
  deferred: { participant: 'Your assessment is deferred', staff: 'Deferred' },
  presented: { participant: 'You have presented for assessment', staff: 'Presented' },
  resubmitting: { participant: 'You may resubmit', staff: 'Resubmitting' },
  passed: { participant: 'You have passed', staff: 'Passed' },
  failed: { participant: 'You have not passed', staff: 'Failed' },
  lapsed: { participant: 'Your time to present has run out', staff: 'Lapsed' },
  withdrawn: { participant: 'You have withdrawn', staff: 'Withdrawn' },
  disqualified: { participant: 'You have been disqualified', staff: 'Disqualified' },
};

/** What somebody is whose enrolment is in a state, within a sentence to staff. */
export const stateWords: Readonly<Record<string, string>> = {
  active: 'active',
  deferred: 'deferred',
  presented: 'presented for assessment',
  resubmitting: 'in a resubmission',
  passed: 'passed',
  failed: 'failed',
  lapsed: 'lapsed',
  withdrawn: 'withdrawn',
  disqualified: 'disqualified',
};

export const bookingLabels: Readonly<Record<BookingState, StateLabel>> = {
  booked: { participant: 'Booked, not yet confirmed', staff: 'Booked' },
  confirmed: { participant: 'Confirmed', staff: 'Confirmed' },
  used: { participant: 'Submitted in this window', staff: 'Used' },
  'no-show': { participant: 'Nothing was submitted', staff: 'No-show' },
  cancelled: { participant: 'Cancelled', staff: 'Cancelled' },
  moved: { participant: 'Moved to a later window', staff: 'Moved' },
};

export const deferralReasons = {
  bereavement: 'Bereavement',
  'long-term-sickness': 'Long-term sickness',
  'parental-leave': 'Parental leave',
  'career-break': 'Career break',
  other: 'Other',
} as const;

export const withdrawalReasons = {
  'insufficient-capacity': 'Not enough time for the programme',
  'health-or-pregnancy': 'Health or pregnancy',
  'moving-school': 'Moving school',
  'change-in-school': 'A change in the school’s circumstances',
  other: 'Other',
} as const;

export const chargeKinds = {
  'late-cancellation': 'Late cancellation',
  'no-show': 'Place not used',
  resubmission: 'Resubmission',
} as const;
export type ChargeKind = keyof typeof chargeKinds;
