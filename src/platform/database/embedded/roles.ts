import { Client } from 'pg';

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
}

/**
 * Makes what the migrations build on, where it is missing, and sets the passwords to those given:
 * `scriptorium_owner` owns the database and its schema, `scriptorium_app` serves and may only what the owner grants it.
 */
export async function prepareRoles(superuserUrl: string, database: string, passwords: RolePasswords): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    // Two starters at once would otherwise change the same role at the same time, which PostgreSQL refuses.
    await client.query('select pg_advisory_lock(1)');
    await setRole(client, 'scriptorium_owner', passwords.owner);
    await setRole(client, 'scriptorium_app', passwords.app);
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database} owner scriptorium_owner`);
  } finally {
    await client.end();
  }
}

async function setRole(client: Client, name: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name} login password ${client.escapeLiteral(password)}`);
}
