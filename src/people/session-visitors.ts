import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Visitors, type Role, type Visitor } from '../platform/web/visitor.js';
import { hashToken, sessionLife } from './session.js';

interface Row {
  ms: string;
  moved: boolean;
  sign_in_id: string | null;
  csrf_token: string;
  second_factor: boolean;
  has_totp: boolean;
  staff_id: string | null;
  staff_name: string | null;
  staff_provider_id: string | null;
  participant_id: string | null;
  participant_name: string | null;
  participant_provider_id: string | null;
  roles: Role[];
}

/*
 * Everything a request has to know of its visitor and the clock, in one statement.
 *
 * The table `participant` belongs to the room enrolment, to the right of this one. It is read here, its name and provider
 * only, because a session has to know whose page it is. No blind room can learn a name this way: their routes are for
 * staff, and a visitor is given to nobody but the route it visits.
 *
 * What was seen last is written at most once a minute. The statement reads what stood before its own update.
 */
const readVisitor = `
  with seen as (
    update web_session set last_seen_at = clock_timestamp()
    where token_hash = $1
      and last_seen_at < clock_timestamp() - interval '1 minute'
      and last_seen_at > clock_timestamp() - interval '${sessionLife.idleMinutes} minutes'
      and created_at > clock_timestamp() - interval '${sessionLife.absoluteHours} hours'
  )
  select extract(epoch from app_now()) * 1000 as ms, exists (select from demo_clock) as moved,
         live.sign_in_id, live.csrf_token, live.second_factor, live.has_totp,
         staff.id as staff_id, staff.name as staff_name, staff.provider_id as staff_provider_id,
         participant.id as participant_id, participant.name as participant_name,
         participant.provider_id as participant_provider_id,
         array(select role from staff_role where staff_id = staff.id order by role) as roles
  from (select 1) as one
  left join lateral (
    select s.sign_in_id, s.csrf_token, s.second_factor_at is not null as second_factor,
           p.totp_confirmed_at is not null as has_totp
    from web_session s join sign_in p on p.id = s.sign_in_id
    where s.token_hash = $1
      and p.disabled_at is null
      and s.last_seen_at > clock_timestamp() - interval '${sessionLife.idleMinutes} minutes'
      and s.created_at > clock_timestamp() - interval '${sessionLife.absoluteHours} hours'
  ) as live on true
  left join staff on staff.sign_in_id = live.sign_in_id
  left join participant on participant.sign_in_id = live.sign_in_id`;

/** Who is behind a session: kept in PostgreSQL and read with each request, so that what ended has ended everywhere. */
@Injectable()
export class SessionVisitors extends Visitors {
  constructor(private readonly database: Database) {
    super();
  }

  hashOf(token: string): string {
    return hashToken(token);
  }

  async read(token: string | null): Promise<{ visitor: Visitor | null; now: Temporal.Instant; clockMoved: boolean }> {
    const sessionHash = token === null ? '' : hashToken(token);
    const row = await this.database.one<Row>(readVisitor, [sessionHash]);
    const now = Temporal.Instant.fromEpochMilliseconds(Math.trunc(Number(row.ms)));
    return { visitor: visitorOf(row, sessionHash), now, clockMoved: row.moved };
  }
}

function visitorOf(row: Row, sessionHash: string): Visitor | null {
  if (row.sign_in_id === null) return null;
  const session = { signInId: row.sign_in_id, csrfToken: row.csrf_token, sessionHash };
  if (row.staff_id !== null && row.staff_name !== null) {
    return {
      ...session,
      staffId: row.staff_id,
      name: row.staff_name,
      roles: row.roles,
      providerId: row.staff_provider_id,
      isComplete: row.second_factor,
      actor: `staff:${row.staff_id}`,
    };
  }
  if (row.participant_id === null || row.participant_name === null) return null;
  return {
    ...session,
    staffId: null,
    name: row.participant_name,
    roles: ['participant'],
    providerId: row.participant_provider_id,
    // Participants may have a second factor; who has one gives it.
    isComplete: row.second_factor || !row.has_totp,
    actor: `participant:${row.participant_id}`,
  };
}
