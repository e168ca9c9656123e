/** Carries one sentence ("Booking made") to the next page, and is cleared there. */
export const noticeCookie = '__Host-notice';
