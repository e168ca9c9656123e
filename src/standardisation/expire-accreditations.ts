import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';
import { announceStopped } from './move-accreditation.js';

/**
 * Tells the other rooms, once a last day, that an accreditation has run out. Its state stays: a day that is over lets nobody
 * mark, and a lead who renews it changes the day alone.
 */
@Injectable()
export class ExpireAccreditations {
  constructor(private readonly database: Database) {}

  /** Every accreditation that ran out untold, each in a transaction of its own; safe to repeat. */
  async run(actor: string): Promise<void> {
    const due = await this.database.query<{ id: string }>(`select id from accreditation where ${isDue} order by id`);
    for (const { id } of due) await this.database.transact(actor, (tx) => this.tell(tx, id));
  }

  private async tell(tx: Transaction, id: string): Promise<void> {
    const [row] = await tx.query<{ staffId: string; frameworkVersion: string; validTo: string; state: string }>(
      `update accreditation set expiry_told = valid_to, version = version + 1 where id = $1 and ${isDue}
       returning staff_id as "staffId", framework_version as "frameworkVersion", valid_to as "validTo", state`,
      [id],
    );
    // Renewed, or told by another worker, since the list was read.
    if (!row) return;
    const { staffId, frameworkVersion, validTo, state } = row;
    const facts = { staffId, frameworkVersion, validTo };
    await tx.journal({ aggregate: 'accreditation', id, act: 'accreditation.expired', from: state, to: state, facts });
    await announceStopped(tx, { id, staffId });
  }
}

const isDue = `state in ('probation', 'accredited') and valid_to < london_date(app_now()) and expiry_told is distinct from valid_to`;
