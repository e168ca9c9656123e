import { Injectable } from '@nestjs/common';
import { isRefusal, refuse, type Result } from '#libs/refusal';
import { checkFramework } from '#libs/rubric';
import { Database } from '../platform/database/database.js';

export type PublishCode = 'not-json' | 'not-a-framework' | 'version-is-taken';

/** Publishes a framework from its JSON: checked as a whole, under an id that no version had before. */
@Injectable()
export class PublishFramework {
  constructor(private readonly database: Database) {}

  /** Gives the id, `CODE-VERSION`. Refuses text that is no JSON, a framework with a hole in it, and a version that exists. */
  async run(command: { actor: string; text: string }): Promise<Result<string, PublishCode>> {
    const definition = parse(command.text);
    if (definition === undefined) return refuse('not-json', {}, 'definition');
    const framework = checkFramework(definition);
    if (isRefusal(framework)) return refuse('not-a-framework', framework.facts, 'definition');
    const id = `${framework.code}-${framework.version}`;
    return this.database.transact(command.actor, async (transaction) => {
      const [published] = await transaction.query(
        `insert into framework_version (id, title, provenance, definition, published_at)
         values ($1, $2, $3, $4, app_now()) on conflict do nothing returning id`,
        [id, framework.title, framework.provenance, JSON.stringify(framework)],
      );
      if (!published) return refuse('version-is-taken', { id }, 'definition');
      await transaction.journal({
        aggregate: 'framework',
        id,
        act: 'framework.published',
        facts: { provenance: framework.provenance },
      });
      return id;
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
