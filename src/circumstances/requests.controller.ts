import { Body, Controller, NotFoundException, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal, refuse, type Refusal } from '#libs/refusal';
import { deferralReasons } from '../enrolment/index.js';
import { FileStore, keyOf } from '../platform/storage/index.js';
import { formStatus, receiveForm, type FormRefusal } from '../platform/upload/index.js';
import { done, file, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { AskRequest } from './ask-request.js';
import { circumstancesMessages } from './circumstances.messages.js';
import { kindLabels, kindWords } from './labels.js';
import { ReceiveEvidence } from './receive-evidence.js';
import { evidenceShown, requestShown } from './request-shown.js';
import { RequestQueries } from './requests.queries.js';
import { noTerms, requestKinds, type RequestKind } from './terms.js';
import { WithdrawRequest } from './withdraw-request.js';

const id = z.uuid();
const text = z.string().max(200).default('');
const NoBody = z.strictObject({}).nullish().meta({ id: 'Nothing' });
const FormQuery = z.object({ kind: z.enum(requestKinds) });
const RequestBody = z
  .strictObject({
    kind: text,
    reason: text,
    from: text,
    until: text,
    days: text,
    percent: text,
    statement: z.string().max(20_000).default(''),
  })
  .meta({ id: 'CircumstanceRequest' });

type Form = z.infer<typeof RequestBody>;

/** A participant's requests: ask, add evidence, see what became of it, withdraw. */
@Controller()
export class RequestsController {
  constructor(
    private readonly requests: RequestQueries,
    private readonly askRequest: AskRequest,
    private readonly withdrawRequest: WithdrawRequest,
    private readonly receiveEvidence: ReceiveEvidence,
    private readonly store: FileStore,
  ) {}

  @Route({ get: '/requests', title: 'What you asked for: time off, more time, an adjustment', for: ['participant'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    const requests = await this.requests.ownedBy(visitor.signInId);
    return page('circumstances/pages/requests.njk', {
      title: 'If something gets in your way',
      requests: requests.map((record) => requestShown(record, 'participant')),
      kinds: requestKinds.map((kind) => ({ kind, words: kindWords[kind] })),
    });
  }

  @Route({ get: '/requests/form', title: 'Ask for something: the form', for: ['participant'] })
  form(@Query({ schema: FormQuery }) { kind }: z.infer<typeof FormQuery>): PageReply {
    return formPage(kind, { ...noTerms, kind, statement: '' });
  }

  @Route({ post: '/requests', title: 'Ask for something', for: ['participant'], journal: 'request.asked' })
  async ask(@Visiting() visitor: Visitor, @Body({ schema: RequestBody }) body: Form): Promise<Reply> {
    const { actor, signInId } = visitor;
    const { kind, statement, ...form } = body;
    const asked = await this.askRequest.run({ actor, signInId, kind, form, statement });
    if (!isRefusal(asked))
      return done(`/requests/${asked}`, {
        value: { id: asked },
        notice: 'Your request is here. Add evidence if you have some',
      });
    const isKind = (requestKinds as readonly string[]).includes(kind);
    return refused(
      asked,
      circumstancesMessages,
      isKind ? formPage(kind as RequestKind, body) : await this.list(visitor),
    );
  }

  @Route({ get: '/requests/:id', title: 'One request of yours', for: ['participant'], of: 'request' })
  async show(@Param('id', { schema: id }) requestId: string): Promise<PageReply> {
    const record = await this.requests.find(requestId);
    if (!record) throw new NotFoundException();
    return page('circumstances/pages/request.njk', {
      title: `Your request for ${kindWords[record.kind]}`,
      back: { href: '/requests', text: 'If something gets in your way' },
      request: requestShown(record, 'participant'),
      evidence: (await this.requests.evidence(requestId)).map((one) => evidenceShown(one, 'participant')),
      isOpen: record.state === 'asked',
    });
  }

  @Route({
    post: '/requests/:id/withdrawal',
    title: 'Withdraw a request',
    for: ['participant'],
    of: 'request',
    journal: 'request.withdrawn',
  })
  async withdraw(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) requestId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
  ): Promise<Reply> {
    const withdrawn = await this.withdrawRequest.run({ actor: visitor.actor, requestId });
    if (isRefusal(withdrawn)) return refused(withdrawn, circumstancesMessages, await this.show(requestId));
    return done(`/requests/${requestId}`, { value: { id: requestId }, notice: 'Your request is withdrawn' });
  }

  @Route({
    post: '/requests/:id/evidence',
    title: 'Send a file that supports a request',
    for: ['participant'],
    of: 'request',
    journal: 'request.evidence-sent',
  })
  async send(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) requestId: string,
    @Req() request: FastifyRequest,
  ): Promise<Reply> {
    const received = await receiveForm(request, this.store, {
      fields: [],
      maxBytes: await this.receiveEvidence.mostBytes(requestId),
      mayStore: async () => this.receiveEvidence.mayReceive(requestId),
    });
    if (isRefusal(received)) return this.refusedFile(requestId, received);
    const { name, file: stored } = received;
    const sent = await this.receiveEvidence.run({ actor: visitor.actor, requestId, name, file: stored });
    if (isRefusal(sent)) return this.refusedFile(requestId, sent);
    return done(`/requests/${requestId}`, {
      value: { id: sent },
      notice: 'Your file is here. It is being checked now',
    });
  }

  @Route({
    get: '/request-evidence/:id',
    title: 'A file that supports a request',
    for: ['participant', 'lead'],
    of: 'request evidence',
  })
  async evidence(@Visiting() visitor: Visitor, @Param('id', { schema: id }) evidenceId: string): Promise<Reply> {
    const found = await this.requests.evidenceFile(evidenceId);
    const audience = visitor.roles.includes('participant') ? 'participant' : 'staff';
    if (!found || !evidenceShown(found, audience).mayOpen) throw new NotFoundException();
    return file(await this.store.openVerified(keyOf(found.sha256)), 'application/octet-stream', found.originalName);
  }

  private async refusedFile(requestId: string, refusal: Refusal): Promise<PageReply> {
    const status = formStatus[refusal.code as FormRefusal] ?? 422;
    return {
      ...refused(refuse(refusal.code, refusal.facts, 'file'), circumstancesMessages, await this.show(requestId)),
      status,
    };
  }
}

function formPage(kind: RequestKind, form: Form): PageReply {
  return page('circumstances/pages/request-form.njk', {
    title: `Ask for ${kindWords[kind]}`,
    back: { href: '/requests', text: 'If something gets in your way' },
    kind,
    kindText: kindLabels[kind],
    form,
    reasons: Object.entries(deferralReasons).map(([value, label]) => ({ value, text: label })),
  });
}
