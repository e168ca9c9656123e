import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A second mark of one account instead of the whole script, and a budget that is spent in two goes. */
export class AccountLooks20261128530000 implements MigrationInterface {
  name = 'AccountLooks20261128530000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a second marker, and an adjudicator after them, is asked for; null: all that is in the script's scope.
      alter table marking add second_account text, add second_scope jsonb,
        add constraint marking_second_account_has_criteria check ((second_account is null) = (second_scope is null));
      alter table wanted_marker add account text;
      alter table second_mark_spending
        add go smallint not null default 1 check (go in (1, 2)),
        -- [{script, account, by, chanceOfFlip, share}], in the order in which they were chosen.
        add looks jsonb not null default '[]',
        drop constraint second_mark_spending_check,
        drop constraint second_mark_spending_pkey,
        add primary key (window_id, framework_version, go);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from second_mark_spending where go = 2 or jsonb_array_length(chosen) > budget;
      alter table second_mark_spending
        drop constraint second_mark_spending_pkey,
        drop column go,
        drop column looks,
        add constraint second_mark_spending_check check (jsonb_array_length(chosen) <= budget),
        add primary key (window_id, framework_version);
      alter table wanted_marker drop column account;
      alter table marking drop column second_account, drop column second_scope;
    `);
  }
}
