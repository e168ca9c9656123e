import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which trust a school belongs to and where a person works, by days: what was true on a date stays known after it changed. */
export class DatedMembership20261128710000 implements MigrationInterface {
  name = 'DatedMembership20261128710000';

  async up(runner: QueryRunner): Promise<void> {
    // Comes with PostgreSQL and is trusted: the database's owner may create it. It lets a constraint compare ids and ranges at once.
    await runner.query(`create extension if not exists btree_gist`);
    await runner.query(`
      -- Days in London, half open. Without a first day: since before anything was recorded. Without a last day: it lasts.
      create table school_trust (
        id uuid primary key default gen_random_uuid(),
        school_id uuid not null references school (id),
        trust_id uuid not null references trust (id),
        from_date date,
        to_date date,
        why text,
        noted_by uuid references sign_in (id),
        noted_at timestamptz not null,
        constraint school_trust_in_order check (from_date < to_date),
        constraint school_trust_one_at_a_time
          exclude using gist (school_id with =, daterange(from_date, to_date) with &&)
      )
    `);
    await runner.query(`create index school_trust_trust on school_trust (trust_id)`);
    await runner.query(`
      -- Where a person works, participant or staff: a school, a trust, or a school and a trust besides.
      create table workplace (
        id uuid primary key default gen_random_uuid(),
        sign_in_id uuid not null references sign_in (id),
        school_id uuid references school (id),
        trust_id uuid references trust (id),
        from_date date,
        to_date date,
        why text,
        noted_by uuid references sign_in (id),
        noted_at timestamptz not null,
        constraint workplace_names_one check (num_nonnulls(school_id, trust_id) >= 1),
        constraint workplace_in_order check (from_date < to_date),
        constraint workplace_one_at_a_time
          exclude using gist (sign_in_id with =, daterange(from_date, to_date) with &&)
      )
    `);
    await runner.query(`create index workplace_school on workplace (school_id)`);
    await runner.query(`create index workplace_trust on workplace (trust_id)`);
    // The trust of a school is known by the school. Kept beside a person it would stay when the school moves.
    await runner.query(`
      update participant set trust_id = null from school
      where school.id = participant.school_id and school.trust_id = participant.trust_id
    `);
    await runner.query(`
      insert into school_trust (school_id, trust_id, noted_at) select id, trust_id, app_now() from school where trust_id is not null
    `);
    await runner.query(`
      insert into workplace (sign_in_id, school_id, trust_id, noted_at)
      select sign_in_id, employer_school_id, employer_trust_id, app_now() from staff
      where num_nonnulls(employer_school_id, employer_trust_id) > 0
      union all
      select sign_in_id, school_id, trust_id, app_now() from participant where num_nonnulls(school_id, trust_id) > 0
    `);
    await runner.query(followTheColumns);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger participant_workplace_is_dated on participant`);
    await runner.query(`drop trigger staff_workplace_is_dated on staff`);
    await runner.query(`drop trigger school_trust_is_dated on school`);
    await runner.query(
      `drop function date_participant(), date_staff(), date_school(), date_workplace(uuid, uuid, uuid)`,
    );
    await runner.query(`drop table workplace, school_trust`);
    await runner.query(`drop extension if exists btree_gist`);
  }
}

/*
 * school.trust_id, participant.school_id and trust_id, staff.employer_* say what holds now. Whoever writes them, the spans
 * follow: a change that gave no day of its own holds from today. A use case that gives one writes the spans first, and
 * then finds nothing left to do here.
 */
const followTheColumns = `
  create function date_school() returns trigger language plpgsql as $$
    declare today date := london_date(app_now());
    begin
      if new.trust_id is not distinct from
         (select trust_id from school_trust where school_id = new.id and to_date is null) then
        return null;
      end if;
      delete from school_trust where school_id = new.id and to_date is null and from_date >= today;
      update school_trust set to_date = today where school_id = new.id and to_date is null;
      if new.trust_id is not null then
        insert into school_trust (school_id, trust_id, from_date, noted_at)
        select new.id, new.trust_id, case when exists (select from school_trust where school_id = new.id) then today end, app_now();
      end if;
      return null;
    end
  $$;
  create trigger school_trust_is_dated after insert or update of trust_id on school
    for each row execute function date_school();

  create function date_workplace(person uuid, school uuid, trust uuid) returns void language plpgsql as $$
    declare today date := london_date(app_now());
    begin
      if exists (select from workplace where sign_in_id = person and to_date is null
                   and school_id is not distinct from school and trust_id is not distinct from trust) then
        return;
      end if;
      delete from workplace where sign_in_id = person and to_date is null and from_date >= today;
      update workplace set to_date = today where sign_in_id = person and to_date is null;
      if num_nonnulls(school, trust) > 0 then
        insert into workplace (sign_in_id, school_id, trust_id, from_date, noted_at)
        select person, school, trust, case when exists (select from workplace where sign_in_id = person) then today end, app_now();
      end if;
    end
  $$;
  create function date_staff() returns trigger language plpgsql as $$
    begin
      perform date_workplace(new.sign_in_id, new.employer_school_id, new.employer_trust_id);
      return null;
    end
  $$;
  create trigger staff_workplace_is_dated after insert or update of employer_school_id, employer_trust_id on staff
    for each row execute function date_staff();
  create function date_participant() returns trigger language plpgsql as $$
    begin
      perform date_workplace(new.sign_in_id, new.school_id, new.trust_id);
      return null;
    end
  $$;
  create trigger participant_workplace_is_dated after insert or update of school_id, trust_id on participant
    for each row execute function date_participant();
`;
