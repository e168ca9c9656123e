import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { FileStore } from '../platform/storage/index.js';
import { found } from '../platform/web/found.js';
import { done, file, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { openCleanCopy, pageInstead, ScriptIntegrity, stoppedPage } from '../submission/blind.js';
import { DrawQaSample } from './draw-sample.js';
import { QualityPages } from './pages/quality.page.js';
import { qualityMessages } from './quality.messages.js';
import { qaScript } from './quality.queries.js';
import { SayVerdict, verdicts } from './say-verdict.js';

const Id = z.uuid();
const Script = z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
const Ask = z
  .strictObject({
    providerId: z.uuid(),
    frameworkVersion: z.string().max(60),
    year: z.coerce.number().int().min(2000).max(2999),
  })
  .meta({ id: 'QualityDraw' });
const Verdict = z
  .strictObject({ verdict: z.enum([...verdicts, '']).default(''), reason: z.string().max(4_000).default('') })
  .meta({ id: 'QualityVerdict' });

/** The quality agent's draws and verdicts, and what a lead reads of them. Script numbers only. */
@Controller()
export class QualityController {
  constructor(
    private readonly pages: QualityPages,
    private readonly drawQaSample: DrawQaSample,
    private readonly sayVerdict: SayVerdict,
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({ get: '/quality', title: 'Accuracy by provider and year', for: ['qa-agent', 'lead'] })
  async overview(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.overview(visitor);
  }

  @Route({ post: '/quality', title: 'Draw a quality sample', for: ['qa-agent'], journal: 'qa.asked' })
  async ask(@Visiting() visitor: Visitor, @Body({ schema: Ask }) body: z.infer<typeof Ask>): Promise<Reply> {
    const { actor, signInId } = visitor;
    const id = await this.drawQaSample.ask({ actor, signInId, ...body });
    if (isRefusal(id)) return refused(id, qualityMessages, await this.overview(visitor));
    return done(`/quality/${id}`, { value: { id }, notice: 'Frozen. The sample is being drawn' });
  }

  @Route({ get: '/quality/:id', title: 'A quality sample', for: ['qa-agent', 'lead'], of: 'quality sample' })
  async sample(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return found(await this.pages.sample(visitor, id));
  }

  @Route({
    get: '/quality/:id/record',
    title: 'All that an outsider needs to repeat the draw',
    for: ['qa-agent', 'lead'],
    of: 'quality sample',
  })
  async record(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const record = found(await this.pages.record(id));
    return file(
      Buffer.from(`${JSON.stringify(record, null, 2)}\n`),
      'application/json',
      `quality-${id.slice(0, 8)}.json`,
    );
  }

  @Route({
    get: '/quality/:id/scripts/:script',
    title: 'A decision to look at',
    for: ['qa-agent'],
    of: 'quality sample',
  })
  async script(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('script', { schema: Script }) script: string,
  ): Promise<PageReply> {
    const shown = found(await this.pages.script(id, script));
    return (await pageInstead(this.integrity, visitor.actor, script)) ?? shown;
  }

  @Route({
    get: '/quality/:id/scripts/:script/documents/:documentId',
    title: 'A clean copy',
    for: ['qa-agent'],
    of: 'quality sample',
  })
  async document(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('script', { schema: Script }) script: string,
    @Param('documentId', { schema: Id }) documentId: string,
  ): Promise<Reply> {
    // What is not in the sample is not shown.
    found(await qaScript(this.database, id, script));
    const wanted = { actor: visitor.actor, number: script, documentId };
    const copy = found(await openCleanCopy(this.database, this.store, this.integrity, wanted));
    if (isRefusal(copy)) return stoppedPage(script);
    return file(copy.content, copy.type, copy.name, !copy.type.startsWith('application/octet'));
  }

  @Route({
    post: '/quality/:id/scripts/:script/verdict',
    title: 'Agree with a decision, or not',
    for: ['qa-agent'],
    of: 'quality sample',
    journal: 'qa.verdict',
  })
  async verdict(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) sampleId: string,
    @Param('script', { schema: Script }) script: string,
    @Body({ schema: Verdict }) body: z.infer<typeof Verdict>,
  ): Promise<Reply> {
    found(await qaScript(this.database, sampleId, script));
    const said = await this.sayVerdict.run({
      actor: visitor.actor,
      staffId: visitor.staffId ?? '',
      sampleId,
      script,
      ...body,
    });
    if (isRefusal(said) && said.code === 'script-not-as-frozen') return stoppedPage(script);
    if (isRefusal(said)) return refused(said, qualityMessages, found(await this.pages.script(sampleId, script, body)));
    return done(`/quality/${sampleId}`, { notice: 'Your verdict is on the record' });
  }
}
