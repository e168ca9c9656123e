import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Moderation that ends at the board, marks blind where the framework says so, and cannot be drawn twice. */
export class Moderation20261127130000 implements MigrationInterface {
  name = 'Moderation20261127130000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table moderation_batch drop constraint moderation_batch_state_check,
        add constraint moderation_batch_state_check check (state in
          ('open', 'frozen', 'sampled', 'moderating', 'board', 'confirmed', 'remark', 'cleared')),
        -- What the board decided when the cycles were used up; who wrote it down may not clear the batch either.
        add column board_decision text check (board_decision in ('let-stand', 'look-at-all')),
        add column board_reason text,
        add column board_by uuid references sign_in (id),
        add column board_at timestamptz,
        add constraint moderation_batch_board_check check
          ((board_decision is null) = (board_at is null) and (board_decision is null) = (board_by is null)
           and (board_decision is null or length(trim(board_reason)) > 0)),
        add constraint moderation_batch_cleared_by_board_check check (cleared_by is null or cleared_by <> board_by);

      alter table sample_item drop constraint sample_item_state_check,
        add constraint sample_item_state_check check (state in
          ('waiting', 'decided', 'awaiting-second', 'referred', 'withdrawn')),
        -- The moderator gives marks of their own before they see those that stand.
        add column blind_first boolean not null default false,
        add column blind_marks jsonb,
        add column blind_by uuid references staff (id),
        add column blind_at timestamptz,
        add constraint sample_item_blind_check check
          ((blind_marks is null) = (blind_at is null) and (blind_marks is null) = (blind_by is null));

      -- The order of decisions on a script: two may be of one instant.
      alter table moderation_decision add column no bigint generated always as identity;

      -- One frame, one seed, one permutation: what was drawn is never drawn again, whoever asks.
      create function refuse_second_draw() returns trigger language plpgsql as $$
        begin
          if (old.frame is not null and (new.frame, new.frame_hash) is distinct from (old.frame, old.frame_hash))
             or (old.seed is not null and (new.seed, new.permutation) is distinct from (old.seed, old.permutation)) then
            raise exception 'the sample of this batch is drawn' using errcode = 'check_violation', constraint = 'moderation_batch_is_drawn_once';
          end if;
          return new;
        end
      $$;
      create trigger moderation_batch_is_drawn_once before update on moderation_batch
        for each row execute function refuse_second_draw();

      -- Nobody moderates what they marked, and nobody decides with the marks in sight where they are to be out of it.
      create function refuse_biased_moderation() returns trigger language plpgsql as $$
        begin
          if exists (select from assignment where script_number = new.script_number and state in ('assigned', 'marking', 'locked')
                     and assessor_id in (new.moderator_id, new.second_moderator_id)) then
            raise exception 'nobody moderates what they marked' using errcode = 'check_violation', constraint = 'moderator_is_not_marker';
          end if;
          if tg_op = 'INSERT' and exists (select from sample_item where batch_id = new.batch_id and script_number = new.script_number
                                          and blind_first and blind_marks is null) then
            raise exception 'blind marks come first' using errcode = 'check_violation', constraint = 'blind_marks_first';
          end if;
          return new;
        end
      $$;
      create trigger moderation_without_bias before insert or update on moderation_decision
        for each row execute function refuse_biased_moderation();

      -- Marks given blind are given once.
      create function refuse_second_blind_marks() returns trigger language plpgsql as $$
        begin
          if old.blind_marks is not null and (new.blind_marks, new.blind_by) is distinct from (old.blind_marks, old.blind_by) then
            raise exception 'blind marks are given once' using errcode = 'check_violation', constraint = 'blind_marks_once';
          end if;
          return new;
        end
      $$;
      create trigger blind_marks_once before update on sample_item
        for each row execute function refuse_second_blind_marks();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger blind_marks_once on sample_item;
      drop trigger moderation_without_bias on moderation_decision;
      drop trigger moderation_batch_is_drawn_once on moderation_batch;
      drop function refuse_second_blind_marks, refuse_biased_moderation, refuse_second_draw;
      alter table moderation_decision drop column no;
      alter table sample_item drop column blind_first, drop column blind_marks, drop column blind_by, drop column blind_at;
      -- Before there was a board, what it was asked went on being moderated.
      update moderation_batch set state = 'moderating' where state = 'board';
      alter table moderation_batch drop column board_decision, drop column board_reason, drop column board_by, drop column board_at,
        drop constraint moderation_batch_state_check,
        add constraint moderation_batch_state_check check (state in
          ('open', 'frozen', 'sampled', 'moderating', 'confirmed', 'remark', 'cleared'));
    `);
  }
}
