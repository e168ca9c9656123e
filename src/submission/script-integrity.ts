import { Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { FileDamaged, FileMissing, FileStore, keyOf } from '../platform/storage/index.js';
import { faultsOfRecord, frozenRows, type FrozenRow, type ScriptFault } from './frozen-script.js';

export type IntegrityCode = 'script-not-as-frozen';

/** Objects looked at in one go: enough to hide the way to an S3 server, few enough for one script to leave room for others. */
const atOnce = 8;
/** Keys remembered as intact, about 150 bytes each; the oldest is forgotten first and hashed again when asked for. */
const mostRemembered = 50_000;

/**
 * Whether a script is what was frozen at its acceptance: its rows, the manifest behind it, the journal, and the bytes of
 * each clean copy and each original in the store. What is judged must be what was handed in: where it is not, nobody goes
 * on, and the lead is told. Bytes are hashed once for each version of an object (ETag, or the file's change time), so a look
 * at a script that was looked at before costs one statement and one question to the store for each of its files.
 */
@Injectable()
export class ScriptIntegrity {
  /** The version under which an object was found intact. */
  private readonly intact = new Map<string, string>();
  private readonly underWay = new Map<string, Promise<'intact' | 'missing' | 'changed'>>();

  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
  ) {}

  /**
   * `script-not-as-frozen` {number}, or null where all is as it was. What is found is written down, once, for the lead, and
   * stands in the way until they had it looked at again, whatever lies there meanwhile. A number that is no script gives null.
   */
  async refusal(actor: string, number: string): Promise<Refusal<IntegrityCode> | null> {
    return this.judge(actor, number, (row) => this.faultsOfFiles(row));
  }

  /**
   * The same for saving what somebody types: a store that does not answer is no proof of anything and must not cost them
   * their words. Nothing counts before it is locked, and locking asks for `refusal`.
   */
  async refusalToSave(actor: string, number: string): Promise<Refusal<IntegrityCode> | null> {
    return this.judge(actor, number, (row) => this.faultsOfFiles(row).catch(() => []));
  }

  /** All that is not as it was frozen, whatever was found or remembered before; null where there is no such script. */
  async look(number: string): Promise<ScriptFault[] | null> {
    const [row] = await frozenRows(this.database, [number]);
    if (!row) return null;
    for (const { key } of filesOf(row)) this.intact.delete(key);
    return [...faultsOfRecord(row), ...(await this.faultsOfFiles(row))];
  }

  private async judge(
    actor: string,
    number: string,
    faultsOfFiles: (row: FrozenRow) => Promise<ScriptFault[]>,
  ): Promise<Refusal<IntegrityCode> | null> {
    const [row] = await frozenRows(this.database, [number]);
    if (!row) return null;
    if (row.found) return refuse('script-not-as-frozen', { number });
    const found = [...faultsOfRecord(row), ...(await faultsOfFiles(row))];
    if (found.length === 0) return null;
    await this.writeDown(actor, number, found);
    return refuse('script-not-as-frozen', { number });
  }

  private async writeDown(actor: string, number: string, found: readonly ScriptFault[]): Promise<void> {
    await this.database.transact(actor, async (transaction) => {
      const written = await transaction.query(
        `insert into script_fault (script_number, found, found_at) values ($1, $2, app_now())
         on conflict (script_number) where cleared_at is null do nothing returning id`,
        [number, JSON.stringify(found)],
      );
      if (written.length === 0) return;
      await transaction.journal({ aggregate: 'script', id: number, act: 'script.not-as-frozen', facts: { found } });
      await transaction.touch('changed-scripts');
    });
  }

  private async faultsOfFiles(row: FrozenRow): Promise<ScriptFault[]> {
    const files = filesOf(row);
    const faults: ScriptFault[] = [];
    for (let from = 0; from < files.length; from += atOnce) {
      const looked = files.slice(from, from + atOnce).map(async ({ position, key, of }) => {
        const state = await this.stateOf(key);
        if (state !== 'intact') faults.push({ position, what: `${of}-${state}` });
      });
      await Promise.all(looked);
    }
    return faults.sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || a.what.localeCompare(b.what));
  }

  /** Two who ask for the same object at once have it hashed once. */
  private async stateOf(key: string): Promise<'intact' | 'missing' | 'changed'> {
    const version = await this.store.version(key);
    if (version === null) return 'missing';
    if (this.intact.get(key) === version) return 'intact';
    const state = this.underWay.get(key) ?? this.hash(key, version).finally(() => this.underWay.delete(key));
    this.underWay.set(key, state);
    return state;
  }

  private async hash(key: string, version: string): Promise<'intact' | 'missing' | 'changed'> {
    try {
      for await (const _chunk of await this.store.openVerified(key));
    } catch (error) {
      if (error instanceof FileMissing) return 'missing';
      if (error instanceof FileDamaged) return 'changed';
      throw error;
    }
    // Written anew while it was read: true of what was read, not remembered for what lies there now.
    if ((await this.store.version(key)) === version) this.remember(key, version);
    return 'intact';
  }

  private remember(key: string, version: string): void {
    this.intact.delete(key);
    this.intact.set(key, version);
    const oldest = this.intact.size > mostRemembered ? this.intact.keys().next().value : undefined;
    if (oldest !== undefined) this.intact.delete(oldest);
  }
}

/** Each clean copy and each original, by the place of its document. */
function filesOf({ documents, manifest }: FrozenRow): { position: number; key: string; of: 'copy' | 'original' }[] {
  return [
    ...documents.flatMap(({ position, copy }) => (copy ? [{ position, key: copy, of: 'copy' as const }] : [])),
    ...(manifest?.items ?? []).map(({ sha256 }, position) => ({
      position,
      key: keyOf(sha256),
      of: 'original' as const,
    })),
  ];
}
