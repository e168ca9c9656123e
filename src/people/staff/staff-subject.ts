import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { Subject } from '../../platform/web/route.js';
import type { Visitor } from '../../platform/web/visitor.js';

/** Which staff an administrator looks after: those of their own provider, and whom it engaged from elsewhere. */
export const looksAfter = `coalesce(s.managing_provider_id, s.provider_id)`;

/** Answers for `staff`: an administrator reaches the staff their provider looks after. */
@Injectable()
export class StaffSubject {
  constructor(private readonly database: Database) {}

  @Subject('staff')
  async mayReach(visitor: Visitor, { id }: Readonly<Record<string, string>>): Promise<boolean> {
    if (!z.uuid().safeParse(id).success) return false;
    const rows = await this.database.query(`select from staff s where s.id = $1 and ${looksAfter} = $2`, [
      id,
      visitor.providerId,
    ]);
    return rows.length > 0;
  }
}
