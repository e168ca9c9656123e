import { refuse, type Rule } from '#libs/refusal';

export const conflictKinds = [
  { kind: 'employer', label: 'I work there, or did in recent years' },
  { kind: 'line-manager', label: 'I manage the participant, or did' },
  { kind: 'relative', label: 'I am related to the participant' },
  { kind: 'sponsor', label: 'I sponsored, coached or taught the participant' },
  { kind: 'declared', label: 'Another reason why I should not judge' },
] as const;

export interface DeclareCommand {
  readonly kind: string;
  readonly trustUid: string;
  readonly schoolUrn: string;
  readonly participantEmail: string;
  /** YYYY-MM-DD as a date field sends it. */
  readonly fromDate: string;
  /** Empty: it has no end yet. */
  readonly toDate: string;
}

export type ConflictCode =
  | 'kind-missing'
  | 'nothing-named'
  | 'more-than-one-named'
  | 'email-not-an-address'
  | 'date-missing'
  | 'dates-out-of-order';

const isDate = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
};
const named = ({ trustUid, schoolUrn, participantEmail }: DeclareCommand): number =>
  [trustUid, schoolUrn, participantEmail].filter((text) => text.trim() !== '').length;

/** In the order in which they speak. */
export const conflictRules: readonly Rule<DeclareCommand, ConflictCode>[] = [
  {
    name: 'a tie is of a kind',
    source: 'domain: independence of assessors',
    refuses: ({ kind }) =>
      conflictKinds.some((each) => each.kind === kind) ? null : refuse('kind-missing', {}, 'kind'),
  },
  {
    name: 'a tie is to one trust, one school or one participant',
    source: 'ours: each is looked up on its own',
    refuses: (command) => {
      if (named(command) === 1) return null;
      return named(command) === 0
        ? refuse('nothing-named', {}, 'trustUid')
        : refuse('more-than-one-named', {}, 'trustUid');
    },
  },
  {
    name: 'a participant is named by an e-mail address',
    source: 'ours: names are not unique',
    refuses: ({ participantEmail }) =>
      participantEmail.trim() === '' || /^[^\s@]+@[^\s@]+$/.test(participantEmail.trim())
        ? null
        : refuse('email-not-an-address', {}, 'participantEmail'),
  },
  {
    name: 'a tie has a first day, and a last one after it where it has ended',
    source: 'domain: an employer counts for years after, as many as the framework says',
    refuses: ({ fromDate, toDate }) => {
      if (!isDate(fromDate)) return refuse('date-missing', {}, 'fromDate');
      if (toDate !== '' && !isDate(toDate)) return refuse('date-missing', {}, 'toDate');
      return toDate !== '' && toDate <= fromDate ? refuse('dates-out-of-order', {}, 'toDate') : null;
    },
  },
];
