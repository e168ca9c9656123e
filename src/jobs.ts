import type { JobKinds, TimetableEntry } from './platform/jobs/job.js';

/** Every kind of job there is: which queue it waits in and how often it is tried before a person has to look. */
export const jobKinds: JobKinds = {
  'allocation.plan': { queue: 'cpu', tries: 3 },
  'allocation.review-bars': { queue: 'io', tries: 5 },
  'booking.confirm-by': { queue: 'io', tries: 5 },
  'booking.offer-places': { queue: 'io', tries: 5 },
  'circumstances.scan': { queue: 'io', tries: 8 },
  'documents.draw-pages': { queue: 'cpu', tries: 3 },
  'documents.read': { queue: 'cpu', tries: 3 },
  'documents.scan': { queue: 'io', tries: 8 },
  'enrolment.import': { queue: 'cpu', tries: 3 },
  'enrolment.sweep': { queue: 'io', tries: 5 },
  'marking.lock': { queue: 'io', tries: 8 },
  'marking.sweep': { queue: 'io', tries: 5 },
  'mail.send': { queue: 'mail', tries: 8 },
  'moderation.draw': { queue: 'io', tries: 8 },
  'moderation.sweep': { queue: 'io', tries: 5 },
  'notices.remind': { queue: 'io', tries: 5 },
  'outcomes.release': { queue: 'io', tries: 8 },
  'outcomes.sweep': { queue: 'io', tries: 5 },
  'oversight.checkpoint': { queue: 'io', tries: 3 },
  'oversight.nightly': { queue: 'io', tries: 3 },
  'oversight.verify': { queue: 'io', tries: 3 },
  'people.write-link': { queue: 'io', tries: 5 },
  'people.forget': { queue: 'io', tries: 3 },
  'platform.tidy': { queue: 'io', tries: 3 },
  'quality.draw': { queue: 'io', tries: 8 },
  'standardisation.sweep': { queue: 'io', tries: 5 },
  'submission.check-scripts': { queue: 'io', tries: 5 },
  'submission.close-windows': { queue: 'io', tries: 5 },
};

/** What the clock orders. A sweep selects what is due and still open, so that one that was missed is caught up. */
export const timetable: TimetableEntry[] = [
  // Ties begin and end by dates, and one may be noted while a plan is confirmed.
  { kind: 'allocation.review-bars', everyMinutes: 60 },
  { kind: 'booking.confirm-by', everyMinutes: 10 },
  { kind: 'booking.offer-places', everyMinutes: 10 },
  { kind: 'enrolment.sweep', everyMinutes: 60 },
  { kind: 'marking.sweep', everyMinutes: 10 },
  { kind: 'moderation.sweep', everyMinutes: 10 },
  { kind: 'notices.remind', everyMinutes: 60 },
  { kind: 'outcomes.sweep', everyMinutes: 1 },
  { kind: 'oversight.checkpoint', everyMinutes: 60 },
  { kind: 'oversight.nightly', everyMinutes: 1440 },
  { kind: 'people.forget', everyMinutes: 60 },
  { kind: 'platform.tidy', everyMinutes: 360 },
  { kind: 'standardisation.sweep', everyMinutes: 60 },
  { kind: 'submission.check-scripts', everyMinutes: 1440 },
  { kind: 'submission.close-windows', everyMinutes: 1 },
];
