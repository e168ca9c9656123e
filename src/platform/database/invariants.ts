/** A sentence that always holds, and a statement that gives a row (`what`) for each thing that breaks it. */
export interface Invariant {
  readonly sentence: string;
  readonly sql: string;
}

/** Rows with a state, and the aggregate under which the journal keeps how they came to it. */
const journalled: readonly { readonly table: string; readonly aggregate: string; readonly key?: string }[] = [
  { table: 'booking', aggregate: 'booking' },
  { table: 'enrolment', aggregate: 'enrolment' },
  { table: 'circumstance_request', aggregate: 'request' },
  { table: 'document', aggregate: 'document' },
  { table: 'submission', aggregate: 'submission' },
  { table: 'accreditation', aggregate: 'accreditation' },
  { table: 'standardisation_round', aggregate: 'standardisation-round' },
  { table: 'standardisation_try', aggregate: 'standardisation-try' },
  { table: 'allocation_round', aggregate: 'allocation-round' },
  { table: 'assignment', aggregate: 'assignment' },
  { table: 'mark_set', aggregate: 'mark-set' },
  { table: 'marking', aggregate: 'marking', key: 'script_number' },
  { table: 'moderation_batch', aggregate: 'moderation-batch' },
  { table: 'release', aggregate: 'release' },
  { table: 'outcome', aggregate: 'outcome' },
  { table: 'outcome_change', aggregate: 'outcome-change' },
  { table: 'outcome_hold', aggregate: 'outcome-hold' },
  { table: 'sanction', aggregate: 'sanction' },
  { table: 'appeal', aggregate: 'appeal' },
  { table: 'similarity_match', aggregate: 'similarity-match' },
];

const stateIsJournalled: readonly Invariant[] = journalled.map(({ table, aggregate, key = 'id' }) => ({
  sentence: `The state of every ${aggregate} is the one that its journal last says`,
  sql: `select t.${key}::text || ': ' || t.state || ', journal: ' || coalesce(j.to_state, 'nothing') as what
        from ${table} t left join lateral (
          select to_state from journal_entry where aggregate = '${aggregate}' and aggregate_id = t.${key}::text
            and to_state is not null order by seq desc limit 1) j on true
        where j.to_state is distinct from t.state`,
}));

/** What must give no row at any time. Statements name tables of every room: they look at the house from outside. */
export const invariants: readonly Invariant[] = [
  {
    sentence: 'Who is submitted has a receipt for exactly what was submitted',
    sql: `select id::text as what from submission s where state in ('submitted', 'accepted') and not exists (
            select from receipt r where r.submission_id = s.id and r.manifest_hash = s.manifest_hash
              and r.at = s.submitted_at)`,
  },
  {
    sentence: 'There is one receipt for each time something was submitted',
    sql: `select r.submission_id::text as what from receipt r group by r.submission_id
          having count(*) <> (select count(*) from journal_entry where aggregate = 'submission'
            and aggregate_id = r.submission_id::text and act = 'submission.submit')`,
  },
  {
    sentence: 'What a receipt says is what stands in its row',
    sql: `select number as what from receipt where statement ->> 'receipt' <> number
            or statement ->> 'manifestHash' <> manifest_hash or statement ->> 'submission' <> submission_id::text`,
  },
  {
    sentence: 'An attempt has at most one live submission',
    sql: `select attempt_id::text as what from submission where state in ('draft', 'submitted', 'accepted')
          group by attempt_id having count(*) > 1`,
  },
  {
    sentence: 'An accepted submission has a script with a copy of each of its files, and nothing else has one',
    sql: `select s.id::text as what from submission s left join script c on c.submission_id = s.id
          where (s.state = 'accepted') <> (c.number is not null) and s.state <> 'withdrawn'
          union all
          select s.id::text from submission s join script c on c.submission_id = s.id
          where s.state = 'accepted' and jsonb_array_length(s.manifest -> 'items') <>
            (select count(*) from script_document d where d.script_number = c.number)`,
  },
  {
    sentence: 'Nothing that came too late or too early is submitted',
    sql: `select s.id::text as what from submission s join booking b on b.id = s.booking_id
          join assessment_window w on w.id = b.window_id
          where s.state in ('submitted', 'accepted')
            and (s.submitted_at >= booking_over_at(w.closes_at, b.personal_closes_at, b.extended_closes_at) or s.submitted_at < w.opens_at)`,
  },
  {
    sentence: 'An enrolment was presented where, and only where, something of it was submitted',
    sql: `select e.id::text as what from enrolment e
          where (e.presented_at is not null) <> exists (
            select from attempt a join submission s on s.attempt_id = a.id where a.enrolment_id = e.id
              and s.first_submitted_at is not null)`,
  },
  {
    sentence: 'A submission is made under a booking that is used',
    // The news that an attempt was cancelled is on its way while its place is given back already.
    sql: `select s.id::text as what from submission s join booking b on b.id = s.booking_id
          join enrolment e on e.id = b.enrolment_id
          where s.state in ('submitted', 'accepted') and b.state <> 'used' and e.attempt_no >= b.attempt_no`,
  },
  {
    sentence: 'A request was granted or refused where, and only where, its decision says so',
    sql: `select r.id::text as what from circumstance_request r left join request_decision d on d.request_id = r.id
          where (case when d.verdict = 'refused' then 'refused' when d.verdict is not null then 'granted' else '' end)
            <> (case when r.state in ('granted', 'refused') then r.state else '' end)`,
  },
  {
    sentence: 'Whoever a declared failure gave time has at least that closing',
    sql: `select x.booking_id::text as what from failure_extension x join booking b on b.id = x.booking_id
          where b.extended_closes_at is null or b.extended_closes_at < x.closes_at`,
  },
  {
    sentence: 'Nobody is charged for a place not used that was used, or can be',
    sql: `select c.id::text as what from charge c join booking b on b.id = c.booking_id
          where c.kind = 'no-show' and c.waived_at is null and c.refunded_at is null and b.state <> 'no-show'`,
  },
  {
    sentence: 'Whose place a declared failure has given back has a draft to go on with',
    sql: `select x.booking_id::text as what from failure_extension x join booking b on b.id = x.booking_id
          join attempt a on a.enrolment_id = b.enrolment_id and a.no = b.attempt_no
          where x.reinstated and b.state = 'confirmed' and exists (select from submission s where s.attempt_id = a.id)
            and not exists (select from submission s where s.attempt_id = a.id and s.state in ('draft', 'submitted', 'accepted'))`,
  },
  {
    sentence: 'Every change of a mark that was acknowledged stands, or a later one does',
    sql: `select e.id::text as what from mark_event e
          left join mark m on m.mark_set_id = e.mark_set_id and m.criterion = e.criterion
          where e.applied and (m.version is null or m.version < e.result_version or (m.version = e.result_version
            and (m.level, m.comment, m.pointers) is distinct from (e.level, e.comment, e.pointers)))`,
  },
  {
    sentence: 'Each version of a mark was made by one change',
    sql: `select mark_set_id || ' ' || criterion as what from mark_event where applied
          group by mark_set_id, criterion having count(*) <> max(result_version) or count(distinct result_version) <> count(*)
          union all
          select m.mark_set_id || ' ' || m.criterion from mark m where not exists (
            select from mark_event e where e.mark_set_id = m.mark_set_id and e.criterion = m.criterion and e.applied
              and e.result_version = m.version)`,
  },
  {
    sentence: 'Nobody judges a script twice',
    sql: `select script_number || ' ' || assessor_id as what from assignment where state in ('assigned', 'marking', 'locked')
          group by script_number, assessor_id having count(*) > 1
          union all
          select d.script_number || ' ' || d.moderator_id from moderation_decision d join assignment a
            on a.script_number = d.script_number and a.state = 'locked'
            and (a.assessor_id = d.moderator_id or a.assessor_id = d.second_moderator_id)`,
  },
  {
    sentence: 'Whoever was stopped from marking has nothing in hand, as soon as that was heard',
    sql: `select a.id::text as what from assignment a join script s on s.number = a.script_number
          join accreditation c on c.staff_id = a.assessor_id and c.framework_version = s.framework_version
          where a.state in ('assigned', 'marking') and c.state in ('suspended', 'removed')
            and not exists (select from outbox o where o.dispatched_at is null and o.event = 'accreditation.stopped'
              and o.subject ->> 'accreditationId' = c.id::text)
            and not exists (select from work_item w where w.state in ('waiting', 'running')
              and w.subject ->> 'accreditationId' = c.id::text)`,
  },
  {
    sentence: 'What a try in standardisation was found to be is what its marks say',
    sql: `select t.id::text as what from standardisation_try t cross join lateral (
            select count(*) as criteria, count(*) filter (where k.level = (m.marks ->> k.criterion)::int) as exact,
                   max(abs(k.level - (m.marks ->> k.criterion)::int)) as furthest
            from standardisation_try_script x
            join standardisation_mark k on k.try_id = x.try_id and k.script_number = x.script_number
            join definitive_marks m on m.script_number = x.script_number and m.version = x.definitive_version
            where x.try_id = t.id) as found
          where t.state = 'handed-in' and (found.criteria, found.exact, found.furthest) is distinct from
            ((t.measured ->> 'criteria')::bigint, (t.measured ->> 'exact')::bigint, (t.measured ->> 'furthest')::int)`,
  },
  {
    // One that is marked again, or anew, keeps the result that it had until there is another.
    sentence: 'A script whose marking is done has a result, and none has one whose marks were never locked',
    sql: `select coalesce(m.script_number, p.script_number) as what
          from marking m full join provisional_result p on p.script_number = m.script_number
          where (m.state = 'provisional' and p.script_number is null)
             or (p.script_number is not null and not exists (
               select from mark_set t where t.script_number = p.script_number and t.state = 'locked'))`,
  },
  {
    sentence: 'A seed script is nobody’s work: it has no submission, no result, no place in a sample and no outcome',
    sql: `select s.number as what from script s where s.seed_of is not null and (
            s.submission_id is not null or exists (select from provisional_result p where p.script_number = s.number)
            or exists (select from sample_item i where i.script_number = s.number)
            or exists (select from moderation_batch b where b.window_id = s.window_id
              and jsonb_path_exists(b.frame, '$.items[*].script ? (@ == $number)', jsonb_build_object('number', s.number)))
            or exists (select from outcome o where o.script_number = s.number))`,
  },
  {
    sentence: 'A seed script has its verdict where, and only where, its marks are locked',
    sql: `select e.script_number as what from seed_script e where (e.verdict is not null) is distinct from exists (
            select from mark_set t where t.script_number = e.script_number and t.state = 'locked')
          or (e.verdict is not null) is distinct from exists (
            select from marking m where m.script_number = e.script_number and m.state = 'compared')`,
  },
  {
    sentence: 'A plan that is confirmed is assigned, all of it and once',
    sql: `select r.id::text as what from allocation_round r where r.state = 'confirmed'
            and (select count(*) from assignment a where a.round_id = r.id)
              <> (select count(*) from jsonb_array_elements(r.plan -> 'placements') p where p ->> 'kept' = 'new')
          union all
          select r.id::text from allocation_round r join assignment a on a.round_id = r.id where r.state <> 'confirmed'`,
  },
  {
    sentence: 'A sample is of its batch, and drawn after it was frozen',
    sql: `select b.id::text as what from moderation_batch b where b.seed_drawn_at <= b.frozen_at
          union all
          select i.script_number from sample_item i join moderation_batch b on b.id = i.batch_id
          join script s on s.number = i.script_number where s.window_id <> b.window_id`,
  },
  {
    sentence:
      'Moderators are asked about the scripts of their sample, and by chance about none that is held, as soon as that was heard',
    sql: `select coalesce(x.script, i.script_number) as what from moderation_batch b cross join lateral
            (select one ->> 'script' as script from jsonb_array_elements(b.sample -> 'items') as one) as x
          full join (select * from sample_item where state <> 'withdrawn') as i on i.batch_id = b.id and i.script_number = x.script
          where i.batch_id is null or x.script is null
          union all
          select i.script_number from sample_item i join moderation_batch b on b.id = i.batch_id and b.state in ('sampled', 'moderating')
          join script s on s.number = i.script_number join submission u on u.id = s.submission_id
          join outcome_hold h on h.attempt_id = u.attempt_id and h.state <> 'lifted'
          where i.state in ('waiting', 'awaiting-second', 'referred') and i.reasons ->> 'stratum' <> 'census'
            and not exists (select from outbox where dispatched_at is null and subject ->> 'scriptNumber' = i.script_number)
            and not exists (select from work_item where state in ('waiting', 'running') and subject ->> 'scriptNumber' = i.script_number)`,
  },
  {
    sentence: 'Every script is what was frozen, as far as anybody has looked',
    sql: `select script_number as what from script_fault where cleared_at is null`,
  },
  {
    sentence: 'No outcome was released while it was held',
    sql: `select o.id::text as what from outcome o join outcome_hold h on h.attempt_id = o.attempt_id
          left join sanction n on n.hold_id = h.id and n.state in ('confirmed', 'overturned')
          where o.released_at >= h.placed_at and (h.state <> 'lifted' or o.released_at < coalesce(n.overturned_at, n.confirmed_at, h.decided_at))`,
  },
  {
    sentence: 'A sanction is of what was proven, and did what it says',
    sql: `select n.id::text as what from sanction n join outcome_hold h on h.id = n.hold_id join attempt a on a.id = h.attempt_id
          join enrolment e on e.id = a.enrolment_id
          where n.state <> 'cancelled' and (h.finding is distinct from 'proven'
            or (n.state = 'confirmed' and (
              (h.state = 'lifted') <> (n.kind in ('warning', 'criterion-zero'))
              or (n.kind = 'disqualification' and e.state <> 'disqualified')
              or (n.kind = 'attempt-void' and not exists (select from voided_attempt v
                where (v.enrolment_id, v.attempt_no, v.because) = (e.id, a.no, 'sanctioned')))))
            or (n.state = 'overturned' and h.state <> 'lifted'))
          union all
          select v.enrolment_id::text from voided_attempt v where v.because = 'sanctioned' and not exists (
            select from sanction n join outcome_hold h on h.id = n.hold_id join attempt a on a.id = h.attempt_id
            where (a.enrolment_id, a.no) = (v.enrolment_id, v.attempt_no) and n.state = 'confirmed' and n.kind = 'attempt-void')
          union all
          select e.id::text from enrolment e where e.state = 'disqualified' and not exists (
            select from sanction n join outcome_hold h on h.id = n.hold_id join attempt a on a.id = h.attempt_id
            where a.enrolment_id = e.id and n.state = 'confirmed' and n.kind = 'disqualification')`,
  },
  {
    sentence: 'An attempt that ended without an outcome has none, and nobody waits for one',
    sql: `select v.enrolment_id || ': ' || v.attempt_no as what from voided_attempt v join enrolment e on e.id = v.enrolment_id
          where e.attempt_no < v.attempt_no or (e.attempt_no = v.attempt_no and e.state in ('presented', 'resubmitting'))
             or exists (select from outcome o join attempt a on a.id = o.attempt_id
                        where (a.enrolment_id, a.no) = (v.enrolment_id, v.attempt_no) and o.state = 'released')`,
  },
  {
    sentence: 'An attempt has at most one outcome that counts',
    sql: `select attempt_id::text as what from outcome where state in ('scheduled', 'released')
          group by attempt_id having count(*) > 1`,
  },
  {
    sentence: 'An outcome is released with its release, and not before its instant',
    sql: `select o.id::text as what from outcome o join release r on r.id = o.release_id
          where (o.state in ('released', 'superseded') and r.state <> 'released')
             or (o.state = 'scheduled' and r.state not in ('planned', 'approved')) or r.released_at < r.release_at
             or o.released_at < r.release_at`,
  },
  {
    sentence: 'A released outcome is void or superseded where two people confirmed it, and nowhere else',
    sql: `select o.id::text as what from outcome o left join outcome_change c on c.outcome_id = o.id and c.state = 'confirmed'
          where (o.released_at is not null and o.state in ('voided', 'superseded')) <> (c.id is not null)
             or (o.state = 'superseded') <> exists (select from outcome n where n.supersedes = o.id)`,
  },
  {
    sentence: 'No letter speaks of an outcome that is not released',
    sql: `select m.key as what from mail_message m join outcome o on m.key like '%' || o.id || '%'
          where o.released_at is null or m.composed_at < o.released_at`,
  },
  {
    sentence: 'A letter that waits has work that will send it, and one that was sent is sent once',
    sql: `select m.key as what from mail_message m where m.state = 'waiting' and not exists (
            select from work_item w where w.kind = 'mail.send' and w.key = m.id::text and w.state in ('waiting', 'running'))
          union all
          select key from mail_message where (state = 'sent') <> (sent_at is not null)`,
  },
  {
    sentence: 'No work is stuck: none has failed, and what is due is rung for',
    sql: `select kind || ' ' || key || ': ' || state || coalesce(', ' || reason, '') as what from work_item
          where state = 'failed' or (state = 'running' and lease_until < clock_timestamp() - interval '1 minute')
             or (state = 'waiting' and due_at < (select app_now()) and created_at < clock_timestamp() - interval '1 minute'
                 and (rung_at is null or rung_at < clock_timestamp() - interval '1 minute'))`,
  },
  {
    sentence: 'News is heard',
    sql: `select event || ' ' || id as what from outbox
          where dispatched_at is null and at < clock_timestamp() - interval '1 minute'`,
  },
  ...stateIsJournalled,
];
