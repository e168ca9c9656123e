import type { Transaction } from '../../platform/database/database.js';

/**
 * Has the demonstration's sign-in page offer a person of the planted story by one click. `line` says who or in what
 * state they are ("has 4,312 words in account 1"), `position` is the order among people of the same role.
 */
export async function offerDemoPerson(
  tx: Pick<Transaction, 'query'>,
  person: { readonly signInId: string; readonly line: string; readonly position?: number },
): Promise<void> {
  await tx.query(
    `insert into demo_person (sign_in_id, line, position) values ($1, $2, $3)
     on conflict (sign_in_id) do update set line = excluded.line, position = excluded.position`,
    [person.signInId, person.line, person.position ?? 0],
  );
}
