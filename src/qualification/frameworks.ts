import { Injectable } from '@nestjs/common';
import type { Framework } from '#libs/rubric';
import { Database, type Transaction } from '../platform/database/database.js';

type Reads = Pick<Transaction, 'query'>;

/** A framework as a list shows it. */
export interface FrameworkLine {
  readonly id: string;
  readonly title: string;
  readonly provenance: string;
  readonly publishedAt: Date;
}

/** The published frameworks. A definition never changes, so each is read once a process. */
@Injectable()
export class Frameworks {
  private readonly read = new Map<string, Framework>();

  constructor(private readonly database: Database) {}

  /**
   * The definition published as `id`; throws where there is none, since ids come from rows that refer to it. Inside a
   * transaction pass it as `through`: a second connection would have to be waited for while the first is held.
   */
  async framework(id: string, through: Reads = this.database): Promise<Framework> {
    const known = this.read.get(id);
    if (known) return known;
    const found = await this.find(id, through);
    if (!found) throw new Error(`No framework ${id} is published`);
    return found;
  }

  /** The same, or null for an id that a person typed. */
  async find(id: string, through: Reads = this.database): Promise<Framework | null> {
    const [row] = await through.query<{ definition: Framework }>(
      `select definition from framework_version where id = $1`,
      [id],
    );
    if (!row) return null;
    this.read.set(id, row.definition);
    return row.definition;
  }

  /** The id that new enrolments take: the newest published. Null before the first. */
  async newest(through: Reads = this.database): Promise<string | null> {
    const [row] = await through.query<{ id: string }>(
      `select id from framework_version order by published_at desc, id desc limit 1`,
    );
    return row?.id ?? null;
  }

  async list(): Promise<FrameworkLine[]> {
    return this.database.query<FrameworkLine>(
      `select id, title, provenance, published_at as "publishedAt" from framework_version order by published_at desc, id`,
    );
  }
}
