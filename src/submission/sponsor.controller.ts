import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { done, file, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Frameworks } from '../qualification/index.js';
import { AnswerAsSponsor } from './answer-as-sponsor.js';
import { submissionMessages } from './submission.messages.js';

const Token = z.string().regex(/^[\w-]{20,60}$/);
const Answer = z
  .strictObject({
    decision: z.enum(['verified', 'refused', '']).default(''),
    statement: z.string().max(2_000).default(''),
  })
  .meta({ id: 'SponsorAnswer' });

/** The sponsor's page, by a link and without an account: the link is the permission, and leads to one submission only. */
@Controller()
export class SponsorController {
  constructor(
    private readonly answerAsSponsor: AnswerAsSponsor,
    private readonly frameworks: Frameworks,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/sponsor/:token', title: 'What a sponsor is asked', for: 'anyone' })
  async show(@Param('token', { schema: Token }) token: string): Promise<PageReply> {
    const view = await this.answerAsSponsor.view(token);
    if (!view) throw new NotFoundException();
    const framework = await this.frameworks.framework(view.frameworkVersion);
    const statement = framework.declarations.find(({ signedBy }) => signedBy === 'sponsor')?.text ?? '';
    const documents = view.documents.map(({ id, component, originalName, title, counted }) => ({
      id,
      name:
        component === 'evidence'
          ? title
          : (framework.tasks.find(({ code }) => component === `account-${code}`)?.title ?? originalName),
      counted,
    }));
    const { documents: _all, ...shown } = view;
    return page('submission/pages/sponsor.njk', {
      title: `${view.participantName}: NPQEL submission`,
      token,
      view: shown,
      documents,
      statement,
    });
  }

  @Route({ get: '/sponsor/:token/documents/:id', title: 'A file that a sponsor reads', for: 'anyone' })
  async read(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: z.uuid() }) id: string,
  ): Promise<Reply> {
    const view = await this.answerAsSponsor.view(token);
    const document = view?.documents.find((one) => one.id === id);
    if (!view?.isOpen || !document || document.scan === null || document.scan === 'infected')
      throw new NotFoundException();
    return file(
      await this.store.openVerified(keyOf(document.sha256)),
      'application/octet-stream',
      document.originalName,
    );
  }

  @Route({ post: '/sponsor/:token', title: 'A sponsor’s answer', for: 'anyone', journal: 'sponsor.verified' })
  async answer(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: Answer }) body: z.infer<typeof Answer>,
  ): Promise<Reply> {
    const answered = await this.answerAsSponsor.run({ token, ...body });
    if (isRefusal(answered)) return refused(answered, submissionMessages, await this.show(token));
    return done(`/sponsor/${token}`, { notice: 'Thank you: your answer is recorded' });
  }
}
