import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import type { Role, Visitor } from '../../platform/web/visitor.js';

/**
 * Grants and takes roles so that a member of staff has exactly these. Who loses one is signed out everywhere; so is who
 * gains one, since what they may reach is decided when they sign in with it. Refuses `not-oneself`.
 */
@Injectable()
export class SetRoles {
  constructor(private readonly database: Database) {}

  async run(
    visitor: Visitor,
    staffId: string,
    roles: readonly Role[],
  ): Promise<Result<{ granted: string[]; taken: string[] }, 'not-oneself'>> {
    if (staffId === visitor.staffId) return refuse('not-oneself');
    return this.database.transact(visitor.actor, async (tx) => {
      const [person] = await tx.query<{ sign_in_id: string }>(`select sign_in_id from staff where id = $1 for update`, [
        staffId,
      ]);
      if (!person) throw new Error('The guard lets nobody through to staff who are not there');
      const taken = await tx.query<{ role: string }>(
        `delete from staff_role where staff_id = $1 and role <> all($2::text[]) returning role`,
        [staffId, roles],
      );
      const granted = await tx.query<{ role: string }>(
        `insert into staff_role (staff_id, role) select $1, unnest($2::text[])
         on conflict (staff_id, role) do nothing returning role`,
        [staffId, roles],
      );
      for (const { role } of taken)
        await tx.journal({ aggregate: 'staff', id: staffId, act: 'role.taken', facts: { role } });
      for (const { role } of granted)
        await tx.journal({ aggregate: 'staff', id: staffId, act: 'role.granted', facts: { role } });
      if (taken.length + granted.length > 0)
        await tx.query(`delete from web_session where sign_in_id = $1`, [person.sign_in_id]);
      return { granted: granted.map(({ role }) => role), taken: taken.map(({ role }) => role) };
    });
  }
}
