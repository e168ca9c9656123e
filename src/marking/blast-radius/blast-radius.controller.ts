import { Body, Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { sayCount } from '#libs/calendar';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { markingLabels, roleLabels } from '../labels.js';
import { markingMessages } from '../marking.messages.js';
import { fingerprintOf, radiusOf, seedFailure, type RadiusState } from './blast-radius.queries.js';
import { RemarkRadius } from './remark-radius.js';

const Id = z.uuid();
const Confirmed = z
  .object({ seen: z.string().max(100).default(''), reason: z.string().max(2_000).default('') })
  .meta({ id: 'SeedFailureRemark' });

const words: Readonly<Record<RadiusState, string>> = {
  ready: 'To be marked anew',
  'in-marking': 'Others still mark it; send it back when they are done',
  frozen: 'In moderation: it is sent back there',
  listing: 'Being listed; look again in a moment',
  'sent-back': 'Sent back',
  stands: 'Stands, by a lead’s decision',
  released: 'Its outcome is planned or out',
};

/** What somebody marked since their last good seed script: the lead sees all of it, and sends back what can be. */
@Controller()
export class BlastRadiusController {
  constructor(
    private readonly database: Database,
    private readonly remarkRadius: RemarkRadius,
  ) {}

  @Route({
    get: '/seed-failures/:id',
    title: 'What was marked since the last good seed script',
    for: ['lead'],
    of: 'seed failure',
  })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.onePage(id);
  }

  @Route({
    post: '/seed-failures/:id/remark',
    title: 'Have what can be marked anew of it marked anew',
    for: ['lead'],
    of: 'seed failure',
    journal: 'seed-failure.remarked',
  })
  async remark(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) failureId: string,
    @Body({ schema: Confirmed }) given: z.infer<typeof Confirmed>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const result = await this.remarkRadius.run({ actor, signInId, failureId, ...given });
    if (isRefusal(result)) return refused(result, markingMessages, await this.onePage(failureId, given));
    return done(`/seed-failures/${failureId}`, {
      value: result,
      notice: `${sayCount(result.numbers.length, 'script')} sent back. Allocate them in their windows`,
    });
  }

  private async onePage(id: string, given: object = {}): Promise<PageReply> {
    const failure = await seedFailure(this.database, id);
    if (!failure) throw new NotFoundException();
    const lines = await radiusOf(this.database, id);
    const shown = lines.map((line) => ({
      ...line,
      says: words[line.state],
      roleText: roleLabels[line.role],
      markingText: markingLabels[line.markingState ?? 'unassigned'],
    }));
    return page('marking/pages/blast-radius.njk', {
      title: `What ${failure.name} marked since their last good seed script`,
      back: { href: '/seed-scripts', text: 'Seed scripts' },
      failure,
      lines: shown.filter(({ state }) => state !== 'released'),
      released: shown.filter(({ state }) => state === 'released'),
      ready: lines.filter(({ state }) => state === 'ready').length,
      seen: fingerprintOf(lines),
      given,
    });
  }
}
