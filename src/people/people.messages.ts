import { defineMessages } from '../platform/web/reply.js';

/** Every code of this room, in words for whoever reads them. */
export type PeopleCode =
  | 'sign-in-refused'
  | 'too-many-tries'
  | 'code-refused'
  | 'link-closed'
  | 'password-too-short'
  | 'password-too-long'
  | 'password-too-common'
  | 'passwords-differ'
  | 'password-refused'
  | 'no-password-yet'
  | 'name-missing'
  | 'email-not-an-address'
  | 'email-taken'
  | 'email-is-staff'
  | 'no-role'
  | 'provider-missing'
  | 'trust-unknown'
  | 'school-unknown'
  | 'not-oneself'
  | 'nothing-named'
  | 'more-than-one-named'
  | 'kind-missing'
  | 'date-missing'
  | 'dates-out-of-order'
  | 'conflict-ended'
  | 'setting-out-of-bounds'
  | 'settings-changed-meanwhile'
  | 'settings-as-before'
  | 'settings-day-unreadable'
  | 'settings-day-unusable'
  | 'settings-day-taken'
  | 'plan-not-there'
  | 'clock-goes-forward'
  | 'clock-not-a-time'
  | 'day-in-the-future'
  | 'reason-missing'
  | 'nothing-changes'
  | 'effect-has-changed';

export const peopleMessages = defineMessages<PeopleCode>({
  'sign-in-refused': () => 'That e-mail and password do not go together. Check both, or ask for a new password.',
  'too-many-tries': ({ minutes }: { minutes: number }) =>
    `There were too many tries. Wait ${minutes} minutes, or ask for a new password by e-mail.`,
  'code-refused': () =>
    'That code is not right, or was used already. Wait for the next code in your authenticator and type that one.',
  'link-closed': () => 'This link does not work any more. Ask for a new one below.',
  'password-too-short': ({ least, given }: { least: number; given: number }) =>
    `Use at least ${least} characters: this has ${given}. Three or four words that mean something to you do well.`,
  'password-too-long': ({ most }: { most: number }) => `Use at most ${most} characters.`,
  'password-too-common': () =>
    'This is one of the first that a stranger would try: a common password, a row of keys, or a word of this place or of yours with little beside it. Choose another.',
  'passwords-differ': () => 'The two do not match. Type the new password the same way twice.',
  'password-refused': () => 'That is not your password now. Type the one you sign in with.',
  'no-password-yet': () => 'You have no password yet. Sign out and use "I have forgotten my password" to get a link.',
  'name-missing': () => 'Give the person’s name, as it should stand on what they do.',
  'email-not-an-address': () => 'Give an e-mail address, such as name@example.org.',
  'email-taken': () => 'Somebody with this e-mail can sign in already. Look for them in the list.',
  'email-is-staff': ({ email }: { email: string }) =>
    `${email} belongs to a member of staff. A participant needs an e-mail of their own.`,
  'no-role': () => 'Choose at least one role.',
  'provider-missing': () => 'Choose the provider the person belongs to.',
  'trust-unknown': () => 'No trust with this UID is known here. Check it, or leave it empty.',
  'school-unknown': () => 'No school with this URN is known here. A URN has six digits.',
  'not-oneself': () => 'You cannot change your own roles or disable yourself. Ask another administrator.',
  'nothing-named': () => 'Name what the tie is to: a trust, a school or a participant.',
  'more-than-one-named': () => 'Name one of the three. Declare a second tie separately.',
  'kind-missing': () => 'Choose what kind of tie it is.',
  'date-missing': () => 'Give a date as day, month and year.',
  'dates-out-of-order': () => 'The last day must come after the first.',
  'conflict-ended': () => 'This has ended already, or is not in the list.',
  'setting-out-of-bounds': ({ label, least, most }: { label: string; least: number; most: number }) =>
    `${label}: enter a whole number from ${least} to ${most}.`,
  'settings-changed-meanwhile': () =>
    'Somebody changed these numbers since you opened the page. Look at them again, and change yours.',
  'settings-as-before': () => 'Every number is as it was. Change one, or leave the page.',
  'settings-day-unreadable': () =>
    'Give the day from which it holds as day, month and year, or leave it empty for at once.',
  'settings-day-unusable': () => 'Give a day from tomorrow on, at most two years ahead, or leave it empty for at once.',
  'settings-day-taken': () => 'A change is planned for that day already. Take it back first, or choose another day.',
  'plan-not-there': () => 'This plan is in force already, or was taken back.',
  'clock-goes-forward': () => 'The clock only goes forward: choose a time after the one it shows.',
  'clock-not-a-time': () => 'Give a date and a time.',
  'day-in-the-future': () => 'That day is still to come. Note the change on the day from which it holds, or later.',
  'reason-missing': () => 'Give the reason. It is kept with the change.',
  'nothing-changes': () => 'This is what is recorded already. Choose another place or another day.',
  'effect-has-changed': () =>
    'Since you looked, what this does has changed. See below what it does now, and decide again.',
});
