import { firstRefusal, refuse, type Refusal, type Rule } from '#libs/refusal';
import { isAddress, isControlled, isFormula, longest } from '../import/check-rows.js';

/** Who coaches or coached somebody: trimmed texts, empty where it is not known. */
export interface Coach {
  readonly coachName: string;
  readonly coachEmail: string;
}

/** What is recorded of a person, as a form sends it: trimmed texts, empty where there is none. */
export interface Details extends Coach {
  readonly name: string;
  readonly email: string;
  /** 7 digits, not 0000000. */
  readonly trn: string;
  readonly urn: string;
  readonly trustUid: string;
}

/** Field by field what was and what is now; for school and trust their numbers. */
export type DetailsChanged = Readonly<Partial<Record<keyof Details, { readonly was: string; readonly is: string }>>>;

export type DetailsCode =
  | 'cell-empty'
  | 'cell-too-long'
  | 'cell-is-formula'
  | 'cell-has-control-character'
  | 'email-not-an-address'
  | 'trn-not-seven-digits'
  | 'trn-is-zero'
  | 'urn-not-six-digits'
  | 'neither-school-nor-trust';

const mayBeEmpty: ReadonlySet<string> = new Set(['urn', 'trustUid', 'coachName', 'coachEmail']);
const source = 'as an import has it: whoever is changed later is held to the same';

const texts: Rule<Readonly<Record<string, string>>, DetailsCode> = {
  name: 'nothing is missing, too long, hidden, or would run in a spreadsheet',
  source,
  refuses: (given) => {
    for (const [field, value] of Object.entries(given)) {
      if (value === '' && !mayBeEmpty.has(field)) return refuse('cell-empty', {}, field);
      if (value.length > longest) return refuse('cell-too-long', { length: value.length, most: longest }, field);
      if (isControlled(value)) return refuse('cell-has-control-character', {}, field);
      if (isFormula(value)) return refuse('cell-is-formula', { given: value.slice(0, 40) }, field);
    }
    return null;
  },
};

const coachAddress: Rule<Coach, DetailsCode> = {
  name: 'the e-mail of a coach is an address',
  source,
  refuses: ({ coachEmail }) =>
    coachEmail === '' || isAddress(coachEmail)
      ? null
      : refuse('email-not-an-address', { given: coachEmail }, 'coachEmail'),
};

const rules: readonly Rule<Details, DetailsCode>[] = [
  { ...texts, refuses: (details) => texts.refuses({ ...details }) },
  {
    name: 'an e-mail is an address',
    source,
    refuses: ({ email }) => (isAddress(email) ? null : refuse('email-not-an-address', { given: email }, 'email')),
  },
  coachAddress,
  {
    name: 'a TRN has seven digits and is not 0000000',
    source: 'teacher reference numbers; edge case 40',
    refuses: ({ trn }) => {
      if (!/^\d{7}$/.test(trn)) return refuse('trn-not-seven-digits', { given: trn }, 'trn');
      return trn === '0000000' ? refuse('trn-is-zero', {}, 'trn') : null;
    },
  },
  {
    name: 'a participant works at a school or for a trust',
    source: 'domain 8.3, allocate: who may judge hangs on it',
    refuses: ({ urn, trustUid }) => {
      if (urn !== '' && !/^\d{6}$/.test(urn)) return refuse('urn-not-six-digits', { given: urn }, 'urn');
      return urn === '' && trustUid === '' ? refuse('neither-school-nor-trust', {}, 'urn') : null;
    },
  },
];

export function checkDetails(details: Details): Refusal<DetailsCode> | null {
  return firstRefusal(rules, details);
}

/** As `checkDetails` holds the coach who is recorded now. */
export function checkCoach({ coachName, coachEmail }: Coach): Refusal<DetailsCode> | null {
  return texts.refuses({ coachName, coachEmail }) ?? coachAddress.refuses({ coachName, coachEmail });
}

export function tidyCoach({ coachName, coachEmail }: Coach): Coach {
  return { coachName: coachName.trim().replace(/ +/g, ' '), coachEmail: coachEmail.trim() };
}

/** A form's texts as they are kept. */
export function tidy(given: Details): Details {
  return {
    name: given.name.trim().replace(/ +/g, ' '),
    email: given.email.trim(),
    trn: given.trn.trim(),
    urn: given.urn.trim(),
    trustUid: given.trustUid.trim(),
    ...tidyCoach(given),
  };
}
