import { Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import type { Framework } from '#libs/rubric';
import { whatItCanFind, type Sample } from '#libs/sampling';
import { batchDetail, itemsOf, moderatedScript, type ModeratedScript } from '../moderation/index.js';
import { Database } from '../platform/database/database.js';
import { FileStore } from '../platform/storage/index.js';
import { found } from '../platform/web/found.js';
import { file, page, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { Frameworks } from '../qualification/index.js';
import { openCleanCopy, pageInstead, ScriptIntegrity, scriptDocuments, stoppedPage } from '../submission/blind.js';
import { overseenBatches, pageSize } from './batches.queries.js';

const Id = z.uuid();
const Script = z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
const After = z.object({ after: z.uuid().optional() });

/**
 * What the Department's quality agent sees: moderated batches with what their samples can find, and the sampled scripts
 * with marks and clean copies. Script numbers only, nothing to change.
 */
@Controller()
export class BatchesController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly store: FileStore,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({ get: '/oversight', title: 'Moderated batches', for: ['qa-agent'] })
  async list(@Query({ schema: After }) { after }: z.infer<typeof After>): Promise<PageReply> {
    const batches = await overseenBatches(this.database, after);
    return page('oversight/pages/batches.njk', {
      title: 'Moderated batches',
      batches: batches.map(({ sample, ...batch }) => ({
        ...batch,
        sampled: sample?.items.length ?? 0,
        sentence: sentenceOf(sample),
      })),
      after: batches.length === pageSize ? batches.at(-1)?.id : null,
    });
  }

  @Route({ get: '/oversight/:id', title: 'A moderated batch', for: ['qa-agent'], of: 'moderation batch' })
  async batch(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const batch = found(await batchDetail(this.database, id));
    const items = await itemsOf(this.database, id);
    return page('oversight/pages/batch.njk', {
      title: `${batch.windowName}: the sample`,
      back: { href: '/oversight', text: 'Moderated batches' },
      batchId: id,
      sentence: sentenceOf(batch.sample),
      decisions: batch.frame?.items.length ?? 0,
      confirmedAt: batch.confirmedAt,
      items: items.map(({ script, reasons, decision, flips }) => ({
        script,
        why: reasons.reasons.map((reason) => reason.replaceAll('-', ' ')),
        decision,
        flips: flips === true,
      })),
    });
  }

  @Route({
    get: '/oversight/:id/scripts/:script',
    title: 'A sampled script with its marks',
    for: ['qa-agent'],
    of: 'moderation batch',
  })
  async script(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('script', { schema: Script }) number: string,
  ): Promise<PageReply> {
    const script = found(await moderatedScript(this.database, id, number));
    const stopped = await pageInstead(this.integrity, visitor.actor, number);
    if (stopped) return stopped;
    const framework = await this.frameworks.framework(script.frameworkVersion);
    return page('oversight/pages/script.njk', {
      title: `Script ${number}`,
      back: { href: `/oversight/${id}`, text: 'The sample' },
      batchId: id,
      number,
      passed: script.passed,
      documents: await scriptDocuments(this.database, number),
      areas: areasOf(framework, script),
      decisions: script.decisions.map(({ decision, reason, comment, changes, at }) => ({
        decision,
        reason,
        comment,
        at,
        changed: Object.entries(changes).map(([criterion, change]) => ({ criterion, ...change })),
      })),
    });
  }

  @Route({
    get: '/oversight/:id/scripts/:script/documents/:documentId',
    title: 'A clean copy',
    for: ['qa-agent'],
    of: 'moderation batch',
  })
  async document(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('script', { schema: Script }) number: string,
    @Param('documentId', { schema: Id }) documentId: string,
  ): Promise<Reply> {
    // Scripts of the batch that are not in its sample are not shown.
    found(await moderatedScript(this.database, id, number));
    const wanted = { actor: visitor.actor, number, documentId };
    const copy = found(await openCleanCopy(this.database, this.store, this.integrity, wanted));
    if (isRefusal(copy)) return stoppedPage(number);
    return file(copy.content, copy.type, copy.name, !copy.type.startsWith('application/octet'));
  }
}

/** What a sample can find, as a sentence of its own. */
function sentenceOf(sample: Sample | null): string | null {
  if (!sample) return null;
  const words = whatItCanFind(sample);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function areasOf(framework: Framework, script: ModeratedScript): unknown[] {
  const { areas } = script.feedback as { areas: { criteria: { criterion: string; comment: string | null }[] }[] };
  const comments = new Map(areas.flatMap(({ criteria }) => criteria).map((one) => [one.criterion, one.comment]));
  return framework.areas.map((area) => ({
    title: area.title,
    criteria: framework.criteria
      .filter((criterion) => criterion.area === area.number && script.scope.includes(criterion.code))
      .map(({ code, title, maxMark, descriptors }) => {
        const mark = script.marks[code] ?? 0;
        return { code, title, mark, maxMark, descriptor: descriptors[mark], comment: comments.get(code) ?? null };
      }),
  }));
}
