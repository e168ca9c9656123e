import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The quality agent's own draws from confirmed batches, and the verdicts on them. */
export class Quality20261127131000 implements MigrationInterface {
  name = 'Quality20261127131000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table qa_sample (
        id uuid primary key default gen_random_uuid(),
        provider_id uuid not null references provider (id),
        framework_version text not null references framework_version (id),
        -- The academic year in which the windows closed, by the year of its 1 September.
        year integer not null,
        -- Batches are confirmed one after the other: each draw of a year is among those that no draw has seen.
        no integer not null check (no >= 1),
        policy jsonb not null,
        frame jsonb not null,
        frame_hash text not null,
        asked_by uuid not null references sign_in (id),
        asked_at timestamptz not null,
        seed text,
        seed_drawn_at timestamptz,
        sample jsonb,
        unique (provider_id, framework_version, year, no),
        check ((seed is null) = (seed_drawn_at is null) and (seed is null) = (sample is null)),
        check (seed_drawn_at is null or seed_drawn_at > asked_at)
      );
      create unique index qa_sample_one_undrawn on qa_sample (provider_id, framework_version, year) where seed is null;

      create function refuse_second_qa_draw() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' or old.seed is not null or (new.frame, new.frame_hash, new.policy) is distinct from (old.frame, old.frame_hash, old.policy) then
            raise exception 'a quality sample is drawn once' using errcode = 'check_violation', constraint = 'qa_sample_is_drawn_once';
          end if;
          return new;
        end
      $$;
      create trigger qa_sample_is_drawn_once before update or delete on qa_sample
        for each row execute function refuse_second_qa_draw();

      -- A batch is in the frame of one draw.
      create table qa_framed_batch (
        batch_id uuid primary key references moderation_batch (id),
        qa_sample_id uuid not null references qa_sample (id)
      );
      create index qa_framed_batch_sample on qa_framed_batch (qa_sample_id);

      create table qa_item (
        qa_sample_id uuid not null references qa_sample (id),
        script_number text primary key references script (number),
        batch_id uuid not null references moderation_batch (id)
      );
      create index qa_item_sample on qa_item (qa_sample_id);

      create table qa_verdict (
        script_number text primary key references qa_item (script_number),
        verdict text not null check (verdict in ('agree', 'disagree-marks', 'disagree-outcome')),
        reason text not null default '',
        agent_id uuid not null references staff (id),
        at timestamptz not null,
        check (verdict = 'agree' or length(trim(reason)) > 0)
      );
      create trigger qa_verdict_is_written_once before update or delete on qa_verdict
        for each row execute function refuse_change();

      -- No verdict by whoever had a hand in the decision.
      create function refuse_own_verdict() returns trigger language plpgsql as $$
        begin
          if exists (select from assignment where script_number = new.script_number and assessor_id = new.agent_id)
             or exists (select from moderation_decision where script_number = new.script_number
                        and new.agent_id in (moderator_id, second_moderator_id)) then
            raise exception 'no verdict on one''s own decision' using errcode = 'check_violation', constraint = 'qa_agent_is_a_stranger';
          end if;
          return new;
        end
      $$;
      create trigger qa_agent_is_a_stranger before insert on qa_verdict
        for each row execute function refuse_own_verdict();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table qa_verdict, qa_item, qa_framed_batch, qa_sample;
      drop function refuse_own_verdict, refuse_second_qa_draw;
    `);
  }
}
