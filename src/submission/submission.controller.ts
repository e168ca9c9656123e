import { Body, Controller, NotFoundException, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal, type Refusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { AskSponsor } from './ask-sponsor.js';
import { LinkEvidence } from './link-evidence.js';
import { SubmissionPages } from './pages/submission.page.js';
import { Reopen } from './reopen.js';
import { SignDeclarations } from './sign-declarations.js';
import { submissionMessages } from './submission.messages.js';
import { Submit } from './submit.js';

const list = z
  .union([
    z.array(z.string().max(80)).max(100),
    z
      .string()
      .max(80)
      .transform((one) => [one]),
  ])
  .default([]);
const Links = z.strictObject({ links: list }).meta({ id: 'EvidenceLinks' });
const Declarations = z.strictObject({ kinds: list, manifestHash: z.string().max(64) }).meta({ id: 'Declarations' });
const Sponsor = z
  .strictObject({ name: z.string().max(120), email: z.string().max(254) })
  .meta({ id: 'SponsorRequest' });
const Handover = z.strictObject({ manifestHash: z.string().max(64) }).meta({ id: 'Handover' });

/** A participant's way from files to a receipt: link evidence, declare, ask the sponsor, submit. */
@Controller()
export class SubmissionController {
  constructor(
    private readonly pages: SubmissionPages,
    private readonly linkEvidence: LinkEvidence,
    private readonly signDeclarations: SignDeclarations,
    private readonly askSponsor: AskSponsor,
    private readonly submit: Submit,
    private readonly reopen: Reopen,
  ) {}

  @Route({ get: '/submission', title: 'Your submission: what is done and what is missing', for: ['participant'] })
  async show(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.overview(visitor.signInId);
  }

  @Route({ get: '/evidence', title: 'Which criteria your evidence is for', for: ['participant'] })
  async evidence(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.evidence(visitor.signInId);
  }

  @Route({
    get: '/documents/:id/links',
    title: 'Which criteria a piece of evidence is for',
    for: ['participant'],
    of: 'own document',
  })
  async links(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const shown = await this.pages.links(visitor.signInId, id);
    if (!shown) throw new NotFoundException();
    return shown;
  }

  @Route({
    post: '/documents/:id/links',
    title: 'Link a piece of evidence to criteria',
    for: ['participant'],
    of: 'own document',
    journal: 'evidence.linked',
  })
  async link(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Links }) body: z.infer<typeof Links>,
  ): Promise<Reply> {
    const linked = await this.linkEvidence.run({ actor: visitor.actor, documentId: id, links: body.links });
    if (isRefusal(linked)) return refused(linked, submissionMessages, await this.evidence(visitor));
    return done('/evidence', { notice: 'Linked' });
  }

  @Route({ get: '/declarations', title: 'Your declarations', for: ['participant'] })
  async declarations(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.declarations(visitor.signInId);
  }

  @Route({
    post: '/declarations',
    title: 'Sign your declarations',
    for: ['participant'],
    journal: 'declarations.signed',
  })
  async declare(
    @Visiting() visitor: Visitor,
    @Body({ schema: Declarations }) body: z.infer<typeof Declarations>,
  ): Promise<Reply> {
    const signed = await this.signDeclarations.run({ actor: visitor.actor, signInId: visitor.signInId, ...body });
    if (isRefusal(signed)) return refused(signed, submissionMessages, await this.declarations(visitor));
    return done('/submission', { notice: 'Your declarations are signed for the files as they are now' });
  }

  @Route({ get: '/sponsor-request', title: 'Ask your sponsor', for: ['participant'] })
  async sponsor(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.sponsor(visitor.signInId);
  }

  @Route({
    post: '/sponsor-request',
    title: 'Send your sponsor a link',
    for: ['participant'],
    journal: 'sponsor.asked',
  })
  async ask(
    @Visiting() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Body({ schema: Sponsor }) body: z.infer<typeof Sponsor>,
  ): Promise<Reply> {
    const origin = `${request.protocol}://${request.host}`;
    const asked = await this.askSponsor.run({ actor: visitor.actor, signInId: visitor.signInId, ...body, origin });
    if (isRefusal(asked)) return refused(asked, submissionMessages, await this.pages.sponsor(visitor.signInId, body));
    return done('/submission', { notice: 'Your sponsor was written to' });
  }

  @Route({
    post: '/submission',
    title: 'Submit',
    for: ['participant'],
    journal: 'submission.submit',
    repeatable: true,
    faultsKept: true,
  })
  async handIn(
    @Visiting() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Body({ schema: Handover }) body: z.infer<typeof Handover>,
  ): Promise<Reply> {
    const submitted = await this.submit.run({
      actor: visitor.actor,
      signInId: visitor.signInId,
      ...body,
      receivedAt: request.now,
    });
    if ('refusals' in submitted) return this.refuse(submitted.refusals, visitor);
    return done(`/receipts/${submitted.receipt}`, {
      value: { receipt: submitted.receipt },
      notice: 'Submitted. This is your receipt',
    });
  }

  @Route({ get: '/submission/reopening', title: 'Before you take your submission back', for: ['participant'] })
  async confirmReopening(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.reopening(visitor.signInId);
  }

  @Route({
    post: '/submission/reopening',
    title: 'Take your submission back',
    for: ['participant'],
    journal: 'submission.reopen',
  })
  async takeBack(@Visiting() visitor: Visitor, @Req() request: FastifyRequest): Promise<Reply> {
    const reopened = await this.reopen.run({
      actor: visitor.actor,
      signInId: visitor.signInId,
      receivedAt: request.now,
    });
    if (isRefusal(reopened)) return this.refuse([reopened], visitor);
    return done('/submission', { notice: 'You have your submission back. It counts only when you submit it again' });
  }

  private async refuse(refusals: readonly Refusal[], visitor: Visitor): Promise<PageReply> {
    return refused(refusals, submissionMessages, await this.show(visitor));
  }
}
