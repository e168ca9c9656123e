import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../platform/database/database.js';
import type { Verdict } from './labels.js';
import type { RequestState } from './request.lifecycle.js';
import type { RequestKind, Terms } from './terms.js';

type Reads = Pick<Transaction, 'query'>;

/** A request and what became of it, as its page and the lists show it. */
export interface RequestRecord {
  readonly id: string;
  readonly enrolmentId: string;
  readonly participantId: string;
  readonly name: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly terms: Terms;
  readonly statement: string;
  readonly askedAt: Date;
  readonly decideBy: string;
  readonly isOverdue: boolean;
  readonly verdict: Verdict | null;
  readonly granted: Terms | null;
  readonly reason: string | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
}

export interface EvidenceFile {
  readonly id: string;
  readonly requestId: string;
  readonly originalName: string;
  readonly sha256: string;
  readonly size: number;
  readonly sentAt: Date;
  /** What the scan said; null while it is under way. */
  readonly scan: string | null;
}

/** What else a lead looks at before a decision. */
export interface DecisionFacts {
  readonly charges: readonly { readonly id: string; readonly kind: string; readonly pence: number }[];
  /** Files of the open attempt, and how far its submission is. */
  readonly files: number;
  readonly submission: string | null;
  readonly window: string | null;
}

const records = `
  select r.id, r.enrolment_id as "enrolmentId", p.id as "participantId", p.name, r.kind, r.state, r.terms, r.statement,
         r.asked_at as "askedAt", r.decide_by as "decideBy",
         r.state = 'asked' and r.decide_by < london_date((select app_now())) as "isOverdue",
         d.verdict, d.terms as granted, d.reason, d.decided_at as "decidedAt", s.name as "decidedBy"
  from circumstance_request r join enrolment e on e.id = r.enrolment_id join participant p on p.id = e.participant_id
  left join request_decision d on d.request_id = r.id left join staff s on s.sign_in_id = d.decided_by`;

const atOnce = 50;

@Injectable()
export class RequestQueries {
  constructor(private readonly database: Database) {}

  async find(requestId: string): Promise<RequestRecord | null> {
    const [row] = await this.database.query<RequestRecord>(`${records} where r.id = $1`, [requestId]);
    return row ?? null;
  }

  /** A participant's own, newest first. */
  async ownedBy(signInId: string): Promise<RequestRecord[]> {
    return this.database.query<RequestRecord>(
      `${records} where p.sign_in_id = $1 order by r.asked_at desc, r.id limit 100`,
      [signInId],
    );
  }

  /** What is to be decided, that which is due first on top; then pages by the last id. */
  async queue(wish: {
    readonly providerId: string;
    readonly adjustments: boolean;
    readonly after: string | null;
  }): Promise<{ lines: RequestRecord[]; hasMore: boolean }> {
    const rows = await this.database.query<RequestRecord>(
      `${records} where r.state = 'asked' and p.provider_id = $1 and ($2 or r.kind <> 'adjustment')
         and ($3::uuid is null or (r.decide_by, r.id) > (select decide_by, id from circumstance_request where id = $3))
       order by r.decide_by, r.id limit ${atOnce + 1}`,
      [wish.providerId, wish.adjustments, wish.after],
    );
    return { lines: rows.slice(0, atOnce), hasMore: rows.length > atOnce };
  }

  /** The latest decisions of a provider, for leads to decide alike. */
  async decided(providerId: string, adjustments: boolean): Promise<RequestRecord[]> {
    return this.database.query<RequestRecord>(
      `${records} where d.request_id is not null and p.provider_id = $1 and ($2 or r.kind <> 'adjustment')
       order by d.decided_at desc, r.id limit 20`,
      [providerId, adjustments],
    );
  }

  /** How many adjustments wait: for a lead who may not see them to know that somebody else has to. */
  async adjustmentsWaiting(providerId: string): Promise<number> {
    const { count } = await this.database.one<{ count: number }>(
      `select count(*)::int as count from circumstance_request r join enrolment e on e.id = r.enrolment_id
       join participant p on p.id = e.participant_id
       where r.state = 'asked' and r.kind = 'adjustment' and p.provider_id = $1`,
      [providerId],
    );
    return count;
  }

  async evidence(requestId: string): Promise<EvidenceFile[]> {
    return this.database.query<EvidenceFile>(`${files} where request_id = $1 order by sent_at, id`, [requestId]);
  }

  async evidenceFile(id: string): Promise<EvidenceFile | null> {
    const [row] = await this.database.query<EvidenceFile>(`${files} where id = $1`, [id]);
    return row ?? null;
  }

  async decisionFacts(enrolmentId: string): Promise<DecisionFacts> {
    return this.database.one<DecisionFacts>(
      `select coalesce((select json_agg(json_build_object('id', c.id, 'kind', c.kind, 'pence', c.pence) order by c.at)
                from charge c where c.enrolment_id = e.id and c.settled_at is null and c.waived_at is null), '[]') as charges,
              (select count(*)::int from document d where d.enrolment_id = e.id and d.attempt_no = e.attempt_no
                 and d.state not in ('superseded', 'removed')) as files,
              (select s.state from submission s join attempt a on a.id = s.attempt_id
               where a.enrolment_id = e.id and a.no = e.attempt_no order by s.state = 'draft' desc limit 1) as submission,
              (select w.name from booking b join assessment_window w on w.id = b.window_id where b.enrolment_id = e.id
                 and b.attempt_no = e.attempt_no and b.state in ('booked', 'confirmed') and w.opens_at <= (select app_now())) as window
       from enrolment e where e.id = $1`,
      [enrolmentId],
    );
  }
}

const files = `
  select id, request_id as "requestId", original_name as "originalName", sha256, size, sent_at as "sentAt", scan
  from request_evidence`;

/** Whose enrolment a request is about. Throws where there is no such request. */
export async function requestEnrolment(db: Reads, requestId: string): Promise<string> {
  const [row] = await db.query<{ enrolmentId: string }>(
    `select enrolment_id as "enrolmentId" from circumstance_request where id = $1`,
    [requestId],
  );
  if (!row) throw new Error(`There is no request ${requestId}`);
  return row.enrolmentId;
}

/** How much more time an enrolment's adjustment gives it, in per cent of a window's days; 0 for none. The newest counts. */
export async function grantedPercent(db: Reads, enrolmentId: string): Promise<number> {
  const [row] = await db.query<{ percent: number }>(
    `select (d.terms ->> 'percent')::int as percent from request_decision d join circumstance_request r on r.id = d.request_id
     where r.enrolment_id = $1 and r.kind = 'adjustment' and d.verdict <> 'refused' order by d.decided_at desc limit 1`,
    [enrolmentId],
  );
  return row?.percent ?? 0;
}
