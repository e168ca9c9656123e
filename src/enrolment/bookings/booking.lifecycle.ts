import { defineLifecycle } from '#libs/lifecycle';

export type BookingState = 'booked' | 'confirmed' | 'used' | 'no-show' | 'cancelled' | 'moved';
export type BookingEvent = 'confirm' | 'use' | 'miss' | 'cancel' | 'move' | 'annul' | 'reinstate';

/**
 * A place in a window. A booking that was not confirmed in time can still be used where its place was kept; one that was
 * used is annulled only with the attempt it was for. One that was missed is given back by a declared failure of ours, and by nothing else.
 */
export const bookingLifecycle = defineLifecycle<BookingState, BookingEvent>({
  name: 'booking',
  initial: 'booked',
  table: {
    booked: { confirm: 'confirmed', use: 'used', miss: 'no-show', cancel: 'cancelled', move: 'moved' },
    confirmed: { use: 'used', miss: 'no-show', cancel: 'cancelled' },
    used: { annul: 'cancelled' },
    'no-show': { reinstate: 'confirmed' },
    cancelled: {},
    moved: {},
  },
});

/** The states in which a booking holds a seat, as the database's constraint has them. */
export const liveBookingStates: readonly BookingState[] = ['booked', 'confirmed', 'used'];
