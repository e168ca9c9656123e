import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { openSession, type OpenedSession } from '../open-session.js';

/** Signs in as a person of the planted story, second factor and all. Null where it is nobody the sign-in page offers. */
@Injectable()
export class DemoSignIn {
  constructor(private readonly database: Database) {}

  async run(command: {
    readonly signInId: string;
    readonly address: string;
    readonly browser: string | null;
    readonly replaces: string | null;
  }): Promise<OpenedSession | null> {
    const [person] = await this.database.query<{ actor: string }>(
      `select coalesce('staff:' || s.id, 'participant:' || t.id) as actor
       from demo_person d join sign_in p on p.id = d.sign_in_id
       left join staff s on s.sign_in_id = p.id left join participant t on t.sign_in_id = p.id
       where p.id = $1 and p.disabled_at is null and p.email like '%@demo.invalid' and coalesce(s.id, t.id) is not null`,
      [command.signInId],
    );
    if (!person) return null;
    return this.database.transact(person.actor, async (tx) => {
      const session = await openSession(tx, { ...command, isSecondFactorGiven: true });
      await tx.journal({
        aggregate: 'sign-in',
        id: command.signInId,
        act: 'session.opened',
        facts: { by: 'demonstration' },
      });
      return session;
    });
  }
}
