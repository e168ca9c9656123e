import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { ApproveRelease } from './approve-release.js';
import { CancelRelease } from './cancel-release.js';
import { PlanRelease } from './plan-release.js';
import { RecentSignIn } from './recent-sign-in.js';
import { ReleasesPages } from './releases.pages.js';

const Id = z.uuid();
const After = z.object({ after: z.uuid().optional() });
const AfterScript = z.object({ after: z.string().max(20).optional() });
const Plan = z
  .object({
    date: z.string().max(30).default(''),
    time: z.string().max(30).default(''),
    explanation: z.string().max(2_000).default(''),
  })
  .meta({ id: 'ReleasePlan' });
const Cancellation = z.object({ reason: z.string().max(2_000).default('') }).meta({ id: 'ReleaseCancellation' });

/** A lead plans a release, another approves it, either takes it back; the instant does the rest. */
@Controller()
export class ReleasesController {
  constructor(
    private readonly pages: ReleasesPages,
    private readonly planRelease: PlanRelease,
    private readonly approveRelease: ApproveRelease,
    private readonly cancelRelease: CancelRelease,
    private readonly recentSignIn: RecentSignIn,
  ) {}

  @Route({ get: '/releases', title: 'Releases of outcomes', for: ['lead'] })
  async overview(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    return this.pages.overview(visitor, after);
  }

  @Route({ get: '/batches/:batchId/release', title: 'A release, tried out', for: ['lead'], of: 'batch to release' })
  async plan(
    @Param('batchId', { schema: Id }) batchId: string,
    @Query({ schema: AfterScript }) { after }: z.infer<typeof AfterScript>,
  ): Promise<PageReply> {
    return this.pages.plan(batchId, {}, after);
  }

  @Route({
    post: '/batches/:batchId/releases',
    title: 'Plan a release',
    for: ['lead'],
    of: 'batch to release',
    journal: 'release.planned',
  })
  async write(
    @Visiting() visitor: Visitor,
    @Param('batchId', { schema: Id }) batchId: string,
    @Body({ schema: Plan }) body: z.infer<typeof Plan>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const id = await this.planRelease.run({ actor, signInId, batchId, ...body });
    if (isRefusal(id)) return refused(id, outcomesMessages, await this.pages.plan(batchId, body));
    return done(`/releases/${id}`, { value: { id }, notice: 'Planned. Another lead has to approve it' });
  }

  @Route({ get: '/releases/:id', title: 'A release', for: ['lead'], of: 'release' })
  async show(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: AfterScript }) { after }: z.infer<typeof AfterScript>,
  ): Promise<PageReply> {
    return this.pages.release(visitor, id, after);
  }

  @Route({
    post: '/releases/:id/approval',
    title: 'Approve a release as the second person',
    for: ['lead'],
    of: 'release',
    journal: 'release.approve',
  })
  async approve(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) releaseId: string): Promise<Reply> {
    const { actor, signInId } = visitor;
    const stale = await this.recentSignIn.refuses(visitor);
    const approved = stale ?? (await this.approveRelease.run({ actor, signInId, releaseId }));
    if (isRefusal(approved)) return refused(approved, outcomesMessages, await this.pages.release(visitor, releaseId));
    return done(`/releases/${releaseId}`, { value: { id: releaseId }, notice: 'Approved' });
  }

  @Route({
    post: '/releases/:id/cancellation',
    title: 'Take a release back',
    for: ['lead'],
    of: 'release',
    journal: 'release.cancel',
  })
  async cancel(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) releaseId: string,
    @Body({ schema: Cancellation }) body: z.infer<typeof Cancellation>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const cancelled = await this.cancelRelease.run({ actor, signInId, releaseId, ...body });
    if (isRefusal(cancelled))
      return refused(cancelled, outcomesMessages, await this.pages.release(visitor, releaseId, '', body));
    return done(`/releases/${releaseId}`, { value: { id: releaseId }, notice: 'Cancelled. Nobody was told anything' });
  }
}
