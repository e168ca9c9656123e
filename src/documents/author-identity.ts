import { identityTraces, type Identity, type Trace } from '#libs/reader';
import type { DocumentDetail, Reads } from './documents.queries.js';

interface AuthorRow {
  readonly name: string;
  readonly email: string;
  readonly trn: string;
  readonly coachName: string | null;
  readonly coachEmail: string | null;
  readonly former: readonly { readonly name: string | null; readonly email: string | null }[];
  readonly school: string | null;
  readonly urn: string | null;
  readonly trust: string | null;
}

/** Who the words of these enrolments' files could give away: the participant, who coaches or coached them, school and trust. One statement. */
export async function authorsOf(reads: Reads, enrolmentIds: readonly string[]): Promise<ReadonlyMap<string, Identity>> {
  const rows = await reads.query<AuthorRow & { enrolmentId: string }>(
    `select e.id as "enrolmentId", p.name, si.email, p.trn, p.coach_name as "coachName", p.coach_email as "coachEmail",
            sc.name as school, sc.urn, coalesce(t.name, st.name) as trust,
            coalesce((select json_agg(json_build_object('name', c.name, 'email', c.email)) from former_coach c
                      where c.participant_id = p.id), '[]') as former
     from enrolment e join participant p on p.id = e.participant_id join sign_in si on si.id = p.sign_in_id
     left join school sc on sc.id = p.school_id left join trust t on t.id = p.trust_id left join trust st on st.id = sc.trust_id
     where e.id = any($1::uuid[])`,
    [enrolmentIds],
  );
  return new Map(rows.map(({ enrolmentId, ...row }) => [enrolmentId, identityOf(row)]));
}

function identityOf({ name, email, trn, coachName, coachEmail, former, school, urn, trust }: AuthorRow): Identity {
  const coaches = [{ name: coachName, email: coachEmail }, ...former];
  return {
    names: [name, ...coaches.flatMap((coach) => coach.name ?? [])],
    emails: [email, ...coaches.flatMap((coach) => coach.email ?? [])],
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
