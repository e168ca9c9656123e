import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { Frameworks } from '../../qualification/index.js';

/** A file of 10,000 rows is below 2 MB. */
export const mostBytes = 2 * 1024 * 1024;

/** Takes a file of participants in and orders the job that reads it. */
@Injectable()
export class StartImport {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** Gives the import's id: its page shows how the job gets on. */
  async run(command: {
    readonly actor: string;
    readonly signInId: string;
    readonly providerId: string;
    readonly fileName: string;
    readonly content: Buffer;
  }): Promise<Result<string, 'no-framework' | 'file-empty' | 'too-large'>> {
    const { content } = command;
    if (content.length > mostBytes) return refuse('too-large', { maxBytes: mostBytes }, 'content');
    if (content.toString('utf8').trim() === '') return refuse('file-empty', {}, 'content');
    if ((await this.frameworks.newest()) === null) return refuse('no-framework');
    const sha256 = createHash('sha256').update(content).digest('hex');
    return this.database.transact(command.actor, async (tx) => {
      const [row] = await tx.query<{ id: string }>(
        `insert into enrolment_import (file_name, provider_id, sha256, content, state, started_by, started_at)
         values ($1, $2, $3, $4, 'waiting', $5, app_now()) returning id`,
        [command.fileName, command.providerId, sha256, content, command.signInId],
      );
      if (!row) throw new Error('An insert that returns gives a row');
      await tx.journal({
        aggregate: 'enrolment-import',
        id: row.id,
        act: 'enrolment-import.started',
        facts: { sha256, bytes: content.length },
      });
      // Somebody waits for it: before the letters that an earlier import has left to send.
      await tx.order({ kind: 'enrolment.import', key: row.id, subject: { importId: row.id }, priority: 50 });
      return row.id;
    });
  }
}
