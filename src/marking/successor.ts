import type { Transaction } from '../platform/database/database.js';
import type { Assignment } from './move-assignment.js';

/** What allocation hears when a script needs one more person; a first assessor comes from the lead's next round instead. */
const wanted: Readonly<Partial<Record<Assignment['role'], string>>> = {
  second: 'second.wanted',
  adjudicator: 'adjudicator.wanted',
};

/** Asks allocation for whoever takes the place of one who gave a script back or lost it. */
export async function askForSuccessor(tx: Transaction, { role, number }: Assignment): Promise<void> {
  const event = wanted[role];
  if (event) await tx.announce(event, { scriptNumber: number });
}
