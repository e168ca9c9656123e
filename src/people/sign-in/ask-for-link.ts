import { Inject, Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/refusal';
import { configToken } from '../../platform/config/config.token.js';
import type { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { Handles, type Work } from '../../platform/jobs/job.js';
import { writeLink } from './invitation.js';
import { beginTry } from './sign-in-tries.js';

/**
 * A forgotten password. What is done at once is the same for a known and an unknown e-mail (one order of work), so that
 * neither the answer nor its time tells whether somebody is known; the letter is written by the queue, or not.
 */
@Injectable()
export class AskForLink {
  constructor(
    private readonly database: Database,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(request: { readonly email: string; readonly address: string }): Promise<void> {
    const email = request.email.trim();
    const begun = await beginTry(this.database, { email, address: request.address, factor: 'reset' });
    // Not said: three letters an hour are enough, and the answer is the same.
    if (isRefusal(begun)) return;
    await this.database.transact('job:people.write-link', async (tx) => {
      const [known] = await tx.query<{ id: string }>(
        `select id from sign_in where lower(email) = lower($1) and disabled_at is null`,
        [email],
      );
      const subject = { signInId: known?.id ?? 'nobody' };
      await tx.order({ kind: 'people.write-link', key: `${begun.tryId}`, subject });
    });
  }

  @Handles('people.write-link')
  async write(work: Work): Promise<void> {
    const { signInId } = work.subject;
    if (signInId === undefined || signInId === 'nobody') return;
    await this.database.transact(work.actor, async (tx) => {
      const [person] = await tx.query<{ email: string; name: string; has_password: boolean }>(
        `select p.email, coalesce(s.name, t.name, p.email) as name, p.password_hash is not null as has_password
         from sign_in p left join staff s on s.sign_in_id = p.id left join participant t on t.sign_in_id = p.id
         where p.id = $1 and p.disabled_at is null for update of p`,
        [signInId],
      );
      if (!person) return;
      const purpose = person.has_password ? 'reset' : 'invitation';
      const isWritten = await writeLink(tx, this.config, { signInId, ...person }, purpose, work.key);
      if (!isWritten) return;
      await tx.journal({ aggregate: 'sign-in', id: signInId, act: 'link.written', facts: { purpose } });
    });
  }
}
