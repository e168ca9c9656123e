import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { next } from '#libs/lifecycle';
import { isRefusal, type Refusal } from '#libs/refusal';
import {
  judgeQualification,
  type Framework,
  type Mark,
  type MarkedAgainst,
  type MarkSet,
  type Qualification,
} from '#libs/rubric';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';
import { AccreditationRow } from '../accreditation.entity.js';
import { accreditationLifecycle, type AccreditationEvent } from '../accreditation.lifecycle.js';
import { moveAccreditation } from '../move-accreditation.js';
import { holdTry, type HeldTry } from './hold-try.js';
import { whatIsMissing } from './standardisation-mark.js';
import { marksOfTry, type MarkOfTry } from './tries.queries.js';
import { tryLifecycle } from './try.lifecycle.js';

export type HandInCode = 'round-over' | 'try-over' | 'marks-missing' | 'comments-missing';

/** A script of the try with the marks that are definitive at this moment. */
interface Settled {
  readonly number: string;
  readonly version: number;
  readonly marks: MarkSet;
}

/**
 * Hands a try in: from here its marks are changed by nobody, it is judged by the framework's rule, and the accreditation
 * moves by what was found, all in one transaction.
 */
@Injectable()
export class HandInTry {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the verdict. Refuses a try that is over and, all at once, every gap. */
  async run(command: {
    readonly actor: string;
    readonly staffId: string;
    readonly tryId: string;
  }): Promise<Qualification | readonly Refusal<HandInCode>[]> {
    return this.database.transact(command.actor, async (tx) => {
      const held = await holdTry(tx, command.tryId, command.staffId);
      if (isRefusal(held)) return [held];
      const framework = await this.frameworks.framework(held.round.frameworkVersion, tx);
      const given = await marksOfTry(tx, held.id);
      const settled = await holdDefinitive(tx, held.id);
      const missing = settled.flatMap(({ number }) =>
        whatIsMissing(
          framework,
          number,
          given.filter((mark) => mark.number === number),
        ),
      );
      if (missing.length > 0) return missing;
      return judge(tx, held, framework, marked(settled, given), settled);
    });
  }
}

async function judge(
  tx: Transaction,
  held: HeldTry,
  framework: Framework,
  scripts: readonly MarkedAgainst[],
  settled: readonly Settled[],
): Promise<Qualification> {
  const accreditation = await tx.repository(AccreditationRow).findOneOrFail({
    where: { staffId: held.staffId, frameworkVersion: held.round.frameworkVersion },
    lock: { mode: 'pessimistic_write' },
  });
  const wasAccredited = accreditation.state === 'accredited';
  const found = judgeQualification(framework, scripts, wasAccredited);
  // Whoever was suspended or removed comes back on probation, however near they come (domain 8.3: retrain, then probation).
  const verdict =
    found.verdict === 'qualified' && next(accreditationLifecycle, accreditation.state, 'qualify') === null
      ? 'qualified-on-probation'
      : found.verdict;
  const judged: Qualification = { ...found, verdict };
  await keep(tx, held, judged, wasAccredited, settled);
  await follow(tx, held, framework, judged, accreditation);
  return judged;
}

async function keep(
  tx: Transaction,
  held: HeldTry,
  judged: Qualification,
  wasAccredited: boolean,
  settled: readonly Settled[],
): Promise<void> {
  const to = next(tryLifecycle, held.state, 'hand-in');
  if (!to) throw new Error(`The try ${held.id} is ${held.state}`);
  const { verdict, ...measured } = judged;
  await tx.query(
    `update standardisation_try_script x set definitive_version = s.version
     from jsonb_to_recordset($2::jsonb) as s (number text, version integer)
     where x.try_id = $1 and x.script_number = s.number`,
    [held.id, JSON.stringify(settled)],
  );
  await tx.query(
    `update standardisation_try set state = $2, handed_in_at = app_now(), verdict = $3, measured = $4, was_accredited = $5 where id = $1`,
    [held.id, to, verdict, JSON.stringify(measured), wasAccredited],
  );
  await tx.journal({
    aggregate: 'standardisation-try',
    id: held.id,
    act: 'standardisation-try.handed-in',
    from: held.state,
    to,
    facts: { ...judged, by: settled.map(({ number, version }) => ({ number, version })) },
  });
}

/** The events of the verdicts; nothing follows from a try that did not qualify while another is left. */
const events: Record<Qualification['verdict'], AccreditationEvent> = {
  qualified: 'qualify',
  'qualified-on-probation': 'qualify-on-probation',
  'not-qualified': 'disqualify',
};

async function follow(
  tx: Transaction,
  held: HeldTry,
  { accreditation: rule }: Framework,
  judged: Qualification,
  accreditation: AccreditationRow,
): Promise<void> {
  const { verdict } = judged;
  if (verdict === 'not-qualified' && held.no < rule.tries) return;
  const event = events[verdict];
  // Who may not mark anyway, and did not qualify, stays so.
  if (next(accreditationLifecycle, accreditation.state, event) === null) return;
  const until = londonDate(await tx.now())
    .add({ months: rule.validMonths })
    .toString();
  await moveAccreditation(tx, accreditation, event, {
    ...(verdict === 'not-qualified' ? {} : { validTo: until }),
    facts: { tryId: held.id, ...judged },
  });
}

/** The newest definitive marks of the scripts of a try, held so that nobody revises them until it is judged. */
async function holdDefinitive(tx: Transaction, tryId: string): Promise<Settled[]> {
  await tx.query(
    `select from definitive_script where script_number in
       (select script_number from standardisation_try_script where try_id = $1) order by script_number for share`,
    [tryId],
  );
  return tx.query<Settled>(
    `select x.script_number as number, m.version, m.marks from standardisation_try_script x
     join definitive_script d on d.script_number = x.script_number
     join definitive_marks m on m.script_number = d.script_number and m.version = d.version
     where x.try_id = $1 order by x.position`,
    [tryId],
  );
}

function marked(settled: readonly Settled[], given: readonly MarkOfTry[]): MarkedAgainst[] {
  return settled.map(({ number, marks }) => ({
    script: number,
    definitive: marks,
    given: Object.fromEntries(
      given.filter((mark) => mark.number === number).map(({ criterion, level }) => [criterion, level as Mark]),
    ),
  }));
}
