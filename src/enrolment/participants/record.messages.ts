import { stateWords } from '../labels.js';

interface Both {
  readonly framework: string;
  readonly mine: string;
  readonly theirs: string;
}

/** What is in the way of a record that is changed, merged with another or parted from it, and what to do. */
export const recordWords = {
  'trust-unknown': ({ uid }: { uid: string }) =>
    `No trust with the UID ${uid} is known here. Check it; a trust comes with the first school that is noted in it`,
  'school-unknown': ({ urn }: { urn: string }) =>
    `No school with the URN ${urn} is known here. Check it; a school comes with the first person who is enrolled from it`,
  'date-missing': () => 'Give the first day at this school or trust, as day, month and year',
  'day-in-the-future': () => 'That day is still to come. Record the change on the day from which it holds, or later',
  'nothing-changes': () => 'This is what is recorded already. Change something, or leave it',
  'coach-not-named': () => 'Give the name or the e-mail address of who coached them',
  'coach-is-noted': ({ coach }: { coach: string }) => `That ${coach} coached them before is noted already`,
  'coach-note-is-gone': () =>
    'This is not noted any more, perhaps because somebody else has mended it. Nothing was done',
  'other-record-unknown': () =>
    'No participant of yours has this TRN or e-mail address. Look in the list for how the other record is kept',
  'same-record': () => 'This is the record you are on. Give the TRN or e-mail address of the other one',
  'record-merged-already': () => 'One of the two went into another record already. Use the one that stands for it',
  'record-took-another-over': ({ name }: { name: string }) =>
    `The record of ${name} took another over, so it has to be the one that survives: go to its page and merge this one into it`,
  'two-enrolments-on-one-framework': ({ framework, mine, theirs }: Both) =>
    `Both are enrolled on ${framework}: this record is ${stateWords[mine] ?? mine}, the other ${stateWords[theirs] ?? theirs}. One person has one enrolment on a framework. Find out which is theirs, withdraw the other, and merge then`,
  'merge-the-other-way-round': ({ framework, mine, theirs }: Both) =>
    `On ${framework} this record is ${stateWords[mine] ?? mine} and the other ${stateWords[theirs] ?? theirs}: the other has to survive. Go to its page and merge this one into it`,
  'merge-is-undone': () => 'This was taken back already, perhaps by somebody else. Nothing was done',
  'changed-since-the-merge': () =>
    'The name or TRN was changed since the two were merged, so nobody could tell whose is whose. Put back what the merge left, and take it back then',
};
