import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { ScriptNumber } from '../definitive/definitive.controller.js';
import { TryPages } from '../pages/tries.page.js';
import { standardisationMessages } from '../standardisation.messages.js';
import { SayRemark } from './say-remark.js';

const Id = z.uuid();
const Remark = z
  .object({ criterion: z.string().max(20).default(''), words: z.string().max(5_000).default('') })
  .meta({ id: 'StandardisationRemark' });
const readers = ['assessor', 'senior-assessor', 'lead'] as const;

/** What was found, for whoever was standardised and for the leads: beside the panel, and what they say about it. */
@Controller()
export class FeedbackController {
  constructor(
    private readonly pages: TryPages,
    private readonly sayRemark: SayRemark,
  ) {}

  @Route({
    get: '/standardisation-tries/:id/feedback',
    title: 'What was found in a try',
    for: readers,
    of: 'try that is handed in',
  })
  async feedback(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.feedback(visitor, id);
  }

  @Route({
    get: '/standardisation-tries/:id/feedback/:number',
    title: 'A script beside the panel’s marks',
    for: readers,
    of: 'try that is handed in',
  })
  async script(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    return this.pages.feedbackOn(visitor, id, number);
  }

  @Route({
    post: '/standardisation-tries/:id/feedback/:number/remarks',
    title: 'Say something about a difference',
    for: readers,
    of: 'try that is handed in',
    journal: 'standardisation.remarked',
  })
  async remark(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) tryId: string,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Remark }) given: z.infer<typeof Remark>,
  ): Promise<Reply> {
    const said = await this.sayRemark.run({
      actor: visitor.actor,
      staffId: visitor.staffId ?? '',
      tryId,
      number,
      ...given,
    });
    if (isRefusal(said))
      return refused(said, standardisationMessages, await this.pages.feedbackOn(visitor, tryId, number, given));
    return done(`/standardisation-tries/${tryId}/feedback/${number}`, { value: { id: said }, notice: 'Said' });
  }
}
