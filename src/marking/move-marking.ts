import { next } from '#libs/lifecycle';
import type { Comparison } from '#libs/rubric';
import { instantOf } from '../platform/database/types.js';
import type { Transaction } from '../platform/database/database.js';
import { markingLifecycle, type MarkingEvent, type MarkingState } from './marking.lifecycle.js';

/** How far the marking of a script has come, as a use case holds it, locked. */
export interface Marking {
  readonly number: string;
  readonly state: MarkingState;
  /** Null until two blind sets were compared. */
  readonly discrepancy: Comparison | null;
  readonly agreeBy: Temporal.Instant | null;
  /** The account that is marked again; null: all that is in the script's scope. */
  readonly secondAccount: string | null;
}

/** What changes with the state, beside the state. */
interface Facts {
  readonly secondReasons?: readonly string[];
  /** What is marked again; null: all that is in the script's scope. */
  readonly again?: Again | null;
  readonly discrepancy?: Comparison;
  readonly agreeBy?: Temporal.Instant;
}

/** One account with its criteria. */
export interface Again {
  readonly account: string;
  readonly criteria: readonly string[];
}

/** Opens the marking of scripts that have none yet; the others stay as they are. */
export async function openMarking(tx: Transaction, numbers: readonly string[]): Promise<void> {
  const opened = await tx.query<{ number: string }>(
    `insert into marking (script_number, state) select unnest($1::text[]), $2
     on conflict (script_number) do nothing returning script_number as number`,
    [numbers, markingLifecycle.initial],
  );
  await tx.journalFirst(
    opened.map(({ number }) => ({
      aggregate: 'marking',
      id: number,
      act: 'marking.opened',
      to: markingLifecycle.initial,
    })),
  );
}

/** The marking of a script, locked; it is opened where allocation's news has not come yet. */
export async function lockMarking(tx: Transaction, number: string): Promise<Marking> {
  const read = async (): Promise<(Omit<Marking, 'agreeBy'> & { agreeBy: Date | null }) | undefined> =>
    (
      await tx.query<Omit<Marking, 'agreeBy'> & { agreeBy: Date | null }>(
        `select script_number as number, state, discrepancy, agree_by as "agreeBy", second_account as "secondAccount" from marking
         where script_number = $1 for update`,
        [number],
      )
    )[0];
  let row = await read();
  if (!row) {
    await openMarking(tx, [number]);
    row = await read();
  }
  if (!row) throw new Error(`The marking of ${number} was opened and is not there`);
  return { ...row, agreeBy: row.agreeBy && instantOf(row.agreeBy) };
}

/** The one way the marking of a script moves. False where its lifecycle has no such step from here. */
export async function moveMarking(
  tx: Transaction,
  marking: Marking,
  event: MarkingEvent,
  facts: Facts = {},
  why: string | null = null,
): Promise<boolean> {
  const to = next(markingLifecycle, marking.state, event);
  if (!to) return false;
  await tx.query(
    `update marking set state = $2, second_reasons = coalesce($3, second_reasons), discrepancy = coalesce($4, discrepancy),
       agree_by = coalesce($5, agree_by), version = version + 1,
       second_account = case when $6 then $7 else second_account end, second_scope = case when $6 then $8::jsonb else second_scope end
     where script_number = $1`,
    [
      marking.number,
      to,
      facts.secondReasons ? JSON.stringify(facts.secondReasons) : null,
      facts.discrepancy ? JSON.stringify(facts.discrepancy) : null,
      facts.agreeBy?.toString() ?? null,
      facts.again !== undefined,
      facts.again?.account ?? null,
      facts.again ? JSON.stringify(facts.again.criteria) : null,
    ],
  );
  await tx.journal({
    aggregate: 'marking',
    id: marking.number,
    act: `marking.${event}`,
    from: marking.state,
    to,
    why,
    facts: { ...facts },
  });
  await tx.touch(`marking:${marking.number}`);
  return true;
}
