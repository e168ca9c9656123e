import type { Database } from '../platform/database/database.js';

interface Offered {
  readonly name: string;
  readonly what: string;
  readonly line: string;
}

/** One line for each person whom the demonstration's sign-in page offers: name, what they are, how things stand. */
export async function listPeople(database: Pick<Database, 'query'>): Promise<string[]> {
  const people = await database.query<Offered>(
    `select coalesce(s.name, t.name) as name, d.line,
            coalesce((select string_agg(replace(role, '-', ' '), ', ' order by role) from staff_role where staff_id = s.id),
                     'participant') as what
     from demo_person d join sign_in p on p.id = d.sign_in_id
     left join staff s on s.sign_in_id = p.id left join participant t on t.sign_in_id = p.id
     where p.disabled_at is null
     order by s.id is not null, d.position, name`,
  );
  const widest = (of: (person: Offered) => string): number => Math.max(0, ...people.map((one) => of(one).length));
  const [name, what] = [widest((one) => one.name), widest((one) => one.what)];
  return people.map((one) => `  ${one.name.padEnd(name)}  ${one.what.padEnd(what)}  ${one.line}`);
}
