import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each assessor's own comments, to be used again. */
export class CommentBank20261128620001 implements MigrationInterface {
  name = 'CommentBank20261128620001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table kept_comment (
        id uuid primary key default gen_random_uuid(),
        staff_id uuid not null references staff (id),
        framework_version text not null references framework_version (id),
        criterion text not null,
        comment text not null check (length(trim(comment)) > 0),
        kept_at timestamptz not null,
        version integer not null default 1
      );
      -- A comment goes from script to script: it names none. Two years with a hyphen are no script.
      create function refuse_named_script() returns trigger language plpgsql as $$
        begin
          if exists (
            select from script where number in (
              select upper(parts[1]) from regexp_matches(new.comment, '\\m([0-9A-Za-z]{4}-[0-9A-Za-z]{4})\\M', 'g') as hit (parts))) then
            raise exception 'a comment that is kept names a script' using errcode = 'check_violation', constraint = 'kept_comment_names_no_script';
          end if;
          return new;
        end
      $$;
      create trigger kept_comment_names_no_script before insert or update on kept_comment
        for each row execute function refuse_named_script();
      -- The same words are kept once.
      create unique index kept_comment_once on kept_comment (staff_id, framework_version, criterion, md5(comment));
      create index kept_comment_in_order on kept_comment (staff_id, framework_version, criterion, kept_at, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table kept_comment; drop function refuse_named_script;`);
  }
}
