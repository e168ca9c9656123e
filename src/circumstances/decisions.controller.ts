import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { chargeKinds, clockLimits, deferralReasons } from '../enrolment/index.js';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { Frameworks } from '../qualification/index.js';
import { circumstancesMessages } from './circumstances.messages.js';
import { DecideRequest } from './decide-request.js';
import { fingerprintOf, RequestEffects } from './effects.js';
import { kindWords } from './labels.js';
import { maySeeAdjustments } from './may-see.js';
import { evidenceShown, requestShown } from './request-shown.js';
import { RequestQueries, type RequestRecord } from './requests.queries.js';
import { formOf, isSame, readTerms, type TermsForm } from './terms.js';

const id = z.uuid();
const text = z.string().max(200).default('');
const reason = z.string().max(4_000).default('');
const QueueQuery = z.object({ after: z.union([z.literal(''), z.uuid()]).default('') });
const TermsQuery = z.object({ reason: text, from: text, until: text, days: text, percent: text });
const GrantBody = z
  .strictObject({ reason: text, from: text, until: text, days: text, percent: text, grantReason: reason, seen: text })
  .meta({ id: 'RequestGrant' });
const RefusalBody = z.strictObject({ reason }).meta({ id: 'RequestRefusal' });

/** What leads do with requests: the queue, what a grant would do, and the decision. */
@Controller()
export class DecisionsController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly requests: RequestQueries,
    private readonly effects: RequestEffects,
    private readonly decideRequest: DecideRequest,
  ) {}

  @Route({ get: '/requests-to-decide', title: 'Requests of participants', for: ['lead'] })
  async queue(
    @Visiting() visitor: Visitor,
    @Query({ schema: QueueQuery }) { after }: z.infer<typeof QueueQuery>,
  ): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const adjustments = maySeeAdjustments(visitor);
    const { lines, hasMore } = await this.requests.queue({ providerId, adjustments, after: after || null });
    const decided = after === '' ? await this.requests.decided(providerId, adjustments) : [];
    return page('circumstances/pages/queue.njk', {
      title: 'Requests of participants',
      requests: lines.map((record) => requestShown(record, 'staff')),
      decided: decided.map((record) => requestShown(record, 'staff')),
      next: hasMore ? `/requests-to-decide?after=${lines.at(-1)?.id ?? ''}` : null,
      adjustmentsElsewhere: adjustments ? 0 : await this.requests.adjustmentsWaiting(providerId),
    });
  }

  @Route({
    get: '/requests/:id/decision',
    title: 'One request: what granting it, or other terms, would do',
    for: ['lead'],
    of: 'request',
  })
  async show(
    @Param('id', { schema: id }) requestId: string,
    @Query({ schema: TermsQuery }) query: z.infer<typeof TermsQuery>,
  ): Promise<PageReply> {
    const record = await this.read(requestId);
    const isAsked = Object.values(query).some((value) => value !== '');
    return this.decisionPage(record, isAsked ? query : formOf(record.terms));
  }

  @Route({
    post: '/requests/:id/grant',
    title: 'Grant a request, whole or in part',
    for: ['lead'],
    of: 'request',
    journal: 'request.granted',
  })
  async grant(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) requestId: string,
    @Body({ schema: GrantBody }) body: z.infer<typeof GrantBody>,
  ): Promise<Reply> {
    const { grantReason, seen, ...form } = body;
    const { actor, signInId } = visitor;
    const verdict = await this.decideRequest.grant({ actor, signInId, requestId, form, seen, reason: grantReason });
    if (isRefusal(verdict))
      return refused(verdict, circumstancesMessages, await this.decisionPage(await this.read(requestId), form, body));
    return done('/requests-to-decide', {
      value: { id: requestId, verdict },
      notice: 'The request is granted, and the participant is told',
    });
  }

  @Route({
    post: '/requests/:id/refusal',
    title: 'Refuse a request',
    for: ['lead'],
    of: 'request',
    journal: 'request.refused',
  })
  async refuse(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) requestId: string,
    @Body({ schema: RefusalBody }) body: z.infer<typeof RefusalBody>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const verdict = await this.decideRequest.refuse({ actor, signInId, requestId, ...body });
    if (isRefusal(verdict)) {
      const record = await this.read(requestId);
      return refused(verdict, circumstancesMessages, await this.decisionPage(record, formOf(record.terms)));
    }
    return done('/requests-to-decide', {
      value: { id: requestId, verdict },
      notice: 'The request is refused, and the participant is told why',
    });
  }

  private async decisionPage(
    record: RequestRecord,
    form: TermsForm,
    typed: { readonly grantReason?: string } = {},
  ): Promise<PageReply> {
    const { id: requestId, kind, enrolmentId } = record;
    const isOpen = record.state === 'asked';
    const terms = readTerms(kind, form);
    const asked = { enrolmentId, kind, askedAt: instantOf(record.askedAt) };
    const effect = isRefusal(terms) ? terms : isOpen ? await this.effects.of(this.database, { ...asked, terms }) : null;
    const facts = await this.requests.decisionFacts(enrolmentId);
    const limits = kind === 'adjustment' ? null : await clockLimits(this.database, this.frameworks, enrolmentId);
    const shown = page('circumstances/pages/decision.njk', {
      title: `${record.name} asks for ${kindWords[kind]}`,
      back: { href: '/requests-to-decide', text: 'Requests of participants' },
      request: requestShown(record, 'staff'),
      evidence: (await this.requests.evidence(requestId)).map((one) => evidenceShown(one, 'staff')),
      isOpen,
      form,
      grantReason: typed.grantReason ?? '',
      isInPart: !isRefusal(terms) && !isSame(terms, record.terms),
      limit: limits && (kind === 'deferral' ? limits.deferrals : limits.extensions),
      charges: facts.charges.map((charge) => ({
        ...charge,
        text: chargeKinds[charge.kind as keyof typeof chargeKinds],
      })),
      draft: { files: facts.files, submission: facts.submission, window: facts.window },
      effect: isRefusal(effect) ? null : effect,
      seen: effect === null || isRefusal(effect) ? null : fingerprintOf(effect),
      reasons: Object.entries(deferralReasons).map(([value, label]) => ({ value, text: label })),
    });
    return isRefusal(effect) ? refused(effect, circumstancesMessages, shown) : shown;
  }

  private async read(requestId: string): Promise<RequestRecord> {
    const record = await this.requests.find(requestId);
    if (!record) throw new NotFoundException();
    return record;
  }
}
