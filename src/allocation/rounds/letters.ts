import { sayCount, sayDate } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetters } from '../../platform/mail/mail.js';
import type { Addressee } from '../planning/gather-problem.js';
import type { RoundRow } from './round.entity.js';
import type { Purpose } from './round.lifecycle.js';

const tasks: Record<Purpose, (count: string) => string> = {
  first: (count) => `${count} to mark`,
  second: (count) => `${count} to mark`,
  adjudicator: (count) => `${count} to adjudicate`,
};

/** One letter a person: how many scripts, and by when. First and second markers read the same words. */
export async function writeToMarkers(
  tx: Transaction,
  round: Pick<RoundRow, 'id' | 'purpose'>,
  assigned: readonly { readonly assessor: string; readonly dueOn: string }[],
  addressees: ReadonlyMap<string, Addressee>,
): Promise<void> {
  const letters = [...addressees].flatMap(([staffId, { name, email }]) => {
    const mine = assigned.filter(({ assessor }) => assessor === staffId);
    const [due] = mine.map(({ dueOn }) => dueOn).sort();
    if (due === undefined) return [];
    const task = tasks[round.purpose](sayCount(mine.length, 'script'));
    const by = sayDate(Temporal.PlainDate.from(due));
    const paragraphs = [
      `Dear ${name}`,
      `You have ${task}, due by the end of ${by}.`,
      'Sign in to Scriptorium to open them. If you recognise a script, or cannot mark one in time, decline it there as soon as you can, and somebody else will get it.',
      'The assessment team',
    ];
    const subject = `You have ${task}, due ${by}`;
    return [{ key: `allocation:${round.id}:${staffId}`, to: email, subject, body: `${paragraphs.join('\n\n')}\n` }];
  });
  await writeLetters(tx, letters);
}
