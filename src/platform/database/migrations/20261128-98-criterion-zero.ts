import type { MigrationInterface, QueryRunner } from 'typeorm';

const decider = (more: string): string => `
  create or replace function refuse_involved_decider() returns trigger language plpgsql as $$
    begin
      if exists (
        select from outcome o join release r on r.id = o.release_id join moderation_batch b on b.id = r.batch_id
        where o.id = new.outcome_id and (
          new.decided_by in (r.planned_by, r.approved_by, b.confirmed_by, b.cleared_by)
          or exists (select from assignment a join staff s on s.id = a.assessor_id
                     where a.script_number = o.script_number and a.state = 'locked' and s.sign_in_id = new.decided_by)
          or exists (select from moderation_decision d join staff s on s.id in (d.moderator_id, d.second_moderator_id)
                     where d.script_number = o.script_number and s.sign_in_id = new.decided_by)
          or exists (select from outcome_change c where c.outcome_id = o.supersedes and c.state = 'confirmed'
                     and new.decided_by in (c.proposed_by, c.confirmed_by))${more})) then
        raise exception 'an appeal is decided by somebody who took no part' using errcode = 'check_violation', constraint = 'appeal_decided_by_stranger';
      end if;
      return new;
    end
  $$;`;

/** Criteria that a sanction has drawn as 0; a sanction that is overturned; who had a hand in a case decides no appeal about it. */
export class CriterionZero20261128980000 implements MigrationInterface {
  name = 'CriterionZero20261128980000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What the outcome was drawn with beside the marks that stand.
      alter table outcome add column sanction_id uuid references sanction (id);

      create function refuse_outcome_beside_sanction() returns trigger language plpgsql as $$
        declare zero record;
        begin
          select n.id, n.criteria into zero from sanction n join outcome_hold h on h.id = n.hold_id
            where h.attempt_id = new.attempt_id and n.state = 'confirmed' and n.kind = 'criterion-zero';
          if new.supersedes is null and (new.sanction_id is distinct from zero.id
             or exists (select from jsonb_array_elements_text(zero.criteria) as code where new.marks -> code <> '0')) then
            raise exception 'the outcome of the attempt % is not drawn with its sanction', new.attempt_id
              using errcode = 'check_violation', constraint = 'outcome_drawn_with_its_sanction';
          end if;
          return new;
        end
      $$;
      create trigger outcome_drawn_with_its_sanction before insert or update of sanction_id, marks on outcome
        for each row execute function refuse_outcome_beside_sanction();
    `);
    await runner.query(`
      alter table sanction
        drop constraint sanction_state_check,
        drop constraint sanction_check,
        add column overturned_by uuid references sign_in (id),
        add column overturned_at timestamptz,
        add column overturn_reason text,
        add constraint sanction_state_check check (state in ('proposed', 'confirmed', 'cancelled', 'overturned')),
        add constraint sanction_confirmed_whole check
          ((state in ('confirmed', 'overturned')) = (confirmed_at is not null) and (confirmed_at is null) = (confirmed_by is null)),
        add constraint sanction_overturned_whole check
          ((state = 'overturned') = (overturned_at is not null) and num_nulls(overturned_at, overturned_by, overturn_reason) in (0, 3)),
        -- Where an outcome came of it, an appeal against that one is the way.
        add constraint sanction_overturned_without_outcome check (state <> 'overturned' or kind in ('attempt-void', 'disqualification')),
        add constraint sanction_overturned_by_stranger check (overturned_by not in (hold_placed_by, proposed_by, confirmed_by));
      create function refuse_involved_overturner() returns trigger language plpgsql as $$
        begin
          if exists (select from outcome_hold h where h.id = new.hold_id and h.decided_by = new.overturned_by) then
            raise exception 'a sanction is overturned by somebody who took no part'
              using errcode = 'check_violation', constraint = 'sanction_overturned_by_stranger';
          end if;
          return new;
        end
      $$;
      create trigger sanction_overturned_by_stranger before insert or update of overturned_by on sanction
        for each row when (new.overturned_by is not null) execute function refuse_involved_overturner();
    `);
    await runner.query(
      decider(`
          or exists (select from outcome_hold h left join sanction n on n.hold_id = h.id and n.state = 'confirmed'
                     where h.attempt_id = o.attempt_id
                       and new.decided_by in (h.placed_by, h.decided_by, n.proposed_by, n.confirmed_by))`),
    );
  }

  /** Refused by the database where a sanction was overturned. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(decider(''));
    await runner.query(`
      drop trigger sanction_overturned_by_stranger on sanction;
      drop function refuse_involved_overturner;
      alter table sanction
        drop constraint sanction_state_check,
        drop constraint sanction_confirmed_whole,
        drop column overturned_by,
        drop column overturned_at,
        drop column overturn_reason,
        add constraint sanction_state_check check (state in ('proposed', 'confirmed', 'cancelled')),
        add constraint sanction_check check ((state = 'confirmed') = (confirmed_at is not null) and (confirmed_at is null) = (confirmed_by is null));
      drop trigger outcome_drawn_with_its_sanction on outcome;
      drop function refuse_outcome_beside_sanction;
      alter table outcome drop column sanction_id;
    `);
  }
}
