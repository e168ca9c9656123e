import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A window may take the account of a task up to an earlier time than it closes: one row for each such task. */
export class TaskClosings20261129110000 implements MigrationInterface {
  name = 'TaskClosings20261129110000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table window_task_closing (
        window_id uuid not null references assessment_window (id),
        task text not null check (task <> ''),
        closes_at timestamptz not null,
        primary key (window_id, task)
      );
      create function task_closing_within_window() returns trigger language plpgsql as $$
      begin
        if not exists (select from assessment_window w where w.id = new.window_id
                       and new.closes_at > w.opens_at and new.closes_at < w.closes_at) then
          raise exception 'a task closes while its window is open'
            using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
      create trigger task_closing_within_window before insert or update on window_task_closing
        for each row execute function task_closing_within_window();
      alter table notice drop constraint notice_series_check;
      alter table notice add constraint notice_series_check
        check (series in ('present-by', 'confirm-by', 'window-closes', 'task-closes'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from notice where series = 'task-closes';
      alter table notice drop constraint notice_series_check;
      alter table notice add constraint notice_series_check check (series in ('present-by', 'confirm-by', 'window-closes'));
      drop table window_task_closing;
      drop function task_closing_within_window();
    `);
  }
}
