import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { londonDate, warnOfTableEnd } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import { resultWords } from '../outcomes/index.js';
import { Database } from '../platform/database/database.js';
import { instantOf } from '../platform/database/types.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { bankHolidaysFrom, Frameworks } from '../qualification/index.js';
import { appealLabels } from './appeal.lifecycle.js';
import { appealsMessages } from './appeals.messages.js';
import { appealedOutcome, ownAppeals } from './appeals.queries.js';
import { sayGrounds } from './labels.js';
import { LodgeAppeal } from './lodge-appeal.js';
import { isLate, lodgeBy } from './lodge-rules.js';
import { WithdrawAppeal } from './withdraw-appeal.js';

const Id = z.uuid();
const text = z.string().max(20_000).default('');
const Appeal = z
  .object({ grounds: z.string().max(100).default(''), statement: text, lateReason: text })
  .meta({ id: 'Appeal' });

/** A participant's own appeals: lodged against a released outcome, followed, and taken back. */
@Controller()
export class OwnAppealsController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly lodgeAppeal: LodgeAppeal,
    private readonly withdrawAppeal: WithdrawAppeal,
  ) {}

  @Route({ get: '/own-appeals', title: 'Your appeals', for: ['participant'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    const appeals = await ownAppeals(this.database, visitor.signInId);
    return page('appeals/pages/own-appeals.njk', {
      title: 'Your appeals',
      back: { href: '/outcome', text: 'Your outcome' },
      // Who decides, and what waits for a second lead, is not the participant's to see before it stands.
      appeals: appeals.map((one) => ({
        id: one.id,
        outcomeId: one.outcomeId,
        attemptNo: one.attemptNo,
        windowName: one.windowName,
        label: appealLabels[one.state].participant,
        isGood: one.state === 'upheld',
        groundsSays: sayGrounds(one.grounds),
        statement: one.statement,
        lodgedAt: one.lodgedAt,
        lateReason: one.lateReason,
        decideBy: one.state === 'acknowledged' || one.state === 'proposed' ? one.decideBy : null,
        decision: one.state === 'upheld' || one.state === 'rejected' ? one.decisionReason : null,
        // As it looks from outside: what is proposed cannot be told from what is being looked at.
        mayWithdraw: one.state === 'lodged' || one.state === 'acknowledged' || one.state === 'proposed',
      })),
    });
  }

  @Route({
    get: '/outcomes/:id/appeal',
    title: 'Appeal against an outcome: the form',
    for: ['participant'],
    of: 'own outcome',
  })
  async form(@Param('id', { schema: Id }) outcomeId: string): Promise<PageReply> {
    return this.formWith(outcomeId, {});
  }

  @Route({
    post: '/outcomes/:id/appeals',
    title: 'Appeal against an outcome',
    for: ['participant'],
    of: 'own outcome',
    journal: 'appeal.lodged',
  })
  async lodge(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) outcomeId: string,
    @Body({ schema: Appeal }) body: z.infer<typeof Appeal>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const id = await this.lodgeAppeal.run({ actor, signInId, outcomeId, ...body });
    if (isRefusal(id)) return refused(id, appealsMessages, await this.formWith(outcomeId, body));
    return done('/own-appeals', { value: { id }, notice: 'We have your appeal' });
  }

  @Route({
    post: '/own-appeals/:id/withdrawal',
    title: 'Withdraw an appeal',
    for: ['participant'],
    of: 'own appeal',
    journal: 'appeal.withdraw',
  })
  async withdraw(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) appealId: string): Promise<Reply> {
    const withdrawn = await this.withdrawAppeal.run({ actor: visitor.actor, appealId });
    if (isRefusal(withdrawn)) return refused(withdrawn, appealsMessages, await this.list(visitor));
    return done('/own-appeals', { value: { id: appealId }, notice: 'Your appeal is withdrawn' });
  }

  private async formWith(outcomeId: string, filled: Readonly<Record<string, string>>): Promise<PageReply> {
    const outcome = await appealedOutcome(this.database, outcomeId);
    if (!outcome) throw new NotFoundException();
    const { appeal: rule } = await this.frameworks.framework(outcome.frameworkVersion);
    const holidays = bankHolidaysFrom(outcome.holidays);
    const last = lodgeBy(rule, instantOf(outcome.releasedAt), holidays);
    const today = londonDate(instantOf(outcome.now));
    return page('appeals/pages/lodge.njk', {
      title: 'Appeal against your outcome',
      back: { href: `/outcomes/${outcomeId}`, text: 'The outcome' },
      outcomeId,
      says: resultWords[outcome.result],
      attemptNo: outcome.attemptNo,
      windowName: outcome.windowName,
      lodgeBy: last.date.toString(),
      why: last.why,
      isLate: isLate({ lodgeBy: last.date, today }),
      tableEnds: warnOfTableEnd(holidays, today, 2),
      mayLodge: outcome.state === 'released' && !outcome.hasOpen && !outcome.hasDecided,
      hasOpen: outcome.hasOpen,
      hasDecided: outcome.hasDecided,
      grounds: rule.grounds.map((value) => ({ value, text: sayGrounds(value) })),
      form: { grounds: '', statement: '', lateReason: '', ...filled },
    });
  }
}
