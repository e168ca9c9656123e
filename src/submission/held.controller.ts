import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { FileStore } from '../platform/storage/index.js';
import { done, file, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { AcceptSubmission } from './accept-submission.js';
import { HeldPages } from './pages/held.page.js';
import { submissionMessages } from './submission.messages.js';

const Reason = z.strictObject({ reason: z.string().max(1_000) }).meta({ id: 'AcceptanceReason' });
const Id = z.uuid();
const shownInline = new Set(['html', 'pdf', 'image']);

/** Submissions that could not be accepted by themselves: the lead looks and decides, with a reason on the record. */
@Controller()
export class HeldController {
  constructor(
    private readonly pages: HeldPages,
    private readonly acceptSubmission: AcceptSubmission,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/held-submissions', title: 'Submissions that wait for a decision', for: ['lead'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.list(visitor.providerId);
  }

  @Route({
    get: '/held-submissions/:id',
    title: 'A submission that waits for a decision',
    for: ['lead'],
    of: 'held submission',
  })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const shown = await this.pages.one(id);
    if (!shown) throw new NotFoundException();
    return shown;
  }

  @Route({
    get: '/held-submissions/:id/documents/:documentId',
    title: 'A file of a held submission, as assessors would get it',
    for: ['lead'],
    of: 'held submission',
  })
  async read(
    @Param('id', { schema: Id }) id: string,
    @Param('documentId', { schema: Id }) documentId: string,
  ): Promise<Reply> {
    const document = await this.pages.file(id, documentId);
    if (!document?.cleanKey || !document.cleanType) throw new NotFoundException();
    const type = document.cleanKind === 'html' ? 'text/html; charset=utf-8' : document.cleanType;
    const ending = document.cleanKind === 'html' ? 'html' : (document.kind ?? 'bin');
    const content = await this.store.openVerified(document.cleanKey);
    return file(content, type, `${document.component}.${ending}`, shownInline.has(document.cleanKind ?? ''));
  }

  @Route({
    post: '/held-submissions/:id/acceptance',
    title: 'Accept a held submission',
    for: ['lead'],
    of: 'held submission',
    journal: 'submission.accept',
  })
  async accept(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) body: z.infer<typeof Reason>,
  ): Promise<Reply> {
    const accepted = await this.acceptSubmission.run(visitor.actor, id, body.reason);
    if (isRefusal(accepted)) {
      return refused(accepted, submissionMessages, (await this.pages.one(id)) ?? (await this.list(visitor)));
    }
    const notice =
      accepted === 'accepted' ? 'Accepted for marking' : 'A check is still running: it is accepted when that is done';
    return done('/held-submissions', { notice });
  }
}
