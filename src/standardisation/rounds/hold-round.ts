import { refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';

/** A round that is open today, held so that nobody closes it until the transaction ends. */
export interface OpenedRound {
  readonly id: string;
  readonly providerId: string;
  readonly frameworkVersion: string;
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly closesOn: string;
}

/** Refuses a round that is closed, and one whose last day is over though nobody has closed it yet: the day decides. */
export async function holdRound(tx: Transaction, id: string): Promise<Result<OpenedRound, 'round-over'>> {
  const [row] = await tx.query<OpenedRound & { isOpen: boolean }>(
    `select id, provider_id as "providerId", framework_version as "frameworkVersion", name, closes_on as "closesOn",
            state = 'open' and closes_on >= london_date(app_now()) as "isOpen"
     from standardisation_round where id = $1 for share`,
    [id],
  );
  if (!row) throw new Error(`There is no standardisation round ${id}`);
  const { isOpen, ...round } = row;
  return isOpen ? round : refuse('round-over');
}
