import { digestOf } from '#libs/ledger';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A script is held to what it was when it was accepted: hashes that are written once, columns that no statement changes
 * after that, and a record of scripts that were found to be something else. Scripts that are there are frozen as they are.
 */
export class ScriptIntegrity20261128310000 implements MigrationInterface {
  name = 'ScriptIntegrity20261128310000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table script add column frozen_hash text check (frozen_hash ~ '^[0-9a-f]{64}$');
      alter table script_document add column frozen_hash text check (frozen_hash ~ '^[0-9a-f]{64}$');

      create table script_fault (
        id uuid primary key default gen_random_uuid(),
        script_number text not null references script (number),
        -- [{position, what}]; a null position is the script as a whole.
        found jsonb not null check (jsonb_array_length(found) > 0),
        found_at timestamptz not null,
        cleared_at timestamptz
      );
      create unique index script_fault_once on script_fault (script_number) where cleared_at is null;
    `);
    await freezeWhatIsThere(runner);
    await runner.query(`
      create function refuse_other_script() returns trigger language plpgsql as $$
        begin
          if old.frozen_hash is not null and
             row(new.number, new.submission_id, new.framework_version, new.attempt_no, new.scope, new.carried_forward, new.frozen_hash)
             is distinct from
             row(old.number, old.submission_id, old.framework_version, old.attempt_no, old.scope, old.carried_forward, old.frozen_hash)
          then raise exception 'The script % was frozen and is never changed', old.number using errcode = 'insufficient_privilege'; end if;
          return new;
        end
      $$;
      create trigger script_stays_as_frozen before update on script for each row execute function refuse_other_script();

      -- A copy may be taken away when it is no longer kept; it is never another one.
      create function refuse_other_copy() returns trigger language plpgsql as $$
        begin
          if tg_op = 'INSERT' then
            if exists (select from script where number = new.script_number and frozen_hash is not null) then
              raise exception 'The script % was frozen and gets no more documents', new.script_number
                using errcode = 'insufficient_privilege';
            end if;
            return new;
          end if;
          if old.frozen_hash is not null and (
             row(new.script_number, new.position, new.component, new.label, new.criteria, new.counted, new.ledger, new.frozen_hash)
             is distinct from
             row(old.script_number, old.position, old.component, old.label, old.criteria, old.counted, old.ledger, old.frozen_hash)
             or (new.clean_key is not null and row(new.clean_key, new.clean_kind, new.clean_type)
                 is distinct from row(old.clean_key, old.clean_kind, old.clean_type)))
          then raise exception 'Document % of the script % was frozen and is never changed', old.position, old.script_number
            using errcode = 'insufficient_privilege'; end if;
          return new;
        end
      $$;
      create trigger copy_stays_as_frozen before insert or update on script_document
        for each row execute function refuse_other_copy();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table script_fault;
      drop trigger script_stays_as_frozen on script;
      drop trigger copy_stays_as_frozen on script_document;
      drop function refuse_other_script();
      drop function refuse_other_copy();
      alter table script drop column frozen_hash;
      alter table script_document drop column frozen_hash;
    `);
  }
}

interface Row {
  readonly script: Readonly<Record<string, unknown>> & { readonly number: string };
  readonly documents: readonly Readonly<Record<string, unknown>>[];
}

/** The hashes as submission/frozen-script.ts made them when this was written; a migration never looks at code that may change. */
async function freezeWhatIsThere(runner: QueryRunner): Promise<void> {
  const rows = (await runner.query(`
    select jsonb_build_object('number', sc.number, 'frameworkVersion', sc.framework_version, 'attemptNo', sc.attempt_no,
             'scope', sc.scope, 'carriedForward', sc.carried_forward, 'manifest', s.manifest_hash) as script,
           coalesce(jsonb_agg(jsonb_build_object('position', d.position, 'component', d.component, 'label', d.label,
             'criteria', d.criteria, 'copy', d.clean_key, 'kind', d.clean_kind, 'type', d.clean_type, 'counted', d.counted,
             'ledger', d.ledger) order by d.position) filter (where d.id is not null), '[]') as documents
    from script sc join submission s on s.id = sc.submission_id left join script_document d on d.script_number = sc.number
    group by sc.number, s.id`)) as Row[];
  const frozen = rows.map(({ script, documents }) => {
    const hashes = documents.map((document) => ({ position: document['position'], hash: digestOf(document) }));
    return { number: script.number, hash: digestOf({ ...script, documents: hashes.map(({ hash }) => hash) }), hashes };
  });
  await runner.query(
    `update script_document d set frozen_hash = h.hash
     from jsonb_to_recordset($1::jsonb) as f (number text, hashes jsonb),
          jsonb_to_recordset(f.hashes) as h (position integer, hash text)
     where d.script_number = f.number and d.position = h.position`,
    [JSON.stringify(frozen)],
  );
  await runner.query(
    `update script sc set frozen_hash = f.hash from jsonb_to_recordset($1::jsonb) as f (number text, hash text)
     where sc.number = f.number`,
    [JSON.stringify(frozen)],
  );
}
