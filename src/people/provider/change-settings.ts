import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database, type Transaction } from '../../platform/database/database.js';
import { providerSettings, readSettings, type SettingName, type Settings, type SettingsCode } from './settings.js';

type Reads = Pick<Transaction, 'query'>;

/** A provider's numbers as they stand. One statement. */
export async function settingsOf(reads: Reads, providerId: string, lock = ''): Promise<Settings> {
  const columns = providerSettings.map(({ name, column }) => `${column} as "${name}"`).join(', ');
  const [row] = await reads.query<Settings>(`select ${columns} from provider where id::text = $1 ${lock}`, [
    providerId,
  ]);
  if (!row) throw new Error(`There is no provider ${providerId}`);
  return row;
}

/** An administrator changes numbers of their provider. They hold for what happens from then on. */
@Injectable()
export class ChangeSettings {
  constructor(private readonly database: Database) {}

  /** `seen`: the numbers that the form showed, as JSON. Gives what changed, by name. */
  async run(command: {
    readonly actor: string;
    readonly providerId: string;
    readonly form: Readonly<Partial<Record<SettingName, string>>>;
    readonly seen: string;
  }): Promise<Result<{ changed: SettingName[] }, SettingsCode>> {
    const { actor, providerId, form, seen } = command;
    const wanted = readSettings(form);
    if (isRefusal(wanted)) return wanted;
    return this.database.transact(actor, async (tx) => {
      const standing = await settingsOf(tx, providerId, 'for update');
      if (JSON.stringify(standing) !== seen) return refuse('settings-changed-meanwhile');
      const changed = providerSettings.filter(({ name }) => standing[name] !== wanted[name]);
      if (changed.length === 0) return refuse('settings-as-before');
      const sets = changed.map(({ column }, at) => `${column} = $${at + 2}`).join(', ');
      await tx.query(`update provider set ${sets} where id = $1`, [
        providerId,
        ...changed.map(({ name }) => wanted[name]),
      ]);
      await tx.journal({
        aggregate: 'provider',
        id: providerId,
        act: 'provider.settings-changed',
        facts: Object.fromEntries(changed.map(({ name }) => [name, { from: standing[name], to: wanted[name] }])),
      });
      return { changed: changed.map(({ name }) => name) };
    });
  }
}
