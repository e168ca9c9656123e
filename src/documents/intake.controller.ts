import { Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { documentsMessages } from './documents.messages.js';
import { DocumentsPages } from './pages/documents.page.js';
import { RetryDocument } from './retry-document.js';

const After = z.object({ after: z.uuid().optional() });

/** Files whose checks were given up: a person looks, and sends them through again. */
@Controller()
export class IntakeController {
  constructor(
    private readonly pages: DocumentsPages,
    private readonly retryDocument: RetryDocument,
  ) {}

  @Route({ get: '/stuck-files', title: 'Files that wait for a person', for: ['administrator', 'lead'] })
  async list(@Visiting() visitor: Visitor, @Query({ schema: After }) query: z.infer<typeof After>): Promise<PageReply> {
    return this.pages.stuck(visitor.providerId, query.after ?? null);
  }

  @Route({
    post: '/stuck-files/:id/retry',
    title: 'Check a file again',
    for: ['administrator', 'lead'],
    of: 'stuck document',
    journal: 'document.retry',
  })
  async retry(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) id: string): Promise<Reply> {
    const retried = await this.retryDocument.run(visitor.actor, id);
    if (isRefusal(retried))
      return refused(retried, documentsMessages, await this.pages.stuck(visitor.providerId, null));
    return done('/stuck-files', { notice: 'The file goes through its checks again' });
  }
}
