import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { providerSettings, type SettingName } from './settings.js';
import { settingsOf } from './settings-standing.js';

type Reads = Pick<Transaction, 'query'>;
type Numbers = Readonly<Partial<Record<SettingName, number>>>;

/** Numbers that hold from a day to come on. `holdsFrom` is YYYY-MM-DD in London. */
export interface PlannedChange {
  readonly id: string;
  readonly holdsFrom: string;
  readonly numbers: Numbers;
  readonly who: string | null;
}

/** What a provider has planned, the next first. One statement. */
export async function plannedOf(reads: Reads, providerId: string): Promise<PlannedChange[]> {
  return reads.query<PlannedChange>(
    `select p.id, p.holds_from::text as "holdsFrom", p.numbers, t.name as who
     from planned_settings p left join staff t on t.sign_in_id = p.planned_by
     where p.provider_id::text = $1 and p.state = 'planned' order by p.holds_from`,
    [providerId],
  );
}

/** Puts numbers into a provider's row, which is locked, and into the journal with what they were. */
export async function putIntoForce(
  tx: Transaction,
  providerId: string,
  numbers: Numbers,
  plannedId: string | null = null,
): Promise<SettingName[]> {
  const standing = await settingsOf(tx, providerId);
  const changed = providerSettings.filter(
    ({ name }) => numbers[name] !== undefined && numbers[name] !== standing[name],
  );
  if (changed.length === 0) return [];
  const sets = changed.map(({ column }, at) => `${column} = $${at + 2}`).join(', ');
  await tx.query(`update provider set ${sets} where id = $1`, [
    providerId,
    ...changed.map(({ name }) => numbers[name]),
  ]);
  await tx.journal({
    aggregate: 'provider',
    id: providerId,
    act: 'provider.settings-changed',
    facts: {
      ...Object.fromEntries(changed.map(({ name }) => [name, { from: standing[name], to: numbers[name] }])),
      ...(plannedId ? { plan: plannedId } : {}),
    },
  });
  return changed.map(({ name }) => name);
}

/** An administrator takes back what was planned and is not in force yet. */
@Injectable()
export class WithdrawPlanned {
  constructor(private readonly database: Database) {}

  async run(command: {
    readonly actor: string;
    readonly providerId: string;
    readonly id: string;
  }): Promise<Result<true, 'plan-not-there'>> {
    const { actor, providerId, id } = command;
    return this.database.transact(actor, async (tx) => {
      const [planned] = await tx.query<{ holdsFrom: string; numbers: Numbers }>(
        `update planned_settings set state = 'withdrawn', ended_at = app_now()
         where id::text = $1 and provider_id = $2 and state = 'planned' returning holds_from::text as "holdsFrom", numbers`,
        [id, providerId],
      );
      if (!planned) return refuse('plan-not-there');
      await tx.journal({
        aggregate: 'provider',
        id: providerId,
        act: 'provider.settings-plan-withdrawn',
        facts: { ...planned, plan: id },
      });
      return true;
    });
  }
}

/** Puts into force what was planned for today or before, in the order of its days; twice is once. */
@Injectable()
export class ApplyPlanned {
  constructor(private readonly database: Database) {}

  /** Gives how many plans came into force. */
  async run(actor: string): Promise<number> {
    const due = await this.database.query<{ id: string; providerId: string }>(
      `select id, provider_id as "providerId" from planned_settings
       where state = 'planned' and holds_from <= london_date((select app_now())) order by holds_from, id`,
    );
    let done = 0;
    for (const { id, providerId } of due)
      done += await this.database.transact(actor, (tx) => apply(tx, id, providerId));
    return done;
  }
}

async function apply(tx: Transaction, id: string, providerId: string): Promise<number> {
  await tx.query(`select 1 from provider where id = $1 for update`, [providerId]);
  const [planned] = await tx.query<{ numbers: Numbers }>(
    `update planned_settings set state = 'in-force', ended_at = app_now() where id = $1 and state = 'planned' returning numbers`,
    [id],
  );
  if (!planned) return 0;
  await putIntoForce(tx, providerId, planned.numbers, id);
  return 1;
}
