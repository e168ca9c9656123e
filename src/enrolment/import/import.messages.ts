import { sayCount, sayDate, sayList } from '#libs/calendar';
import { sayBytes } from '../../platform/web/say-bytes.js';

const date = (iso: string): string => sayDate(Temporal.PlainDate.from(iso));

interface Given {
  readonly given: string;
}

/** Why a file of people cannot be imported, and what to do. */
export const fileWords = {
  'no-framework': () => 'Publish a framework before you enrol anybody: it says how long people have',
  'not-a-form': () => 'The file did not arrive as a form. Choose it again and send it once more',
  'form-unreadable': () => 'The form could not be read. Choose the file again and send it once more',
  'too-large': ({ maxBytes }: { maxBytes: number }) =>
    `The file is larger than ${sayBytes(maxBytes)}. Split it and import the parts one after the other`,
  interrupted: () => 'The file stopped arriving half-way. Send it once more',
  'no-file': () => 'Choose a file',
  'empty-file': () => 'The file is empty. Choose another',
  'second-file': () => 'Send one file at a time',
  'file-not-utf8': () =>
    'The file is not in UTF-8, so names would be spoilt. Save it as “CSV UTF-8” and import it again',
  'file-empty': () => 'There is nothing in it. Paste the rows with their headings, or choose a file',
  'file-without-rows': () => 'There are headings but no rows below them',
  'file-not-csv': ({ line, quote }: { line: number | null; quote: boolean }) =>
    `From line ${line ?? '?'} on the rows cannot be told apart${quote ? ': a quotation mark is opened or closed in the wrong place' : ''}`,
  'too-many-rows': ({ rows, most }: { rows: number; most: number }) =>
    `There are ${rows.toLocaleString('en-GB')} rows; ${most.toLocaleString('en-GB')} can be imported at once`,
  'column-unknown': ({ heading }: { heading: string }) =>
    heading === '' ? 'A column has no heading' : `The heading “${heading}” is not one of the template’s`,
  'column-twice': ({ heading }: { heading: string }) => `The column “${heading}” stands there twice`,
  'column-missing': ({ headings }: { headings: readonly string[] }) =>
    `The first line has to hold the headings; ${sayList(headings)} ${headings.length === 1 ? 'is' : 'are'} missing`,
};

/** What is wrong with a row of it, or with what a form says of one person. */
export const rowWords = {
  'cells-do-not-match': ({ cells }: { cells: number }) =>
    `This row has ${sayCount(cells, 'cell')}, which is not the number of headings. A comma inside a cell needs quotation marks around the cell`,
  'cell-empty': () => 'This is missing',
  'cell-too-long': ({ length, most }: { length: number; most: number }) =>
    `This has ${length} characters; ${most} are allowed`,
  'cell-is-formula': ({ given }: Given) =>
    `“${given}” begins with a character that a spreadsheet would run as a formula. Take it out; leave the cell empty for none`,
  'cell-has-control-character': () => 'This holds a line break or a character that cannot be seen',
  'email-not-an-address': ({ given }: Given) => `“${given}” is not an e-mail address`,
  'trn-not-seven-digits': ({ given }: Given) =>
    /^\d{1,6}$/.test(given)
      ? `“${given}” is too short: a TRN has 7 digits. The spreadsheet may have dropped noughts at the front`
      : `“${given}” is not a TRN, which has exactly 7 digits`,
  'trn-is-zero': () => '0000000 is not a TRN that is given to anybody',
  'urn-not-six-digits': ({ given }: Given) => `“${given}” is not a URN, which has exactly 6 digits`,
  'trust-uid-unreadable': ({ given }: Given) =>
    `“${given}” is not the UID of a trust, which has letters and digits only`,
  'neither-school-nor-trust': () =>
    'Give the URN of the school or the UID of the trust: without either nobody could tell which assessors may not mark this work',
  'name-without-number': ({ name }: { name: string }) => `“${name}” is a name only. Give its number as well`,
  'twice-in-file': ({ given, first }: { given: string; first: number }) => `“${given}” stands on line ${first} already`,
  'trn-belongs-to-another': ({ given }: Given) => `The TRN ${given} is recorded with another e-mail address`,
  'email-belongs-to-another': ({ given }: Given) => `“${given}” is recorded with another TRN`,
  'school-in-another-trust': ({ given, urn, recorded }: { given: string; urn: string; recorded: string | null }) =>
    `The school ${urn} belongs to ${recorded === null ? 'no trust' : `the trust ${recorded}`}, not to ${given}. Put the trust right or leave it empty; where the school has moved, note it under Schools first, with its day`,
  'email-is-staff': ({ given }: Given) => `“${given}” signs in as staff: nobody is both`,
  'other-start-date': ({ given, recorded }: { given: string; recorded: string | null }) =>
    recorded === null
      ? 'This person is known and not enrolled. Ask the assessment lead'
      : `This person is enrolled with the start date ${date(recorded)}, not ${date(given)}. Correct it on their page`,
  'enrolled-elsewhere': ({ given }: Given) => `The person with TRN ${given} is enrolled with another provider`,
};
