import { identityTraces, type Identity, type Trace } from '#libs/reader';
import { coachesOf, recordsOf } from '../enrolment/index.js';
import type { DocumentDetail, Reads } from './documents.queries.js';

interface Named {
  readonly name: string | null;
  readonly email: string | null;
}

interface AuthorRow {
  readonly own: readonly Named[];
  readonly coaches: readonly Named[];
  readonly trn: string;
  readonly school: string | null;
  readonly urn: string | null;
  readonly trust: string | null;
}

/**
 * Who the words of these enrolments' files could give away: the participant, also as records merged into theirs name them, who
 * coaches or coached them, school and trust. One statement.
 */
export async function authorsOf(reads: Reads, enrolmentIds: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
  const rows = await reads.query<AuthorRow & { enrolmentId: string }>(
    `select e.id as "enrolmentId", p.trn, sc.name as school, sc.urn, coalesce(t.name, st.name) as trust,
            (select json_agg(json_build_object('name', o.name, 'email', i.email) order by o.id <> p.id)
             from participant o join sign_in i on i.id = o.sign_in_id where o.id in ${recordsOf('p.id')}) as own,
            (select coalesce(json_agg(c), '[]') from ${coachesOf('p.id')} as c) as coaches
     from enrolment e join participant p on p.id = e.participant_id
     left join school sc on sc.id = p.school_id left join trust t on t.id = p.trust_id left join trust st on st.id = sc.trust_id
     where e.id = any($1::uuid[])`,
    [enrolmentIds],
  );
  return new Map(rows.map(({ enrolmentId, ...row }) => [enrolmentId, identityOf(row)]));
}

function identityOf({ own, coaches, trn, school, urn, trust }: AuthorRow): Identity {
  const people = [...own, ...coaches];
  return {
    names: people.flatMap(({ name }) => name ?? []),
    emails: people.flatMap(({ email }) => email ?? []),
    school: school ?? '',
    trust: trust ?? '',
    urn: urn ?? '',
    trn,
  };
}

/**
 * All that tells who wrote a file, for its sender and for the lead, never for who marks it: what its format carries, and
 * the author's own name, school, trust and numbers where they stand in the words.
 */
export function tracesOf(document: Pick<DocumentDetail, 'model' | 'traces'>, author: Identity | undefined): Trace[] {
  const own = document.model && author ? identityTraces(document.model, author) : [];
  return [...own, ...document.traces];
}
