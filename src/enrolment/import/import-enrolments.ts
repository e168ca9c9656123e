import { Inject, Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { inviteNewParticipants } from '../../people/index.js';
import type { Config } from '../../platform/config/config.js';
import { configToken } from '../../platform/config/config.token.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { clockOf } from '../clock.js';
import { partRows } from './against-database.js';
import { checkRows, type ReadRow } from './check-rows.js';
import { readCsv } from './read-csv.js';

/** Told as it goes: how many rows of how many, and what is being done with them. */
type Progress = (done: number, total: number, note: string) => Promise<void>;

// Rows a statement: large enough that the journey to the database is nothing, small enough for progress to be seen.
const atOnce = 500;
// Kept for the page; how many there were in all is kept as a number.
const mostProblems = 1_000;

interface ImportRow {
  readonly provider_id: string;
  readonly content: Buffer;
  readonly state: string;
}

interface Outcome {
  readonly state: 'refused' | 'imported';
  readonly total: number;
  readonly fresh: number;
  readonly same: number;
  readonly problems: readonly unknown[];
}

/** Enrols everybody in a file, or nobody: one transaction, every problem named. Read again, it changes nothing. */
@Injectable()
export class ImportEnrolments {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(actor: string, importId: string, progress: Progress): Promise<void> {
    const version = await this.frameworks.newest();
    if (version === null) throw new Error('A framework was published when the import was started');
    const framework = await this.frameworks.framework(version);
    await this.database.query(`update enrolment_import set state = 'reading' where id = $1 and state = 'waiting'`, [
      importId,
    ]);
    await this.database.transact(actor, async (tx) => {
      // One at a time: two files with one person in them would meet at the unique e-mail, and one would fail.
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('enrolment.import', 0))`);
      const [row] = await tx.query<ImportRow>(
        `select provider_id, content, state from enrolment_import where id = $1 for update`,
        [importId],
      );
      // Redelivered after it was done: what is done stays done.
      if (!row || row.state !== 'reading') return;
      const outcome = await this.enrol(tx, row, { id: version, framework }, importId, progress);
      await writeOutcome(tx, importId, outcome);
    });
  }

  private async enrol(
    tx: Transaction,
    file: ImportRow,
    version: { readonly id: string; readonly framework: Framework },
    importId: string,
    progress: Progress,
  ): Promise<Outcome> {
    const rows = readCsv(file.content);
    if (isRefusal(rows)) {
      const problem = { line: null, column: null, code: rows.code, facts: rows.facts };
      return { state: 'refused', total: 0, fresh: 0, same: 0, problems: [problem] };
    }
    await progress(0, rows.length, 'Checking every row');
    const { read, problems } = checkRows(rows, londonDate(await tx.now()));
    const parted = await partRows(tx, read, file.provider_id);
    const all = [...problems, ...parted.problems].sort((a, b) => a.line - b.line);
    const counts = { total: rows.length, fresh: parted.fresh.length, same: parted.same.length };
    if (all.length > 0) return { ...counts, state: 'refused', fresh: 0, problems: all };
    const workplaces = await addWorkplaces(tx, parted.fresh);
    for (let from = 0; from < parted.fresh.length; from += atOnce) {
      const some = parted.fresh.slice(from, from + atOnce);
      await this.enrolSome(tx, some, { providerId: file.provider_id, importId, version, workplaces });
      await progress(parted.same.length + from + some.length, rows.length, 'Enrolling');
    }
    return { ...counts, state: 'imported', problems: [] };
  }

  private async enrolSome(
    tx: Transaction,
    rows: readonly ReadRow[],
    given: {
      readonly providerId: string;
      readonly importId: string;
      readonly version: { readonly id: string; readonly framework: Framework };
      readonly workplaces: Workplaces;
    },
  ): Promise<void> {
    const { clock } = given.version.framework;
    const signIns = await inviteNewParticipants(tx, this.config, rows);
    const people = rows.map((row) => {
      const { date, why } = clockOf(clock, row.startDate);
      return {
        ...row,
        startDate: row.startDate.toString(),
        signInId: signIns.get(row.email.toLowerCase()),
        schoolId: row.urn && given.workplaces.schools.get(row.urn),
        // A school's trust is known by the school, and moves with it.
        trustId: row.urn === null ? row.trustUid && given.workplaces.trusts.get(row.trustUid) : null,
        presentBy: date.toString(),
        why,
      };
    });
    const made = await tx.query<{ id: string; start_date: string; present_by: string; participant_id: string }>(
      insertPeople,
      [JSON.stringify(people), given.providerId, given.version.id, clock.longStop],
    );
    await tx.journalFirst(
      made.map(({ id, start_date: startDate, present_by: presentBy, participant_id: participantId }) => ({
        aggregate: 'enrolment',
        id,
        act: 'enrolment.made',
        to: 'active',
        facts: { participantId, startDate, presentBy, frameworkVersion: given.version.id, importId: given.importId },
      })),
    );
  }
}

const insertPeople = `
  with row as (
    select * from jsonb_to_recordset($1::jsonb) as r
      (name text, email text, trn text, "startDate" date, "signInId" uuid, "schoolId" uuid, "trustId" uuid,
       "coachName" text, "coachEmail" text, "presentBy" date, why text)
  ), person as (
    insert into participant (sign_in_id, name, trn, provider_id, school_id, trust_id, coach_name, coach_email)
    select "signInId", name, trn, $2, "schoolId", "trustId", "coachName", "coachEmail" from row
    returning id, sign_in_id
  )
  insert into enrolment (participant_id, framework_version, start_date, present_by, present_by_why, long_stop, state)
  select person.id, $3, row."startDate", row."presentBy", row.why, $4::date, 'active'
  from person join row on row."signInId" = person.sign_in_id
  returning id, start_date, present_by, participant_id`;

interface Workplaces {
  readonly schools: ReadonlyMap<string, string>;
  readonly trusts: ReadonlyMap<string, string>;
}

/** The trusts and schools that new people work for, added where there are none yet; names that are given are taken. */
async function addWorkplaces(tx: Transaction, rows: readonly ReadRow[]): Promise<Workplaces> {
  const trusts = await tx.query<{ id: string; uid: string }>(
    `insert into trust (uid, name)
     select uid, coalesce(max(name), 'Trust ' || uid) from jsonb_to_recordset($1::jsonb) as t (uid text, name text) group by uid
     on conflict (uid) do update set name = case when excluded.name = 'Trust ' || excluded.uid then trust.name else excluded.name end
     returning id, uid`,
    [
      JSON.stringify(
        rows.flatMap(({ trustUid, trust }) => (trustUid === null ? [] : [{ uid: trustUid, name: trust }])),
      ),
    ],
  );
  const trustIds = new Map(trusts.map(({ uid, id }) => [uid, id]));
  const schools = await tx.query<{ id: string; urn: string }>(
    `insert into school (urn, name, trust_id)
     select urn, coalesce(max(name), 'School ' || urn), max("trustId"::text)::uuid
     from jsonb_to_recordset($1::jsonb) as s (urn text, name text, "trustId" uuid) group by urn
     on conflict (urn) do update
       set name = case when excluded.name = 'School ' || excluded.urn then school.name else excluded.name end,
           trust_id = coalesce(excluded.trust_id, school.trust_id)
     returning id, urn`,
    [
      JSON.stringify(
        rows.flatMap(({ urn, school, trustUid }) =>
          urn === null ? [] : [{ urn, name: school, trustId: trustUid === null ? null : trustIds.get(trustUid) }],
        ),
      ),
    ],
  );
  return { trusts: trustIds, schools: new Map(schools.map(({ urn, id }) => [urn, id])) };
}

async function writeOutcome(tx: Transaction, importId: string, outcome: Outcome): Promise<void> {
  const { state, total, fresh, same, problems } = outcome;
  await tx.query(
    `update enrolment_import set state = $2, rows_total = $3, rows_new = $4, rows_same = $5, problems = $6,
            problem_count = $7 where id = $1`,
    [importId, state, total, fresh, same, JSON.stringify(problems.slice(0, mostProblems)), problems.length],
  );
  await tx.journal({
    aggregate: 'enrolment-import',
    id: importId,
    act: `enrolment-import.${state}`,
    facts: { total, fresh, same, problems: problems.length },
  });
}
