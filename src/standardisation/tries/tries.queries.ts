import type { MarkSet, Qualification, QualificationVerdict } from '#libs/rubric';
import type { Database, Transaction } from '../../platform/database/database.js';
import type { StandardisationMark } from './standardisation-mark.js';
import type { StandardisationRoundState } from '../rounds/standardisation-round.lifecycle.js';
import type { TryState } from './try.lifecycle.js';

type Reads = Pick<Database | Transaction, 'query'>;

/** A mark of a try, and of which script. */
export interface MarkOfTry extends StandardisationMark {
  readonly number: string;
}

/** The marks of a try as they stand. One statement. */
export async function marksOfTry(reads: Reads, tryId: string): Promise<MarkOfTry[]> {
  return reads.query<MarkOfTry>(
    `select script_number as number, criterion, level, comment, version from standardisation_mark
     where try_id = $1 order by script_number, criterion`,
    [tryId],
  );
}

/** The verdict of the last try that a person handed in for a framework version; null where there is none. One statement. */
export async function lastVerdict(
  reads: Reads,
  staffId: string,
  frameworkVersion: string,
): Promise<QualificationVerdict | null> {
  const [row] = await reads.query<{ verdict: QualificationVerdict }>(
    `select t.verdict from standardisation_try t join standardisation_round r on r.id = t.round_id
     where t.staff_id = $1 and r.framework_version = $2 and t.state = 'handed-in' order by t.handed_in_at desc, t.no desc limit 1`,
    [staffId, frameworkVersion],
  );
  return row?.verdict ?? null;
}

/** A try as a list shows it. */
export interface TryLine {
  readonly id: string;
  readonly roundId: string;
  readonly staffId: string;
  readonly no: number;
  readonly state: TryState;
  readonly begunAt: Date;
  readonly handedInAt: Date | null;
  readonly verdict: QualificationVerdict | null;
  readonly measured: Omit<Qualification, 'verdict'> | null;
  readonly wasAccredited: boolean | null;
}

const tryLine = `t.id, t.round_id as "roundId", t.staff_id as "staffId", t.no, t.state, t.begun_at as "begunAt",
  t.handed_in_at as "handedInAt", t.verdict, t.measured, t.was_accredited as "wasAccredited"`;

/** A round as the person sees it who was asked to standardise. */
export interface OwnRound {
  readonly id: string;
  readonly name: string;
  readonly frameworkVersion: string;
  /** YYYY-MM-DD. */
  readonly closesOn: string;
  readonly state: StandardisationRoundState;
  /** Open, and its last day not over. */
  readonly isOpen: boolean;
  readonly tries: readonly TryLine[];
}

/** The rounds in which a person has a place, newest first, twenty at most. Two statements. */
export async function ownRounds(reads: Reads, staffId: string): Promise<OwnRound[]> {
  const rounds = await reads.query<Omit<OwnRound, 'tries'>>(
    `select r.id, r.name, r.framework_version as "frameworkVersion", r.closes_on as "closesOn", r.state,
            r.state = 'open' and r.closes_on >= london_date((select app_now())) as "isOpen"
     from standardisation_place p join standardisation_round r on r.id = p.round_id
     where p.staff_id = $1 order by r.opened_at desc, r.id limit 20`,
    [staffId],
  );
  const tries = await reads.query<TryLine>(
    `select ${tryLine} from standardisation_try t where t.staff_id = $1 order by t.begun_at desc, t.no desc`,
    [staffId],
  );
  return rounds.map((round) => ({ ...round, tries: tries.filter(({ roundId }) => roundId === round.id) }));
}

/** A try with its round, and how far each script is. */
export interface TryDetail extends TryLine {
  readonly roundName: string;
  readonly frameworkVersion: string;
  readonly closesOn: string;
  readonly isOpen: boolean;
  readonly name: string;
  readonly scripts: readonly { readonly number: string; readonly marked: number; readonly remarks: number }[];
}

/** One try that exists. Two statements. */
export async function tryDetail(reads: Reads, id: string): Promise<TryDetail> {
  const [row] = await reads.query<Omit<TryDetail, 'scripts'>>(
    `select ${tryLine}, r.name as "roundName", r.framework_version as "frameworkVersion", r.closes_on as "closesOn",
            r.state = 'open' and r.closes_on >= london_date((select app_now())) as "isOpen", s.name
     from standardisation_try t join standardisation_round r on r.id = t.round_id join staff s on s.id = t.staff_id
     where t.id = $1`,
    [id],
  );
  if (!row) throw new Error(`There is no try ${id}`);
  const scripts = await reads.query<TryDetail['scripts'][number]>(
    `select x.script_number as number,
            (select count(m.level)::int from standardisation_mark m where m.try_id = x.try_id and m.script_number = x.script_number) as marked,
            (select count(*)::int from standardisation_remark c where c.try_id = x.try_id and c.script_number = x.script_number) as remarks
     from standardisation_try_script x where x.try_id = $1 order by x.position`,
    [id],
  );
  return { ...row, scripts };
}

/** What a panel settled of a script of a try that was handed in: by what it was judged, and what stands now. */
export interface Settlement {
  readonly version: number;
  readonly marks: MarkSet;
  readonly reasons: Readonly<Record<string, string>>;
  /** The newest version; another where the marks were revised since. */
  readonly newest: number;
  readonly newestMarks: MarkSet;
}

/** Null before it is handed in: what is definitive is shown to nobody who is still marking. One statement. */
export async function settlementOf(reads: Reads, tryId: string, number: string): Promise<Settlement | null> {
  const [row] = await reads.query<Settlement>(
    `select m.version, m.marks, m.reasons, d.version as newest, n.marks as "newestMarks"
     from standardisation_try_script x join standardisation_try t on t.id = x.try_id and t.state = 'handed-in'
     join definitive_script d on d.script_number = x.script_number
     join definitive_marks m on m.script_number = x.script_number and m.version = x.definitive_version
     join definitive_marks n on n.script_number = x.script_number and n.version = d.version
     where x.try_id = $1 and x.script_number = $2`,
    [tryId, number],
  );
  return row ?? null;
}

/** Something that was said about a criterion. */
export interface Remark {
  readonly criterion: string;
  readonly name: string;
  readonly words: string;
  readonly at: Date;
}

/** What was said of a script of a try, oldest first. One statement. */
export async function remarksOn(reads: Reads, tryId: string, number: string): Promise<Remark[]> {
  return reads.query<Remark>(
    `select c.criterion, s.name, c.words, c.at from standardisation_remark c join staff s on s.id = c.staff_id
     where c.try_id = $1 and c.script_number = $2 order by c.at, c.id`,
    [tryId, number],
  );
}

/** The marks of a try by script, with the newest definitive marks: to judge it again. One statement. */
export async function markedAgainstNewest(
  reads: Reads,
  tryIds: readonly string[],
): Promise<{ tryId: string; script: string; definitive: MarkSet; given: MarkSet; isRevised: boolean }[]> {
  return reads.query(
    `select x.try_id as "tryId", x.script_number as script, m.marks as definitive, d.version <> x.definitive_version as "isRevised",
            (select jsonb_object_agg(k.criterion, k.level) from standardisation_mark k
             where k.try_id = x.try_id and k.script_number = x.script_number) as given
     from standardisation_try_script x join definitive_script d on d.script_number = x.script_number
     join definitive_marks m on m.script_number = d.script_number and m.version = d.version
     where x.try_id = any($1::uuid[]) and x.definitive_version is not null order by x.try_id, x.position`,
    [tryIds],
  );
}
