import { sayDate } from '#libs/calendar';

const date = (iso: string): string => sayDate(Temporal.PlainDate.from(iso));

const stands: Readonly<Record<string, string>> = {
  lapsed:
    'Their time to present has run out meanwhile. Extend their clock first, and then declare the failure: their place is given back with it',
  deferred: 'Their assessment is deferred now. Ask them to book another window once they are back',
  withdrawn: 'They have withdrawn',
  failed: 'Their time to resubmit has run out meanwhile',
};

/** To a lead: why a participant whom a failure hit is not given time. */
export const extensionWords = {
  'has-another-place': ({ window }: { window: string }) => `They have a place in ${window} now`,
  'enrolment-went-on': ({ state }: { state: string }) =>
    stands[state] ?? 'They have presented for assessment meanwhile, and nothing is open',
  'attempt-went-on': () => 'They have gone on to another attempt meanwhile',
  'version-went-on': () =>
    'They have moved to another version of the framework, which this window does not serve. Ask them to book another window',
  'closing-after-long-stop': ({ longStop }: { longStop: string }) =>
    `They would close after their long stop, ${date(longStop)}. With fewer minutes they might not`,
  'closing-during-deferral': ({ from }: { from: string }) =>
    `They would close in their deferral, which begins on ${date(from)}. With fewer minutes they might not`,
  'no-place-is-left': () =>
    'Their place was taken meanwhile, and the window has no other left. Give the window another place first, and then declare the failure',
};
