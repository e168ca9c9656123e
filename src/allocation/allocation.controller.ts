import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { staffById } from '../people/index.js';
import { done, file, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { AllocationPages } from './pages/allocation.pages.js';
import { allocationMessages } from './allocation.messages.js';
import { listWindows, roundOf } from './allocation.queries.js';
import { ConfirmRound } from './rounds/confirm-round.js';
import { DiscardRound } from './rounds/discard-round.js';
import { planCsv } from './pages/plan-csv.js';
import { purposes } from './rounds/round.lifecycle.js';
import { StartRound } from './rounds/start-round.js';

/** The most scripts that a person takes in a window, as an accreditation has it. */
const mostScripts = 500;
const Id = z.uuid();
const ScriptNumber = z.string().max(20);
const After = z.object({ after: z.uuid().optional() });
const AfterScript = z.object({ after: z.string().max(20).optional() });
const Wondered = z.object({ without: z.string().max(60).optional(), more: z.string().max(10).optional() });
const Wanted = z.object({ purpose: z.enum(purposes) }).meta({ id: 'AllocationRoundWanted' });

/** The lead's pages of who marks what: windows, a window's rounds, a plan, and one script of it. */
@Controller()
export class AllocationController {
  constructor(
    private readonly database: Database,
    private readonly pages: AllocationPages,
    private readonly startRound: StartRound,
    private readonly confirmRound: ConfirmRound,
    private readonly discardRound: DiscardRound,
  ) {}

  @Route({ get: '/allocation', title: 'Windows whose scripts are allocated', for: ['lead'] })
  async windows(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) query: z.infer<typeof After>,
  ): Promise<PageReply> {
    const list = await listWindows(this.database, visitor.providerId ?? '', query.after);
    return page('allocation/pages/windows.njk', { title: 'Who marks what', ...list });
  }

  @Route({
    get: '/windows/:windowId/allocation',
    title: 'Allocation of a window',
    for: ['lead'],
    of: 'allocation window',
  })
  async window(@Param('windowId', { schema: Id }) windowId: string): Promise<PageReply> {
    return this.pages.window(windowId);
  }

  @Route({
    post: '/windows/:windowId/allocation-rounds',
    title: 'Plan who marks what',
    for: ['lead'],
    of: 'allocation window',
    journal: 'allocation.begun',
  })
  async plan(
    @Visiting() visitor: Visitor,
    @Param('windowId', { schema: Id }) windowId: string,
    @Body({ schema: Wanted }) { purpose }: z.infer<typeof Wanted>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const id = await this.startRound.run({ actor, signInId, windowId, purpose });
    if (isRefusal(id)) return refused(id, allocationMessages, await this.pages.window(windowId));
    return done(`/allocation-rounds/${id}`, { value: { id } });
  }

  @Route({ get: '/allocation-rounds/:id', title: 'A plan', for: ['lead'], of: 'allocation round' })
  async round(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: AfterScript }) query: z.infer<typeof AfterScript>,
  ): Promise<PageReply> {
    return this.pages.round(id, query.after);
  }

  @Route({
    post: '/allocation-rounds/:id/confirmation',
    title: 'Confirm a plan',
    for: ['lead'],
    of: 'allocation round',
    journal: 'allocation.confirmed',
  })
  async confirm(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const { actor, signInId } = visitor;
    const assigned = await this.confirmRound.run({ actor, signInId, roundId: id });
    if (isRefusal(assigned)) return refused(assigned, allocationMessages, await this.pages.round(id));
    const notice = `Confirmed: ${assigned === 1 ? '1 script is' : `${assigned} scripts are`} assigned, and letters are on their way`;
    return done(`/allocation-rounds/${id}`, { value: { id, assigned }, notice });
  }

  @Route({
    post: '/allocation-rounds/:id/discarding',
    title: 'Discard a plan',
    for: ['lead'],
    of: 'allocation round',
    journal: 'allocation.discarded',
  })
  async discard(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const { windowId } = await roundOf(this.database, id);
    const discarded = await this.discardRound.run({ actor: visitor.actor, roundId: id, reason: null });
    if (isRefusal(discarded)) return refused(discarded, allocationMessages, await this.pages.round(id));
    return done(`/windows/${windowId}/allocation`, {
      value: { id },
      notice: 'The plan is discarded. Nothing was assigned',
    });
  }

  @Route({
    get: '/allocation-rounds/:id/scripts/:number',
    title: 'Why this assessor and not another',
    for: ['lead'],
    of: 'allocation round',
  })
  async script(
    @Param('id', { schema: Id }) id: string,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    return this.pages.script(id, number);
  }

  @Route({
    get: '/allocation-rounds/:id/what-if',
    title: 'What if somebody were ill',
    for: ['lead'],
    of: 'allocation round',
  })
  async whatIf(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Wondered }) { without = '', more = '' }: z.infer<typeof Wondered>,
  ): Promise<PageReply> {
    const scripts = /^\d{1,3}$/.test(more.trim()) ? Number(more) : 0;
    const asked = {
      without: Id.safeParse(without).success ? without : null,
      more: scripts >= 1 && scripts <= mostScripts ? scripts : null,
    };
    return this.pages.whatIf(id, asked, without !== '' || more !== '');
  }

  @Route({
    get: '/allocation-rounds/:id/placements.csv',
    title: 'A plan as CSV',
    for: ['lead'],
    of: 'allocation round',
  })
  async csv(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const { plan, purpose } = await roundOf(this.database, id);
    if (!plan) throw new NotFoundException();
    const names = await staffById(
      this.database,
      plan.placements.map(({ assessor }) => assessor),
    );
    return file(
      Buffer.from(planCsv(plan, names)),
      'text/csv; charset=utf-8',
      `allocation-${purpose}-${id.slice(0, 8)}.csv`,
    );
  }
}
