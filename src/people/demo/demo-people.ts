import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Role } from '../../platform/web/visitor.js';

export interface OfferedPerson {
  readonly signInId: string;
  readonly name: string;
  readonly email: string;
  readonly line: string;
}

export interface OfferedGroup {
  readonly role: Role;
  readonly label: string;
  readonly people: readonly OfferedPerson[];
}

/** In the order in which a newcomer meets them; a person with several roles stands under the first of these. */
const groups: readonly (readonly [Role, string])[] = [
  ['participant', 'Participants'],
  ['administrator', 'Administrators'],
  ['lead', 'Assessment leads'],
  ['senior-assessor', 'Senior assessors'],
  ['assessor', 'Assessors'],
  ['moderator', 'Moderators'],
  ['qa-agent', 'QA agents'],
];

/** The people of the planted story, as the demonstration's sign-in page offers them. */
@Injectable()
export class DemoPeople {
  constructor(private readonly database: Database) {}

  async offered(): Promise<OfferedGroup[]> {
    const rows = await this.database.query<OfferedPerson & { roles: Role[] }>(
      `select p.id as "signInId", coalesce(s.name, t.name) as name, p.email, d.line,
              case when s.id is null then array['participant']
                   else array(select role from staff_role where staff_id = s.id) end as roles
       from demo_person d
       join sign_in p on p.id = d.sign_in_id
       left join staff s on s.sign_in_id = p.id
       left join participant t on t.sign_in_id = p.id
       where p.disabled_at is null and coalesce(s.id, t.id) is not null
       order by d.position, name`,
    );
    const firstRole = (roles: readonly Role[]): Role | undefined => groups.find(([role]) => roles.includes(role))?.[0];
    return groups
      .map(([role, label]) => ({
        role,
        label,
        people: rows
          .filter(({ roles }) => firstRole(roles) === role)
          .map(({ signInId, name, email, line }) => ({ signInId, name, email, line })),
      }))
      .filter(({ people }) => people.length > 0);
  }
}
