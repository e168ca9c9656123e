import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { DecideCount, documentDetail, documentsMessages, pageImageKey, readerVersion } from '../../documents/index.js';
import { Database } from '../../platform/database/database.js';
import { FileStore } from '../../platform/storage/index.js';
import { done, file, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { CountsPages } from './counts.page.js';

const Id = z.uuid();
const After = z.object({ after: z.uuid().optional() });
const Page = z.coerce.number().int().min(1).max(1_000_000);
const Decision = z
  .strictObject({
    version: z.coerce.number().int().min(1).max(1_000_000_000),
    decision: z.enum(['confirmed', 'corrected', 'refused']).optional(),
    words: z.string().max(20).default(''),
    reason: z.string().max(1_000).default(''),
  })
  .meta({ id: 'CountDecision' });

/** Words that no program could count for certain: a lead looks at the pages beside the count, and decides once. */
@Controller()
export class CountsController {
  constructor(
    private readonly database: Database,
    private readonly pages: CountsPages,
    private readonly decideCount: DecideCount,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/counts-to-confirm', title: 'Word counts to confirm', for: ['lead'] })
  async list(@Visiting() visitor: Visitor, @Query({ schema: After }) query: z.infer<typeof After>): Promise<PageReply> {
    return this.pages.list(visitor.providerId, query.after ?? null);
  }

  @Route({
    get: '/counts-to-confirm/:id',
    title: 'The pages of an account beside its count',
    for: ['lead'],
    of: 'count to confirm',
  })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.shown(id);
  }

  @Route({
    get: '/counts-to-confirm/:id/pages/:page',
    title: 'A page of an account as a picture',
    for: ['lead'],
    of: 'count to confirm',
  })
  async picture(
    @Param('id', { schema: Id }) id: string,
    @Param('page', { schema: Page }) page: number,
  ): Promise<Reply> {
    const key = await pageImageKey(this.database, id, page);
    if (!key) throw new NotFoundException();
    return file(await this.store.openVerified(key), 'image/png', `page-${page}.png`, true);
  }

  @Route({
    get: '/counts-to-confirm/:id/copy',
    title: 'An account whose count waits, as assessors would get it',
    for: ['lead'],
    of: 'count to confirm',
  })
  async copy(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const document = await documentDetail(this.database, id, readerVersion);
    if (document?.state !== 'checked' || !document.cleanKey || !document.cleanType) throw new NotFoundException();
    const isPage = document.cleanKind === 'html';
    const type = isPage ? 'text/html; charset=utf-8' : document.cleanType;
    return file(await this.store.openVerified(document.cleanKey), type, `account.${isPage ? 'html' : 'pdf'}`, true);
  }

  @Route({
    post: '/counts-to-confirm/:id/decision',
    title: 'Confirm, correct or refuse a word count',
    for: ['lead'],
    of: 'count to confirm',
    journal: 'count.decided',
  })
  async decide(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decision }) { version, decision, words, reason }: z.infer<typeof Decision>,
  ): Promise<Reply> {
    const figure = words.replaceAll(/[\s,]/g, '');
    const decided = await this.decideCount.run({
      actor: visitor.actor,
      staffId: visitor.staffId ?? '',
      documentId: id,
      version,
      asked: { decision: decision ?? null, words: /^\d{1,7}$/.test(figure) ? Number(figure) : null, reason },
    });
    if (isRefusal(decided))
      return refused(decided, documentsMessages, await this.shown(id, { decision, words, reason }));
    return done(`/counts-to-confirm/${id}`, { value: { ...decided }, notice: 'Your decision is on the record' });
  }

  private async shown(id: string, typed: Readonly<Record<string, unknown>> = {}): Promise<PageReply> {
    const shown = await this.pages.one(id, typed);
    if (!shown) throw new NotFoundException();
    return shown;
  }
}
