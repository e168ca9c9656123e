import { npqel2017 } from '#libs/rubric';
import { findOrAddProvider, offerDemoPerson } from '../../people/index.js';
import { providers } from '../cast/organisations.js';
import { administrator } from '../cast/staff.js';
import type { Scene } from './scene.js';

/**
 * The two providers and the first administrator, who is nobody's guest: everybody else is invited or imported by somebody
 * who was there before. Then the framework that all of it is judged by.
 */
export async function openTheHouse({ database, actors }: Scene): Promise<void> {
  await database.transact('job:story', async (tx) => {
    const own = await findOrAddProvider(tx, providers.harbour.code, providers.harbour.name);
    await findOrAddProvider(tx, providers.larkfield.code, providers.larkfield.name);
    const { name, email, line } = administrator;
    const [signIn] = await tx.query<{ id: string }>(
      `insert into sign_in (email) values ($1) on conflict (lower(email)) do nothing returning id`,
      [email],
    );
    if (!signIn) return;
    const [staff] = await tx.query<{ id: string }>(
      `insert into staff (sign_in_id, name, provider_id) values ($1, $2, $3) returning id`,
      [signIn.id, name, own],
    );
    await tx.query(`insert into staff_role (staff_id, role) values ($1, 'administrator')`, [staff?.id]);
    await tx.journal({
      aggregate: 'staff',
      id: staff?.id ?? '',
      act: 'staff.invited',
      facts: { roles: administrator.roles },
    });
    await offerDemoPerson(tx, { signInId: signIn.id, line });
  });
  await actors.act(administrator.email, 'framework', '/frameworks', { definition: JSON.stringify(npqel2017) }, [
    'version-is-taken',
  ]);
}
