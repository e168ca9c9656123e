import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';
import { isOfProvider } from './standardisation.queries.js';

/** Answers for `accreditation`: a lead reaches those of whom their provider engages. */
@Injectable()
export class AccreditationSubject {
  constructor(private readonly database: Database) {}

  @Subject('accreditation')
  async mayReach(visitor: Visitor, { id = '' }: Readonly<Record<string, string>>): Promise<boolean> {
    return isOfProvider(this.database, id, visitor.providerId);
  }
}
