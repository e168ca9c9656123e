import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { Subject } from '../../platform/web/route.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { isOfProvider } from './schools.queries.js';

/** Answers for `school`: an administrator reaches the schools where somebody of their provider works or worked. */
@Injectable()
export class SchoolSubject {
  constructor(private readonly database: Database) {}

  @Subject('school')
  async mayReach(visitor: Visitor, { id }: Readonly<Record<string, string>>): Promise<boolean> {
    if (!z.uuid().safeParse(id).success) return false;
    const sql = `select from school s where s.id = $2 and ${isOfProvider}`;
    return (await this.database.query(sql, [visitor.providerId, id])).length > 0;
  }
}
