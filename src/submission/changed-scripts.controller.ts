import { Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { LookAgain } from './look-again.js';
import { ChangedScriptsPages } from './pages/changed-scripts.page.js';
import { submissionMessages } from './submission.messages.js';

const ScriptNumber = z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);

/** Scripts that are not what was frozen: the lead sees which of their files, has them put back and looks again. */
@Controller()
export class ChangedScriptsController {
  constructor(
    private readonly pages: ChangedScriptsPages,
    private readonly lookAgain: LookAgain,
  ) {}

  @Route({ get: '/changed-scripts', title: 'Scripts that are not what was handed in', for: ['lead'] })
  async list(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.list(visitor.providerId);
  }

  @Route({
    post: '/changed-scripts/:number/look',
    title: 'Look at a changed script again',
    for: ['lead'],
    of: 'changed script',
    journal: 'script.as-frozen',
  })
  async look(@Visiting() visitor: Visitor, @Param('number', { schema: ScriptNumber }) number: string): Promise<Reply> {
    const looked = await this.lookAgain.run(visitor.actor, number);
    if (isRefusal(looked)) return refused(looked, submissionMessages, await this.list(visitor));
    return done('/changed-scripts', { notice: `Script ${number} is as it was handed in. Judging goes on` });
  }
}
