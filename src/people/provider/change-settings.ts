import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { putIntoForce } from './planned-settings.js';
import { providerSettings, readSettings, type SettingName, type SettingsCode } from './settings.js';
import { settingsOf } from './settings-standing.js';

/** Further ahead nobody plans; a year that is typed wrong is. */
const monthsAhead = 24;

/**
 * An administrator changes numbers of their provider. They hold for what happens from then on: at once, or from a day to come on,
 * on which a job puts them into force.
 */
@Injectable()
export class ChangeSettings {
  constructor(private readonly database: Database) {}

  /**
   * `seen`: the numbers that the form showed, as JSON. `holdsFrom`: YYYY-MM-DD in London, empty or today for at once. Gives what
   * changed, by name, and from when it holds (null: at once).
   */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly providerId: string;
    readonly form: Readonly<Partial<Record<SettingName, string>>>;
    readonly holdsFrom: string;
    readonly seen: string;
  }): Promise<Result<{ changed: SettingName[]; holdsFrom: string | null }, SettingsCode>> {
    const { actor, providerId, form, seen } = command;
    const wanted = readSettings(form);
    if (isRefusal(wanted)) return wanted;
    return this.database.transact(actor, async (tx) => {
      const holdsFrom = dayOf(command.holdsFrom, londonDate(await tx.now()));
      if (isRefusal(holdsFrom)) return holdsFrom;
      const standing = await settingsOf(tx, providerId, 'for update');
      if (JSON.stringify(standing) !== seen) return refuse('settings-changed-meanwhile');
      const changed = providerSettings.filter(({ name }) => standing[name] !== wanted[name]).map(({ name }) => name);
      if (changed.length === 0) return refuse('settings-as-before');
      const numbers = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
      if (holdsFrom === null) await putIntoForce(tx, providerId, numbers);
      else if (!(await plan(tx, command, holdsFrom, numbers))) return refuse('settings-day-taken', {}, 'holdsFrom');
      return { changed, holdsFrom };
    });
  }
}

/** Null for today, which is at once. */
function dayOf(given: string, today: Temporal.PlainDate): Result<string | null, SettingsCode> {
  if (given.trim() === '') return null;
  let day: Temporal.PlainDate;
  try {
    day = Temporal.PlainDate.from(given.trim());
  } catch {
    return refuse('settings-day-unreadable', {}, 'holdsFrom');
  }
  const order = Temporal.PlainDate.compare(day, today);
  if (order === 0) return null;
  return order < 0 || Temporal.PlainDate.compare(day, today.add({ months: monthsAhead })) > 0
    ? refuse('settings-day-unusable', {}, 'holdsFrom')
    : day.toString();
}

async function plan(
  tx: Transaction,
  { signInId, providerId }: { readonly signInId: string; readonly providerId: string },
  holdsFrom: string,
  numbers: Readonly<Record<string, number>>,
): Promise<boolean> {
  const [row] = await tx.query<{ id: string }>(
    `insert into planned_settings (provider_id, holds_from, numbers, planned_by, planned_at)
     values ($1, $2, $3, $4, app_now()) on conflict (provider_id, holds_from) where state = 'planned' do nothing returning id`,
    [providerId, holdsFrom, JSON.stringify(numbers), signInId],
  );
  if (!row) return false;
  await tx.journal({
    aggregate: 'provider',
    id: providerId,
    act: 'provider.settings-planned',
    facts: { holdsFrom, numbers, plan: row.id },
  });
  return true;
}
