import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why two assessors left their own marks when they agreed: with each proposal, and for good once they agree. */
export class AgreedChanges20261128610000 implements MigrationInterface {
  name = 'AgreedChanges20261128610000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What the proposer had given blind; empty in proposals that are older than this.
      alter table agreed_mark add column own_level smallint check (own_level between 0 and 2);
      alter table agreed_mark add column reason text;
      -- Whoever leaves their own mark says why; whoever keeps it has nothing to say.
      alter table agreed_mark add constraint agreed_mark_says_why_it_changed
        check (own_level is null or (own_level <> level) = (reason is not null and length(trim(reason)) > 0));

      create table agreed_change (
        script_number text not null references marking (script_number),
        criterion text not null,
        assessor_id uuid not null references staff (id),
        from_level smallint not null check (from_level between 0 and 2),
        to_level smallint not null check (to_level between 0 and 2),
        reason text not null check (length(trim(reason)) > 0),
        rationale text not null,
        agreed_at timestamptz not null,
        -- Nobody marks a script again that was taken from them, so that an agreement is one a pair.
        primary key (script_number, criterion, assessor_id),
        check (from_level <> to_level)
      );
      create index agreed_change_assessor on agreed_change (assessor_id, agreed_at);
      create trigger agreed_change_is_written_once before update or delete on agreed_change
        for each row execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table agreed_change;
      alter table agreed_mark drop constraint agreed_mark_says_why_it_changed;
      alter table agreed_mark drop column reason, drop column own_level;
    `);
  }
}
