import { Client } from 'pg';
import type { Product } from '../../support/product.js';

/** Puts a provider and its first administrator into an empty product: everybody else is invited or imported. */
export async function giveFirstAdministrator(product: Product, name: string): Promise<void> {
  const client = new Client({ connectionString: product.database.superuserUrl });
  await client.connect();
  try {
    await client.query(
      `with provider as (insert into provider (code, name) values ('JOURNEY', 'Journey Partnership') returning id),
            person as (insert into sign_in (email) values ('first.administrator@demo.invalid') returning id),
            member as (insert into staff (sign_in_id, name, provider_id)
                       select person.id, $1, provider.id from person, provider returning id),
            role as (insert into staff_role (staff_id, role) select id, 'administrator' from member)
       insert into demo_person (sign_in_id, line) select id, 'The first one' from person`,
      [name],
    );
  } finally {
    await client.end();
  }
}
