/**
 * The statement that puts a row into a table past all its checks, filled with whatever its columns need: how something comes to
 * stand there that no use case made. `given` are SQL expressions by column.
 */
export function anyRow(table: string, given: Readonly<Record<string, string>>): string {
  const columns = Object.keys(given);
  const list = columns.map((column) => `'${column}'`).join(', ');
  const values = Object.values(given).map((value) => `(${value})`);
  return `do $any$
    declare needed record; check_name text; names text := '${columns.join(', ')}'; filled text := $given$${values.join(', ')}$given$;
    begin
      for check_name in select conname from pg_constraint where conrelid = '${table}'::regclass and contype = 'c' loop
        execute format('alter table ${table} drop constraint %I', check_name);
      end loop;
      for needed in select attname, format_type(atttypid, null) as type from pg_attribute
        where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef
          and attgenerated = '' and attidentity = '' and attname not in (${list}) loop
        names := names || ', ' || quote_ident(needed.attname);
        filled := filled || ', ' || case
          when needed.type = 'uuid' then 'gen_random_uuid()'
          when needed.type like 'timestamp%' then 'app_now()'
          when needed.type = 'date' then 'current_date'
          when needed.type in ('integer', 'smallint', 'bigint', 'numeric', 'real', 'double precision') then '1'
          when needed.type = 'boolean' then 'false'
          when needed.type in ('json', 'jsonb') then '''{}'''
          when needed.type like '%[]' then '''{}'''
          else '''x''' end;
      end loop;
      execute format('insert into ${table} (%s) values (%s)', names, filled);
    end $any$`;
}
