import type { Transaction } from '../../platform/database/database.js';
import { providerSettings, type Settings } from './settings.js';

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
