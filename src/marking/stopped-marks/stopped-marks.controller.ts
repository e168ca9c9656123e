import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { markingLabels, roleLabels } from '../labels.js';
import { markingMessages } from '../marking.messages.js';
import { DecideStopped, stoppedDecisions } from './decide-stopped.js';
import { listStopped, stoppedLine } from './stopped-marks.queries.js';

const After = z.object({ after: z.uuid().optional() });
const Id = z.uuid();
const Decided = z
  .object({ decision: z.enum([...stoppedDecisions, '']).default(''), reason: z.string().max(2_000).default('') })
  .meta({ id: 'StoppedMarksDecision' });
const pageSize = 50;
const labels = { role: roleLabels, marking: markingLabels };

/** The lead's list of locked marks whose assessor was stopped, and what is decided about each. */
@Controller()
export class StoppedMarksController {
  constructor(
    private readonly database: Database,
    private readonly decideStopped: DecideStopped,
  ) {}

  @Route({ get: '/stopped-marks', title: 'Locked marks of assessors who were stopped', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    const lines = await listStopped(this.database, visitor.providerId, after ?? null);
    const shown = lines.slice(0, pageSize);
    return page('marking/pages/stopped-marks.njk', {
      title: 'Locked marks of assessors who were stopped',
      back: { href: '/marking-progress', text: 'Progress of marking' },
      lines: shown,
      labels,
      nextAfter: lines.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
    });
  }

  @Route({ get: '/stopped-marks/:id', title: 'Decide about locked marks', for: ['lead'], of: 'stopped marks' })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.onePage(id);
  }

  @Route({
    post: '/stopped-marks/:id/decision',
    title: 'Decide about locked marks',
    for: ['lead'],
    of: 'stopped marks',
    journal: 'assignment.stopped-decided',
  })
  async decide(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) assignmentId: string,
    @Body({ schema: Decided }) given: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const result = await this.decideStopped.run({ actor, signInId, assignmentId, ...given });
    if (isRefusal(result)) return refused(result, markingMessages, await this.onePage(assignmentId, given));
    const notice =
      given.decision === 'stands'
        ? `The marks of ${result.number} stand`
        : `Script ${result.number} is marked anew. Allocate it in its window`;
    return done('/stopped-marks', { value: { ...result, decision: given.decision }, notice });
  }

  private async onePage(id: string, given: object = {}): Promise<PageReply> {
    const stopped = await stoppedLine(this.database, id);
    return page('marking/pages/stopped-mark.njk', {
      title: `${stopped.name}: script ${stopped.number}`,
      back: { href: '/stopped-marks', text: 'Locked marks of assessors who were stopped' },
      stopped,
      labels,
      given,
    });
  }
}
