import { Injectable } from '@nestjs/common';
import { refuse, type Result } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { AttemptLock } from '../documents/index.js';
import { Database } from '../platform/database/database.js';
import { Frameworks } from '../qualification/index.js';

export type LinkCode = 'document-is-gone' | 'unknown-criterion';

/** Says which criteria a piece of evidence is for: the whole list at once, `criterion` or `criterion/slot`. */
@Injectable()
export class LinkEvidence {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly attemptLock: AttemptLock,
  ) {}

  async run(command: { actor: string; documentId: string; links: readonly string[] }): Promise<Result<true>> {
    return this.database.transact(command.actor, async (transaction) => {
      const [document] = await transaction.query<{ enrolmentId: string; attemptNo: number; frameworkVersion: string }>(
        `select d.enrolment_id as "enrolmentId", d.attempt_no as "attemptNo", e.framework_version as "frameworkVersion"
         from document d join enrolment e on e.id = d.enrolment_id
         where d.id = $1 and d.component = 'evidence' and d.state not in ('superseded', 'removed') for update of d`,
        [command.documentId],
      );
      if (!document) return refuse('document-is-gone');
      const lock = await this.attemptLock.refusalToChange(transaction, document.enrolmentId, document.attemptNo);
      if (lock) return lock;
      const framework = await this.frameworks.framework(document.frameworkVersion);
      const wanted = [...new Set(command.links)].map(split);
      if (!wanted.every((link) => isInFramework(framework, link))) return refuse('unknown-criterion');
      await transaction.query(`delete from evidence_link where document_id = $1`, [command.documentId]);
      await transaction.query(
        `insert into evidence_link (document_id, criterion, slot)
         select $1, criterion, slot from unnest($2::text[], $3::text[]) as link (criterion, slot)`,
        [command.documentId, wanted.map(({ criterion }) => criterion), wanted.map(({ slot }) => slot)],
      );
      await transaction.journal({
        aggregate: 'document',
        id: command.documentId,
        act: 'evidence.linked',
        facts: { links: command.links },
      });
      await transaction.touch(`files:${document.enrolmentId}`);
      return true;
    });
  }
}

interface WantedLink {
  readonly criterion: string;
  readonly slot: string;
}

function split(link: string): WantedLink {
  const [criterion = '', slot = ''] = link.split('/');
  return { criterion, slot };
}

function isInFramework(framework: Framework, { criterion, slot }: WantedLink): boolean {
  const found = framework.criteria.find(({ code }) => code === criterion);
  return found !== undefined && (slot === '' || found.evidence.some(({ code }) => code === slot));
}
