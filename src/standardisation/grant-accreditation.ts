import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { next } from '#libs/lifecycle';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { AccreditationRow } from './accreditation.entity.js';
import { accreditationLifecycle } from './accreditation.lifecycle.js';
import { readTerms, type TermsCode, type TermsFields } from './accreditation-terms.js';
import { mayBeAccredited } from './standardisation.queries.js';

export type GrantCode = TermsCode | 'not-an-assessor' | 'framework-unknown' | 'accredited-before';

/** Where somebody whom the lead vouches for begins: on probation, live marking moderated in full. */
const begun = next(accreditationLifecycle, accreditationLifecycle.initial, 'begin');

/** The lead accredits a person for a framework version without a round of ours, who standardised elsewhere. */
@Injectable()
export class GrantAccreditation {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the id. Refuses who is no active assessor of this provider, and who has an accreditation for the version. */
  async run(
    command: TermsFields & {
      readonly actor: string;
      readonly providerId: string;
      readonly staffId: string;
      readonly frameworkVersion: string;
    },
  ): Promise<Result<string, GrantCode>> {
    const { actor, providerId, staffId, frameworkVersion } = command;
    return this.database.transact(actor, async (tx) => {
      const framework = await this.frameworks.find(frameworkVersion, tx);
      if (!framework) return refuse('framework-unknown', {}, 'frameworkVersion');
      if (!(await mayBeAccredited(tx, staffId, providerId))) return refuse('not-an-assessor', {}, 'staffId');
      const terms = readTerms(command, londonDate(await tx.now()), framework.accreditation.validMonths);
      if (isRefusal(terms)) return terms;
      const [row] = await tx.query<Pick<AccreditationRow, 'id'>>(
        `insert into accreditation (staff_id, framework_version, state, valid_to, capacity)
         values ($1, $2, $3, $4, $5) on conflict (staff_id, framework_version) do nothing returning id`,
        [staffId, frameworkVersion, begun, terms.validTo, terms.capacity],
      );
      if (!row) return refuse('accredited-before', {}, 'staffId');
      await tx.journal({
        aggregate: 'accreditation',
        id: row.id,
        act: 'accreditation.begun',
        to: begun,
        facts: { staffId, frameworkVersion, ...terms },
      });
      return row.id;
    });
  }
}
