import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentOf } from '../door.queries.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { WindowQueries } from '../windows/windows.queries.js';
import { JoinWaitingList, LeaveWaitingList } from './join-waiting-list.js';
import { waitingBefore, waitingOf } from './waiting-list.js';

const NoBody = z.strictObject({}).nullish().meta({ id: 'Nothing' });

/** A participant's place on the list of a full window. */
@Controller()
export class WaitingController {
  constructor(
    private readonly database: Database,
    private readonly windows: WindowQueries,
    private readonly joinList: JoinWaitingList,
    private readonly leaveList: LeaveWaitingList,
  ) {}

  @Route({
    get: '/windows/:id/waiting-place',
    title: 'Your place on the list of a full window',
    for: ['participant'],
    of: 'window',
  })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) windowId: string): Promise<PageReply> {
    const mine = await enrolmentOf(this.database, visitor.signInId);
    const line = await this.windows.find(windowId);
    if (!mine || !line) throw new NotFoundException();
    const waits = await waitingOf(this.database, mine.enrolmentId, mine.attemptNo);
    const before = await waitingBefore(this.database, windowId, mine.enrolmentId);
    return page('enrolment/pages/waiting-place.njk', {
      title: `Wait for a place in ${line.name}`,
      back: { href: '/windows', text: 'Your assessment window' },
      window: { id: line.id, name: line.name, opensAt: line.opensAt, closesAt: line.closesAt },
      isWaiting: waits.has(windowId),
      place: waits.has(windowId) ? before + 1 : null,
      before,
    });
  }

  @Route({
    post: '/windows/:id/waiting-place',
    title: 'Wait for a place in a full window',
    for: ['participant'],
    of: 'window',
    journal: 'waiting.joined',
  })
  async join(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) windowId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
  ): Promise<Reply> {
    const place = await this.joinList.run({ actor: visitor.actor, signInId: visitor.signInId, windowId });
    if (isRefusal(place)) return refused(place, enrolmentMessages, await this.show(visitor, windowId));
    return done(`/windows/${windowId}/waiting-place`, {
      value: { place },
      notice: `You are number ${place} on the list`,
    });
  }

  @Route({
    post: '/windows/:id/waiting-place/end',
    title: 'Wait no longer for a place',
    for: ['participant'],
    of: 'window',
    journal: 'waiting.left',
  })
  async leave(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) windowId: string,
    @Body({ schema: NoBody }) _body: z.infer<typeof NoBody>,
  ): Promise<Reply> {
    const left = await this.leaveList.run({ actor: visitor.actor, signInId: visitor.signInId, windowId });
    if (isRefusal(left)) return refused(left, enrolmentMessages, await this.show(visitor, windowId));
    return done('/windows', { value: { windowId }, notice: 'You are no longer on the list' });
  }
}
