import { Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../platform/database/database.js';
import { page, type PageReply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { noticesOf, type NoticeLine } from './notices.queries.js';

const seriesText: Readonly<Record<NoticeLine['series'], string>> = {
  'present-by': 'The last day to present',
  'confirm-by': 'Confirming a place',
  'task-closes': 'The end of the time for one account',
  'window-closes': 'The closing of a window',
};

/** What reminders went out: a participant sees their own, staff those of their participants. */
@Controller()
export class NoticesController {
  constructor(private readonly database: Database) {}

  @Route({ get: '/notices', title: 'Reminders we sent you', for: ['participant'] })
  async own(@Visiting() visitor: Visitor): Promise<PageReply> {
    const lines = await noticesOf(this.database, { signInId: visitor.signInId });
    return listOf('Reminders we sent you', { href: '/time', text: 'Your time' }, lines);
  }

  @Route({
    get: '/participants/:id/notices',
    title: 'Reminders sent to a participant',
    for: ['administrator', 'lead'],
    of: 'participant',
  })
  async ofParticipant(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    const lines = await noticesOf(this.database, { participantId: id });
    return listOf('Reminders sent', { href: `/participants/${id}`, text: 'The participant' }, lines);
  }
}

function listOf(title: string, back: { href: string; text: string }, lines: readonly NoticeLine[]): PageReply {
  return page('notices/pages/notices.njk', {
    title,
    back,
    notices: lines.map((line) => ({ ...line, seriesText: seriesText[line.series] })),
  });
}
