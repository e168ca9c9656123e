import type { Frame, Sample } from '#libs/sampling';
import type { Transaction } from '../platform/database/database.js';
import type { QaVerdict } from './say-verdict.js';

type Reads = Pick<Transaction, 'query'>;

/** A provider in an academic year, with what was drawn and said. */
export interface YearLine {
  readonly providerId: string;
  readonly providerName: string;
  readonly frameworkVersion: string;
  readonly year: number;
  /** Decisions of confirmed batches, and those that no draw has framed. */
  readonly decisions: number;
  readonly unseen: number;
  readonly draws: readonly {
    readonly id: string;
    readonly no: number;
    readonly drawn: number;
    readonly open: number;
  }[];
  readonly agree: number;
  readonly disagreeMarks: number;
  readonly disagreeOutcome: number;
  readonly disputed: readonly string[];
}

/** Every provider and academic year with confirmed batches, newest first; of one provider where it is given. One statement. */
export async function yearLines(reads: Reads, providerId: string | null): Promise<YearLine[]> {
  return reads.query<YearLine>(
    `with framed as (
       select w.provider_id, b.framework_version, extract(year from london_date(w.closes_at) - interval '8 months')::int as year,
              jsonb_array_length(b.frame -> 'items') as decisions, f.batch_id is null as unseen
       from moderation_batch b join assessment_window w on w.id = b.window_id left join qa_framed_batch f on f.batch_id = b.id
       where b.state in ('confirmed', 'cleared') and ($1::uuid is null or w.provider_id = $1)
     ), years as (
       select provider_id, framework_version, year, sum(decisions)::int as decisions,
              coalesce(sum(decisions) filter (where unseen), 0)::int as unseen
       from framed group by 1, 2, 3
     ), said as (
       select s.provider_id, s.framework_version, s.year, s.id, s.no, count(i.script_number)::int as drawn,
              count(i.script_number) filter (where v.verdict is null)::int as open,
              count(*) filter (where v.verdict = 'agree')::int as agree,
              count(*) filter (where v.verdict = 'disagree-marks')::int as marks,
              count(*) filter (where v.verdict = 'disagree-outcome')::int as outcome,
              coalesce(jsonb_agg(v.script_number order by v.script_number) filter (where v.verdict = 'disagree-outcome'), '[]') as disputed
       from qa_sample s left join qa_item i on i.qa_sample_id = s.id left join qa_verdict v on v.script_number = i.script_number
       group by s.id
     )
     select y.provider_id as "providerId", p.name as "providerName", y.framework_version as "frameworkVersion", y.year, y.decisions, y.unseen,
            coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'no', d.no, 'drawn', d.drawn, 'open', d.open) order by d.no)
                     filter (where d.id is not null), '[]') as draws,
            coalesce(sum(d.agree), 0)::int as agree, coalesce(sum(d.marks), 0)::int as "disagreeMarks",
            coalesce(sum(d.outcome), 0)::int as "disagreeOutcome",
            coalesce((select jsonb_agg(one) from said e, jsonb_array_elements(e.disputed) as one
                      where (e.provider_id, e.framework_version, e.year) = (y.provider_id, y.framework_version, y.year)), '[]') as disputed
     from years y join provider p on p.id = y.provider_id
     left join said d on (d.provider_id, d.framework_version, d.year) = (y.provider_id, y.framework_version, y.year)
     group by y.provider_id, p.name, y.framework_version, y.year, y.decisions, y.unseen
     order by y.year desc, p.name, y.framework_version limit 200`,
    [providerId],
  );
}

export interface QaDetail {
  readonly id: string;
  readonly providerName: string;
  readonly year: number;
  readonly no: number;
  readonly frame: Frame;
  readonly frameHash: string;
  readonly askedAt: Date;
  readonly seedDrawnAt: Date | null;
  readonly sample: Sample | null;
}

export async function qaDetail(reads: Reads, id: string): Promise<QaDetail | null> {
  const [row] = await reads.query<QaDetail>(
    `select s.id, p.name as "providerName", s.year, s.no, s.frame, s.frame_hash as "frameHash", s.asked_at as "askedAt",
            s.seed_drawn_at as "seedDrawnAt", s.sample
     from qa_sample s join provider p on p.id = s.provider_id where s.id = $1`,
    [id],
  );
  return row ?? null;
}

/** A decision of a draw, with the verdict on it where there is one. */
export interface QaItem {
  readonly script: string;
  readonly passed: boolean;
  readonly verdict: QaVerdict | null;
  readonly reason: string | null;
  readonly at: Date | null;
}

export async function qaItems(reads: Reads, id: string): Promise<QaItem[]> {
  return reads.query<QaItem>(
    `select i.script_number as script, r.passed, v.verdict, v.reason, v.at
     from qa_item i join provisional_result r on r.script_number = i.script_number
     left join qa_verdict v on v.script_number = i.script_number where i.qa_sample_id = $1 order by 1`,
    [id],
  );
}

/** A decision of a draw with its marks and what the participant will read. */
export interface QaScript extends QaItem {
  readonly marks: Readonly<Record<string, 0 | 1 | 2>>;
  readonly feedback: {
    readonly areas: readonly { readonly criteria: readonly { criterion: string; comment: string | null }[] }[];
  };
  readonly scope: readonly string[];
  readonly frameworkVersion: string;
}

export async function qaScript(reads: Reads, id: string, script: string): Promise<QaScript | null> {
  const [row] = await reads.query<QaScript>(
    `select i.script_number as script, r.passed, r.marks, r.feedback, s.scope, s.framework_version as "frameworkVersion",
            v.verdict, v.reason, v.at
     from qa_item i join provisional_result r on r.script_number = i.script_number join script s on s.number = i.script_number
     left join qa_verdict v on v.script_number = i.script_number where i.qa_sample_id = $1 and i.script_number = $2`,
    [id, script],
  );
  return row ?? null;
}
