import { sayDate } from '#libs/calendar';
import { printPdf, type Block } from '../../platform/pdf/print-pdf.js';
import type { OutcomeModel } from './outcome-page.js';

/** The letter as PDF, made when it is asked for and kept nowhere; the same outcome gives the same bytes. */
export async function printOutcome(outcome: OutcomeModel): Promise<Uint8Array> {
  return printPdf({
    title: `Outcome of the NPQEL final assessment: ${outcome.says.toLowerCase()}`,
    datedAt: outcome.releasedAt,
    blocks: [
      { kind: 'text', text: `Dear ${outcome.name}` },
      { kind: 'text', text: sentence(outcome) },
      { kind: 'pair', name: 'Outcome', text: outcome.says },
      { kind: 'pair', name: 'Date', text: day(outcome.completionDate) },
      { kind: 'pair', name: 'Marks', text: `${outcome.marks} of ${outcome.max}` },
      { kind: 'pair', name: 'Attempt', text: `${outcome.attemptNo}, ${outcome.windowName}` },
      { kind: 'pair', name: 'Framework', text: outcome.frameworkTitle },
      { kind: 'pair', name: 'Provider', text: outcome.providerName },
      ...outcome.reasons.map((text): Block => ({ kind: 'text', text })),
      { kind: 'heading', text: 'What happens next' },
      ...nextWords(outcome, false).map((text): Block => ({ kind: 'text', text })),
      ...outcome.areas.flatMap(areaBlocks),
    ],
  });
}

const day = (date: string): string => sayDate(Temporal.PlainDate.from(date));

function sentence({ result }: OutcomeModel): string {
  return result === 'passed'
    ? 'We are pleased to tell you that you have passed the final assessment of the National Professional Qualification for Executive Leadership.'
    : 'You have not passed the final assessment of the National Professional Qualification for Executive Leadership this time.';
}

/**
 * What happens next in sentences. The letter says the same whenever it is printed; the page, `asOfNow`, says what has become of
 * it since: a place that was booked, a time to appeal that is over.
 */
export function nextWords(
  { next, appealDays, appealBy, mayAppeal, today, bookedWindow }: OutcomeModel,
  asOfNow: boolean,
): string[] {
  const inTime = `If you believe that something went wrong in how your work was assessed, you can appeal within ${appealDays} working days: until the end of ${day(appealBy)}, UK time. You do so on the page of your outcome, and it costs nothing.`;
  const late = `The time to appeal ended with ${day(appealBy)}. If you could not appeal by then, say why as you do: the assessment lead decides whether it is heard.`;
  const appeal = mayAppeal ? [asOfNow && today > appealBy ? late : inTime] : [];
  switch (next.kind) {
    case 'passed':
      return [
        'Your provider returns your outcome to the Department for Education, which keeps the record of qualifications. There is nothing that you have to do.',
        ...appeal,
      ];
    case 'resubmit':
      return [
        `You can submit again: ${next.tasks.map(({ code, title }) => `task ${code} (${title})`).join(' and ')}.${next.hasMarksKept ? ' The marks of everything else are kept.' : ''}`,
        asOfNow && bookedWindow !== null ? `You have a place in ${bookedWindow}.` : toBook(next),
        ...appeal,
      ];
    case 'no-attempt-left':
      return ['There is no further attempt, so this outcome is final.', ...finalWords(next.finalBecause), ...appeal];
    case 'later':
      return ['A later attempt or outcome has taken the place of this one. You find it on the page “Your outcome”.'];
  }
}

function toBook({ resubmitBy, resubmitByWhy, feePence }: OutcomeModel['next']): string {
  const by = resubmitBy === null ? '' : `Book a window that closes by ${day(resubmitBy)} (${resubmitByWhy}). `;
  return `${by}${feePence > 0 ? `It costs £${(feePence / 100).toFixed(2)}, to be paid before you book.` : 'It costs nothing.'}`;
}

/** Why there is none, in a sentence; nothing where the rules of resubmission are not the reason. */
export function finalWords(because: OutcomeModel['next']['finalBecause']): string[] {
  switch (because?.code) {
    case undefined:
      return [];
    case 'attempts-used-up':
      return ['You have used all the attempts that the qualification allows.'];
    case 'resubmission-after-long-stop':
      return [
        `Attempts could be opened until the day before ${day(because.longStop)}, the last date for your qualification. This outcome came on or after that date.`,
      ];
  }
}

function areaBlocks(area: OutcomeModel['areas'][number]): Block[] {
  const needed = area.needed === null ? '' : `, ${area.needed} needed`;
  return [
    { kind: 'heading', text: `${area.title}: ${area.marks} of ${area.max}${needed}` },
    ...area.criteria.flatMap((criterion): Block[] => [
      {
        kind: 'pair',
        name: `${criterion.criterion}: ${criterion.mark} of ${criterion.maxMark}`,
        text: `${criterion.title}${criterion.carriedForward ? ' (mark of an earlier attempt)' : ''}`,
      },
      { kind: 'small', text: criterion.comment ?? criterion.descriptor },
    ]),
  ];
}
