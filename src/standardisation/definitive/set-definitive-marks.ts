import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { checkMarks, passes, qualificationRule, type MarkSet } from '#libs/rubric';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { panelCandidates } from './definitive.queries.js';

export type SetCode =
  | 'definitive-marks-missing'
  | 'definitive-reasons-missing'
  | 'panel-too-small'
  | 'panel-not-staff'
  | 'panel-marks-it-now'
  | 'why-missing'
  | 'revised-meanwhile';

export interface SetDefinitive {
  readonly actor: string;
  readonly signInId: string;
  readonly number: string;
  /** The newest version that the form showed; 0 for none. */
  readonly seenVersion: number;
  readonly marks: Readonly<Record<string, unknown>>;
  readonly reasons: Readonly<Record<string, string>>;
  /** Staff ids of those who agreed. */
  readonly panel: readonly string[];
  /** Why they are revised; not needed for the first. */
  readonly why: string;
}

/** Keeps what a panel agreed on: a mark and a reason for every criterion. Marks that stand are revised by a new version. */
@Injectable()
export class SetDefinitiveMarks {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /**
   * Gives the new version. Refuses a gap, a mark without a reason, fewer people than the framework asks for, people who
   * are no staff of the provider or who are being judged on this script now, and what somebody else revised meanwhile.
   */
  async run(command: SetDefinitive): Promise<Result<number, SetCode>> {
    return this.database.transact(command.actor, (tx) => this.set(tx, command));
  }

  private async set(tx: Transaction, command: SetDefinitive): Promise<Result<number, SetCode>> {
    const { number, signInId, seenVersion } = command;
    const [held] = await tx.query<{ version: number; providerId: string; frameworkVersion: string }>(
      `select d.version, d.provider_id as "providerId", s.framework_version as "frameworkVersion"
       from definitive_script d join script s on s.number = d.script_number where d.script_number = $1 for update of d`,
      [number],
    );
    if (!held) throw new Error(`${number} is no definitive script`);
    if (held.version !== seenVersion) return refuse('revised-meanwhile', { number });
    const framework = await this.frameworks.framework(held.frameworkVersion, tx);
    const marks = checkMarks(framework, command.marks);
    if (isRefusal(marks)) {
      const criteria = marks.facts['criteria'] as readonly string[];
      return refuse('definitive-marks-missing', { criteria }, `level-${criteria[0]}`);
    }
    const reasons = Object.fromEntries(
      framework.criteria.map(({ code }) => [code, (command.reasons[code] ?? '').trim()] as const),
    );
    const bare = Object.keys(reasons).filter((code) => reasons[code] === '');
    if (bare.length > 0) return refuse('definitive-reasons-missing', { criteria: bare }, `reason-${bare[0]}`);
    const panel = [...new Set(command.panel)].sort();
    const refusal = await this.judgePanel(tx, held, number, panel, qualificationRule(framework).panelAtLeast);
    if (refusal) return refusal;
    const why = command.why.trim();
    if (held.version > 0 && why === '') return refuse('why-missing', {}, 'why');
    const version = held.version + 1;
    await keep(tx, { number, version, marks, reasons, panel, why, signInId });
    const { passed } = passes(framework, marks);
    await tx.journal({
      aggregate: 'definitive-script',
      id: number,
      act: 'definitive-marks.settled',
      why: why || null,
      facts: { version, marks, passed, panel },
    });
    return version;
  }

  private async judgePanel(
    tx: Transaction,
    { providerId }: { readonly providerId: string },
    number: string,
    panel: readonly string[],
    atLeast: number,
  ): Promise<Result<null, SetCode>> {
    if (panel.length < atLeast) return refuse('panel-too-small', { atLeast, given: panel.length }, 'panel');
    const able = await panelCandidates(tx, providerId);
    if (!panel.every((id) => able.some(({ staffId }) => staffId === id))) return refuse('panel-not-staff', {}, 'panel');
    const marking = await tx.query<{ name: string }>(
      `select distinct s.name from standardisation_try_script x join standardisation_try t on t.id = x.try_id
       join staff s on s.id = x.staff_id
       where x.script_number = $1 and t.state = 'marking' and x.staff_id = any($2::uuid[])
       union
       select s.name from seed_script e join staff s on s.id = e.staff_id
       where e.definitive_number = $1 and e.verdict is null and e.staff_id = any($2::uuid[]) and exists (
         select from assignment a where a.script_number = e.script_number and a.state in ('assigned', 'marking'))
       order by name`,
      [number, panel],
    );
    if (marking.length > 0) return refuse('panel-marks-it-now', { names: marking.map(({ name }) => name) }, 'panel');
    return null;
  }
}

async function keep(
  tx: Transaction,
  set: {
    readonly number: string;
    readonly version: number;
    readonly marks: MarkSet;
    readonly reasons: Readonly<Record<string, string>>;
    readonly panel: readonly string[];
    readonly why: string;
    readonly signInId: string;
  },
): Promise<void> {
  const { number, version } = set;
  await tx.query(
    `insert into definitive_marks (script_number, version, marks, reasons, why, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, app_now())`,
    [number, version, JSON.stringify(set.marks), JSON.stringify(set.reasons), set.why, set.signInId],
  );
  await tx.query(`insert into definitive_panel (script_number, version, staff_id) select $1, $2, unnest($3::uuid[])`, [
    number,
    version,
    set.panel,
  ]);
  await tx.query(`update definitive_script set version = $2 where script_number = $1`, [number, version]);
}
