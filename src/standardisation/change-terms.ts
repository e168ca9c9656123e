import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { isRefusal, type Result } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';
import { AccreditationRow } from './accreditation.entity.js';
import { readTerms, type TermsCode, type TermsFields } from './accreditation-terms.js';
import { lockAccreditation } from './move-accreditation.js';

/** The lead changes how many scripts a window a person takes, or until when the accreditation holds. */
@Injectable()
export class ChangeTerms {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async run(
    command: TermsFields & { readonly actor: string; readonly accreditationId: string },
  ): Promise<Result<AccreditationRow, TermsCode>> {
    return this.database.transact(command.actor, async (tx) => {
      const row = await lockAccreditation(tx, command.accreditationId);
      const { accreditation } = await this.frameworks.framework(row.frameworkVersion, tx);
      const terms = readTerms(command, londonDate(await tx.now()), accreditation.validMonths);
      if (isRefusal(terms)) return terms;
      const before = { capacity: row.capacity, validTo: row.validTo };
      const changed = await tx.repository(AccreditationRow).save(Object.assign(row, terms));
      await tx.journal({
        aggregate: 'accreditation',
        id: row.id,
        act: 'accreditation.terms-changed',
        facts: { before, after: terms },
      });
      return changed;
    });
  }
}
