import { londonDate } from '#libs/calendar';
import type { Transaction } from '../../platform/database/database.js';
import { barsOf } from '../../submission/blind.js';

/** Why a script of a round is none for a person. */
export type Barred = 'tied' | 'marked-live' | 'standardised' | 'on-panel';

/** What is left of a round for one person. Numbers in the round's order. */
export interface ScriptsFor {
  readonly open: readonly string[];
  readonly barred: readonly { readonly number: string; readonly because: Barred }[];
}

/**
 * The scripts of a round that say something about a person: not of somebody whom they may not judge (employer, trust,
 * coach, sponsor, declared ties), not one that they had live or as a seed script, had in standardisation or agreed on in a panel.
 */
export async function scriptsFor(tx: Transaction, roundId: string, staffId: string): Promise<ScriptsFor> {
  const rows = await tx.query<{ number: string; had: boolean; live: boolean; panel: boolean }>(
    `select s.script_number as number,
            exists (select from standardisation_try_script x where x.script_number = s.script_number and x.staff_id = $2) as had,
            exists (select from assignment a where a.script_number = s.script_number and a.assessor_id = $2)
              or exists (select from seed_script e where e.definitive_number = s.script_number and e.staff_id = $2) as live,
            exists (select from definitive_panel p where p.script_number = s.script_number and p.staff_id = $2) as panel
     from standardisation_round_script s where s.round_id = $1 order by s.position`,
    [roundId, staffId],
  );
  const numbers = rows.map(({ number }) => number);
  const bars = await barsOf(tx, numbers, londonDate(await tx.now()).toString());
  const tied = new Set(bars.filter((bar) => bar.staffId === staffId).map(({ scriptNumber }) => scriptNumber));
  const barred = rows.flatMap(({ number, had, live, panel }) => {
    const because: Barred | null = had
      ? 'standardised'
      : live
        ? 'marked-live'
        : panel
          ? 'on-panel'
          : tied.has(number)
            ? 'tied'
            : null;
    return because ? [{ number, because }] : [];
  });
  return { open: numbers.filter((number) => barred.every((one) => one.number !== number)), barred };
}
