import { isRefusal, refuse, type Result } from '#libs/refusal';
import type { Transaction } from '../../platform/database/database.js';
import { holdRound, type OpenedRound } from '../rounds/hold-round.js';
import type { TryState } from './try.lifecycle.js';

/** A try that is still marked, its row locked, with its open round. */
export interface HeldTry {
  readonly id: string;
  readonly staffId: string;
  readonly no: number;
  readonly state: TryState;
  readonly round: OpenedRound;
}

/** The try of this person, locked, so that marks are saved before it is handed in or not at all. Refuses one that is over. */
export async function holdTry(
  tx: Transaction,
  tryId: string,
  staffId: string,
): Promise<Result<HeldTry, 'try-over' | 'round-over'>> {
  const [row] = await tx.query<Omit<HeldTry, 'round'> & { roundId: string }>(
    `select id, staff_id as "staffId", no, state, round_id as "roundId" from standardisation_try
     where id = $1 and staff_id = $2 for update`,
    [tryId, staffId],
  );
  if (!row) throw new Error(`The try ${tryId} is not of ${staffId}`);
  if (row.state !== 'marking') return refuse('try-over');
  const round = await holdRound(tx, row.roundId);
  if (isRefusal(round)) return round;
  const { roundId: _, ...held } = row;
  return { ...held, round };
}
