import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { Frameworks } from '../qualification/index.js';
import { assignmentLabels, markingLabels, roleLabels, secondReasonLabels } from './labels.js';
import { markingMessages } from './marking.messages.js';
import {
  assessorsOfWindow,
  assignmentShown,
  scriptsInMarking,
  windowProgress,
  windowsInMarking,
} from './progress.queries.js';
import { RecallAssignment } from './recall-assignment.js';
import { marksOfSet } from './record-mark.js';
import { ScriptNumber } from './script-number.js';

const AfterWindow = z.object({ after: z.uuid().optional() });
const AfterScript = z.object({ after: ScriptNumber.optional() });
const Recalled = z.object({ reason: z.string().max(2_000).default('') });
const pageSize = 50;
const labels = {
  marking: markingLabels,
  assignment: assignmentLabels,
  role: roleLabels,
  secondReason: secondReasonLabels,
};

/** The lead's view: how far each window's marking has come, who is late, and taking a script back. */
@Controller()
export class ProgressController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly recallAssignment: RecallAssignment,
  ) {}

  @Route({ get: '/marking-progress', title: 'Progress of marking', for: ['lead'] })
  async windows(
    @Visiting() visitor: Visitor,
    @Query({ schema: AfterWindow }) { after }: z.infer<typeof AfterWindow>,
  ): Promise<PageReply> {
    const windows = await windowsInMarking(this.database, visitor.providerId, after ?? null);
    const shown = windows.slice(0, pageSize);
    return page('marking/pages/progress.njk', {
      title: 'Progress of marking',
      windows: shown,
      nextAfter: windows.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
    });
  }

  @Route({ get: '/marking-progress/:id', title: 'Progress of one window', for: ['lead'], of: 'marking of own window' })
  async window(
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: AfterScript }) { after }: z.infer<typeof AfterScript>,
  ): Promise<PageReply> {
    const progress = await windowProgress(this.database, id);
    const scripts = await scriptsInMarking(this.database, id, after ?? null);
    const shown = scripts.slice(0, pageSize);
    return page('marking/pages/window-progress.njk', {
      title: progress.name,
      back: { href: '/marking-progress', text: 'Progress of marking' },
      id,
      ...progress,
      assessors: await assessorsOfWindow(this.database, id),
      lines: shown,
      labels,
      nextAfter: scripts.length > pageSize ? (shown.at(-1)?.number ?? null) : null,
    });
  }

  @Route({ get: '/assignments/:id', title: 'An assignment', for: ['lead'], of: 'assignment in own window' })
  async assignment(@Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    return this.assignmentPage(id);
  }

  @Route({
    post: '/assignments/:id/recall',
    title: 'Take a script back',
    for: ['lead'],
    of: 'assignment in own window',
    journal: 'assignment.recall',
  })
  async recall(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Recalled }) { reason }: z.infer<typeof Recalled>,
  ): Promise<Reply> {
    const result = await this.recallAssignment.run({ actor: visitor.actor, id, reason });
    if (isRefusal(result)) return refused(result, markingMessages, await this.assignmentPage(id));
    return done(`/assignments/${id}`, { value: result, notice: `Script ${result.number} is taken back.` });
  }

  /** What was marked so far is shown once the script was given or taken back: a judgement under way is the assessor's own. */
  private async assignmentPage(id: string): Promise<PageReply> {
    const found = await assignmentShown(this.database, id);
    if (!found) throw new NotFoundException();
    const { windowId, frameworkVersion, markSetId, ...assignment } = found;
    const isOver = assignment.state === 'recalled' || assignment.state === 'declined';
    const marks = isOver && markSetId ? await marksOfSet(this.database, markSetId) : [];
    const { criteria } = await this.frameworks.framework(frameworkVersion);
    return page('marking/pages/assignment.njk', {
      title: `${assignment.name}: script ${assignment.number}`,
      back: { href: `/marking-progress/${windowId}`, text: 'Progress of marking' },
      assignment,
      labels,
      mayRecall: assignment.state === 'assigned' || assignment.state === 'marking',
      marks: marks.map(({ criterion, level, comment, savedAt }) => ({
        criterion,
        title: criteria.find(({ code }) => code === criterion)?.title ?? '',
        level,
        comment,
        savedAt,
      })),
    });
  }
}
