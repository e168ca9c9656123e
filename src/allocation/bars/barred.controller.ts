import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { reasonWords } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { allocationMessages } from '../allocation.messages.js';
import { listBars } from './barred.queries.js';
import { KeepBarred } from './keep-barred.js';

const After = z.object({ after: z.uuid().optional() });
const Kept = z.strictObject({ why: z.string().max(2_000).default('') }).meta({ id: 'BarKept' });

const roleWords: Readonly<Record<string, string>> = {
  first: 'First marker',
  second: 'Second marker',
  adjudicator: 'Adjudicator',
  remark: 'Marks again',
};
const stateWords = { assigned: 'Not begun', marking: 'Being marked', locked: 'Marks are locked' } as const;

/** The lead's page of scripts that somebody holds who may not judge them, and what is decided of each. */
@Controller()
export class BarredController {
  constructor(
    private readonly database: Database,
    private readonly keepBarred: KeepBarred,
  ) {}

  @Route({ get: '/barred-assignments', title: 'Scripts held by somebody who may not judge them', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    return this.listPage(visitor, after);
  }

  @Route({
    post: '/barred-assignments/:id/keeping',
    title: 'Let locked marks stand',
    for: ['lead'],
    of: 'barred assignment',
    journal: 'assignment.bar-kept',
  })
  async keep(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Kept }) { why }: z.infer<typeof Kept>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const result = await this.keepBarred.run({ actor, signInId, id, why });
    if (isRefusal(result)) return refused(result, allocationMessages, await this.listPage(visitor, undefined, id));
    return done('/barred-assignments', { value: result, notice: 'The marks stand. Moderation looks at the script.' });
  }

  private async listPage(visitor: Visitor, after?: string, refusedOn: string | null = null): Promise<PageReply> {
    const { bars, after: next } = await listBars(this.database, visitor.providerId ?? '', after);
    return page('allocation/pages/barred.njk', {
      title: 'Scripts held by somebody who may not judge them',
      back: { href: '/allocation', text: 'Who marks what' },
      bars: bars.map((bar) => ({
        ...bar,
        roleText: roleWords[bar.role] ?? bar.role,
        stateText: stateWords[bar.state],
        why: reasonWords[bar.reason] ?? bar.reason,
      })),
      after: next,
      refusedOn,
    });
  }
}
