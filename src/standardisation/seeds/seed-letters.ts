import { staffById, staffWithRole } from '../../people/index.js';
import type { Transaction } from '../../platform/database/database.js';
import { writeLetters, type Letter } from '../../platform/mail/mail.js';

/**
 * Tells whoever missed a seed script, and the leads of the window's provider. The assessor is not told which script it was:
 * others may still have it before them.
 */
export async function writeAboutSeeds(
  tx: Transaction,
  { number, staffId, follows }: { number: string; staffId: string; follows: 'warning' | 'suspension' },
): Promise<void> {
  const person = (await staffById(tx, [staffId])).get(staffId);
  const [about] = await tx.query<{ providerId: string; differing: number }>(
    `select w.provider_id as "providerId", jsonb_array_length(e.comparison -> 'differing') as differing
     from seed_script e join script s on s.number = e.script_number join assessment_window w on w.id = s.window_id
     where e.script_number = $1`,
    [number],
  );
  if (!person || !about) throw new Error(`The seed script ${number} has nobody to write to`);
  const leads = await staffWithRole(tx, 'lead', about.providerId);
  const differing = about.differing === 1 ? 'one criterion' : `${about.differing} criteria`;
  await writeLetters(tx, [
    { key: `seed-script:${number}`, to: person.email, ...toAssessor(person.name, differing, follows) },
    ...leads.map(({ staffId: id, name, email }) => ({
      key: `seed-script:${number}:${id}`,
      to: email,
      ...toLead(name, person.name, differing, follows),
    })),
  ]);
}

type Words = Pick<Letter, 'subject' | 'body'>;
const lines = (...paragraphs: readonly string[]): string => `${paragraphs.join('\n\n')}\n`;

function toAssessor(name: string, differing: string, follows: 'warning' | 'suspension'): Words {
  const told = `Among the scripts that you mark are some whose marks a panel has settled. On one that you handed in lately your marks differ from the panel’s by more than two assessors may differ: ${differing}.`;
  if (follows === 'warning')
    return {
      subject: 'Your marks of a script were compared with a panel’s',
      body: lines(
        `Dear ${name}`,
        told,
        'You go on marking. If it happens again with the next one, your accreditation is suspended until it is clear why.',
        'The assessment lead can go through the differences with you.',
        'The assessment team',
      ),
    };
  return {
    subject: 'Your accreditation is suspended for now',
    body: lines(
      `Dear ${name}`,
      told,
      'It was not the first one in a row, so you are given no more scripts for now.',
      'The assessment lead will go through the differences with you and tell you how you can mark again.',
      'The assessment team',
    ),
  };
}

function toLead(name: string, assessor: string, differing: string, follows: 'warning' | 'suspension'): Words {
  return {
    subject:
      follows === 'warning' ? `${assessor} missed a seed script` : `${assessor} is suspended: seed scripts missed`,
    body: lines(
      `Dear ${name}`,
      `The marks that ${assessor} gave a seed script differ from the panel’s beyond the tolerance: ${differing}.`,
      follows === 'warning'
        ? 'They were told, and get another one next. Under Marking, “Seed scripts” shows what differs.'
        : 'It was not the first one in a row, so their accreditation is suspended. Under Marking, “Seed scripts” leads to what they marked since their last good one, to be marked anew.',
      'Scriptorium',
    ),
  };
}
