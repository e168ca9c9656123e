import { isRefusal, refuse, type Result } from '#libs/refusal';

export type TermsCode = 'capacity-not-a-number' | 'valid-to-not-a-date' | 'valid-to-passed' | 'valid-to-too-far';

/** The most scripts anyone takes in a window, as the database has it too. */
export const mostScripts = 500;

/** How long an accreditation holds and how much it allows, as a form sends it. */
export interface TermsFields {
  readonly capacity: string;
  /** YYYY-MM-DD. */
  readonly validTo: string;
}

export interface Terms {
  readonly capacity: number;
  readonly validTo: string;
}

/**
 * Reads the terms: capacity a whole number from 0 to 500; a last day from `today` to `validMonths` on, since an
 * accreditation is renewed at the latest then (domain: valid for the framework version and 12 months).
 */
export function readTerms(
  fields: TermsFields,
  today: Temporal.PlainDate,
  validMonths: number,
): Result<Terms, TermsCode> {
  const capacity = readCapacity(fields.capacity);
  if (isRefusal(capacity)) return capacity;
  const validTo = readDay(fields.validTo);
  if (isRefusal(validTo)) return validTo;
  if (Temporal.PlainDate.compare(validTo, today) < 0)
    return refuse('valid-to-passed', { today: today.toString() }, 'validTo');
  const latest = today.add({ months: validMonths });
  if (Temporal.PlainDate.compare(validTo, latest) > 0)
    return refuse('valid-to-too-far', { latest: latest.toString(), months: validMonths }, 'validTo');
  return { capacity, validTo: validTo.toString() };
}

/** Scripts a window, a whole number from 0 to 500. */
export function readCapacity(text: string): Result<number, 'capacity-not-a-number'> {
  const capacity = /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return capacity >= 0 && capacity <= mostScripts
    ? capacity
    : refuse('capacity-not-a-number', { most: mostScripts }, 'capacity');
}

/** A day that there is, as YYYY-MM-DD. */
export function readDay(text: string): Result<Temporal.PlainDate, 'valid-to-not-a-date'> {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text.trim())) return refuse('valid-to-not-a-date', {}, 'validTo');
  try {
    return Temporal.PlainDate.from(text.trim(), { overflow: 'reject' });
  } catch {
    return refuse('valid-to-not-a-date', {}, 'validTo');
  }
}
