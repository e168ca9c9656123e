import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal, type Refusal } from '#libs/refusal';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { deferralReasons, enrolmentLabels, withdrawalReasons } from '../labels.js';
import type { ClockEffect } from './clock-effect.js';
import { CorrectStartDate } from './correct-start-date.js';
import { ExtendClock } from './extend-clock.js';
import { GrantDeferral } from './grant-deferral.js';
import { ParticipantQueries } from './participants.queries.js';
import { WithdrawEnrolment } from './withdraw-enrolment.js';

const text = z.string().max(2_000).default('');
const id = z.uuid();

const StartDateQuery = z.object({ startDate: text, reason: text });
const StartDateBody = z
  .strictObject({ startDate: text, reason: text, seenPresentBy: text })
  .meta({ id: 'StartDateCorrection' });
const DeferralQuery = z.object({ reason: text, from: text, until: text, note: text });
const DeferralBody = z
  .strictObject({ reason: text, from: text, until: text, note: text, seenPresentBy: text })
  .meta({ id: 'Deferral' });
const ExtensionQuery = z.object({ days: text, reason: text });
const ExtensionBody = z.strictObject({ days: text, reason: text, seenPresentBy: text }).meta({ id: 'Extension' });
const WithdrawalBody = z.strictObject({ reason: text, note: text }).meta({ id: 'Withdrawal' });

type Form = Readonly<Record<string, string>>;

/**
 * Decisions about one enrolment's clock. Each page asks, shows the effect (a GET, so that it changes nothing and can be
 * kept as an address), and only then offers the button that does it.
 */
@Controller()
export class EnrolmentsController {
  constructor(
    private readonly participants: ParticipantQueries,
    private readonly correctStartDate: CorrectStartDate,
    private readonly grantDeferral: GrantDeferral,
    private readonly extendClock: ExtendClock,
    private readonly withdrawEnrolment: WithdrawEnrolment,
  ) {}

  @Route({
    get: '/enrolments/:id/start-date',
    title: 'Correct a start date: the form, and with a date its effect',
    for: ['administrator'],
    of: 'enrolment',
  })
  async startDate(
    @Param('id', { schema: id }) enrolmentId: string,
    @Query({ schema: StartDateQuery }) form: z.infer<typeof StartDateQuery>,
  ): Promise<PageReply> {
    const effect = form.startDate === '' ? null : await this.correctStartDate.preview({ enrolmentId, ...form });
    return this.form('start-date', 'Correct the start date', enrolmentId, form, effect);
  }

  @Route({
    post: '/enrolments/:id/start-date',
    title: 'Correct a start date',
    for: ['administrator'],
    of: 'enrolment',
    journal: 'enrolment.start-date-corrected',
  })
  async correct(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) enrolmentId: string,
    @Body({ schema: StartDateBody }) body: z.infer<typeof StartDateBody>,
  ): Promise<Reply> {
    const effect = await this.correctStartDate.run({ actor: visitor.actor, enrolmentId, ...body });
    if (isRefusal(effect)) return refused(effect, enrolmentMessages, await this.startDate(enrolmentId, body));
    return this.decided(enrolmentId, effect, 'The start date is corrected');
  }

  @Route({
    get: '/enrolments/:id/deferral',
    title: 'Defer: the form, and with dates the effect',
    for: ['lead'],
    of: 'enrolment',
  })
  async deferral(
    @Param('id', { schema: id }) enrolmentId: string,
    @Query({ schema: DeferralQuery }) form: z.infer<typeof DeferralQuery>,
  ): Promise<PageReply> {
    const isAsked = form.from !== '' || form.until !== '';
    const effect = isAsked ? await this.grantDeferral.preview({ enrolmentId, ...form }) : null;
    return this.form('deferral', 'Defer', enrolmentId, form, effect, { reasons: optionsOf(deferralReasons) });
  }

  @Route({
    post: '/enrolments/:id/deferral',
    title: 'Defer an enrolment',
    for: ['lead'],
    of: 'enrolment',
    journal: 'deferral.granted',
  })
  async defer(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) enrolmentId: string,
    @Body({ schema: DeferralBody }) body: z.infer<typeof DeferralBody>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const effect = await this.grantDeferral.run({ actor, signInId, enrolmentId, ...body });
    if (isRefusal(effect)) return refused(effect, enrolmentMessages, await this.deferral(enrolmentId, body));
    return this.decided(enrolmentId, effect, 'The deferral is granted');
  }

  @Route({
    get: '/enrolments/:id/extension',
    title: 'Extend or reinstate: the form, and with days the effect',
    for: ['lead'],
    of: 'enrolment',
  })
  async extension(
    @Param('id', { schema: id }) enrolmentId: string,
    @Query({ schema: ExtensionQuery }) form: z.infer<typeof ExtensionQuery>,
  ): Promise<PageReply> {
    const effect = form.days === '' ? null : await this.extendClock.preview({ enrolmentId, ...form });
    return this.form('extension', 'Extend the time to present', enrolmentId, form, effect);
  }

  @Route({
    post: '/enrolments/:id/extension',
    title: 'Extend or reinstate an enrolment',
    for: ['lead'],
    of: 'enrolment',
    journal: 'extension.granted',
  })
  async extend(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) enrolmentId: string,
    @Body({ schema: ExtensionBody }) body: z.infer<typeof ExtensionBody>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const effect = await this.extendClock.run({ actor, signInId, enrolmentId, ...body });
    if (isRefusal(effect)) return refused(effect, enrolmentMessages, await this.extension(enrolmentId, body));
    return this.decided(enrolmentId, effect, 'The extension is granted');
  }

  @Route({ get: '/enrolments/:id/withdrawal', title: 'Withdraw: the form', for: ['administrator'], of: 'enrolment' })
  async withdrawal(@Param('id', { schema: id }) enrolmentId: string): Promise<PageReply> {
    return this.withdrawalForm(enrolmentId, {});
  }

  @Route({
    post: '/enrolments/:id/withdrawal',
    title: 'Withdraw an enrolment',
    for: ['administrator'],
    of: 'enrolment',
    journal: 'enrolment.withdrawn',
  })
  async withdraw(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: id }) enrolmentId: string,
    @Body({ schema: WithdrawalBody }) body: z.infer<typeof WithdrawalBody>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const withdrawn = await this.withdrawEnrolment.run({ actor, signInId, enrolmentId, ...body });
    if (isRefusal(withdrawn))
      return refused(withdrawn, enrolmentMessages, await this.withdrawalForm(enrolmentId, body));
    return done(await this.pageOf(enrolmentId), { value: withdrawn, notice: 'The withdrawal is recorded' });
  }

  private async withdrawalForm(enrolmentId: string, form: Form): Promise<PageReply> {
    const reasons = optionsOf(withdrawalReasons);
    return this.form('withdrawal', 'Withdraw', enrolmentId, form, null, { reasons });
  }

  /** The form of a decision; with an effect the button that takes it, with a refusal what to mend. */
  private async form(
    noun: string,
    title: string,
    enrolmentId: string,
    form: Form,
    effect: ClockEffect | Refusal | null,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<PageReply> {
    const record = await this.participants.record({ enrolmentId });
    if (!record) throw new NotFoundException();
    const again = page(`enrolment/pages/${noun}.njk`, {
      title: `${title}: ${record.name}`,
      back: { href: `/participants/${record.id}`, text: record.name },
      enrolmentId,
      participant: { name: record.name, startDate: record.startDate, presentBy: record.presentBy },
      presentByWhy: record.presentByWhy,
      stateText: enrolmentLabels[record.state].staff,
      form,
      effect: isRefusal(effect) ? null : effect,
      ...more,
    });
    return isRefusal(effect) ? refused(effect, enrolmentMessages, again) : again;
  }

  /** A refusal of the act itself: the page as it stands now, with this said first. */

  private async decided(enrolmentId: string, effect: ClockEffect, notice: string): Promise<Reply> {
    return done(await this.pageOf(enrolmentId), { value: { ...effect }, notice });
  }

  private async pageOf(enrolmentId: string): Promise<string> {
    const record = await this.participants.record({ enrolmentId });
    return `/participants/${record?.id ?? ''}`;
  }
}

function optionsOf(words: Readonly<Record<string, string>>): { value: string; text: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, text: label }));
}
