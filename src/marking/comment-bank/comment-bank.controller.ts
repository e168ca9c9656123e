import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { markingMessages } from '../marking.messages.js';
import { scriptInHand } from '../marking.queries.js';
import { staffOf } from '../script.controller.js';
import { assessing, ScriptNumber } from '../script-number.js';
import { ChangeComment } from './change-comment.js';
import { InsertComment } from './insert-comment.js';
import { KeepComment } from './keep-comment.js';
import { allKeptComments, keptComments, type KeptComment } from './kept-comment.js';

const Asked = z.object({ criterion: z.string().max(20) });
const Inserted = z.object({ markSetId: z.uuid() });
const Changed = z.object({ comment: z.string().max(100_000).default(''), seenVersion: z.coerce.number().int().min(1) });
const After = z.object({ after: z.uuid().optional() });
const pageSize = 50;

/** An assessor's own comments, to be used again. Nobody else has a page of them. */
@Controller()
export class CommentBankController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly keepComment: KeepComment,
    private readonly insertComment: InsertComment,
    private readonly changeComment: ChangeComment,
  ) {}

  @Route({
    get: '/scripts/:number/comments',
    title: 'Your own comments on a criterion',
    for: assessing,
    of: 'own script',
  })
  async ofCriterion(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Query({ schema: Asked }) { criterion }: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    return this.criterionPage(visitor, number, criterion);
  }

  @Route({
    post: '/scripts/:number/comments',
    title: 'Keep what you wrote on a criterion',
    for: assessing,
    of: 'own script',
    journal: 'comment.kept',
  })
  async keep(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Asked }) { criterion }: z.infer<typeof Asked>,
  ): Promise<Reply> {
    const assessorId = staffOf(visitor);
    const result = await this.keepComment.run({ actor: visitor.actor, assessorId, number, criterion });
    if (isRefusal(result))
      return refused(result, markingMessages, await this.criterionPage(visitor, number, criterion));
    return done(commentsOf(number, criterion), { value: result, notice: 'Kept. Nobody but you sees it.' });
  }

  /** The change is in the record of marks, as if it had been typed. */
  @Route({
    post: '/scripts/:number/comments/:comment/insertion',
    title: 'Use one of your own comments',
    for: assessing,
    of: 'own script',
    journal: null,
  })
  async insert(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Param('comment', { schema: z.uuid() }) id: string,
    @Body({ schema: Inserted }) { markSetId }: z.infer<typeof Inserted>,
  ): Promise<Reply> {
    const assessorId = staffOf(visitor);
    const result = await this.insertComment.run({ actor: visitor.actor, assessorId, number, markSetId, id });
    if (!isRefusal(result))
      return done(`/scripts/${number}#criterion-${result.criterion}`, {
        value: result,
        notice: 'Added to your comment.',
      });
    if (result.code === 'comment-gone') throw new NotFoundException();
    const criterion = (await this.own(assessorId, id))?.criterion ?? '';
    return refused(result, markingMessages, await this.criterionPage(visitor, number, criterion));
  }

  @Route({ get: '/marking/comments', title: 'Your own comments', for: assessing })
  async all(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    const comments = await allKeptComments(this.database, staffOf(visitor), after ?? null);
    const shown = comments.slice(0, pageSize);
    return page('marking/pages/comments.njk', {
      title: 'Your own comments',
      back: { href: '/marking', text: 'Scripts to mark' },
      comments: shown,
      nextAfter: comments.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
    });
  }

  @Route({ get: '/marking/comments/:id', title: 'One of your own comments', for: assessing, of: 'own kept comment' })
  async one(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) id: string): Promise<PageReply> {
    return this.commentPage(staffOf(visitor), id);
  }

  @Route({
    post: '/marking/comments/:id',
    title: 'Mend one of your own comments',
    for: assessing,
    of: 'own kept comment',
    journal: 'comment.changed',
  })
  async change(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: Changed }) { comment, seenVersion }: z.infer<typeof Changed>,
  ): Promise<Reply> {
    const assessorId = staffOf(visitor);
    const result = await this.changeComment.run({ actor: visitor.actor, assessorId, id, comment, seenVersion });
    if (!isRefusal(result)) return done('/marking/comments', { value: result, notice: 'Saved.' });
    if (result.code === 'comment-gone') throw new NotFoundException();
    return refused(result, markingMessages, await this.commentPage(assessorId, id, comment));
  }

  @Route({
    post: '/marking/comments/:id/removal',
    title: 'Take one of your own comments away',
    for: assessing,
    of: 'own kept comment',
    journal: 'comment.removed',
  })
  async remove(@Visiting() visitor: Visitor, @Param('id', { schema: z.uuid() }) id: string): Promise<Reply> {
    const result = await this.changeComment.remove({ actor: visitor.actor, assessorId: staffOf(visitor), id });
    if (isRefusal(result)) throw new NotFoundException();
    return done('/marking/comments', { value: result, notice: 'Taken away. What you wrote on scripts stays.' });
  }

  private async criterionPage(visitor: Visitor, number: string, criterion: string): Promise<PageReply> {
    const inHand = await scriptInHand(this.database, number, staffOf(visitor));
    if (!inHand) throw new NotFoundException();
    const { criteria } = await this.frameworks.framework(inHand.frameworkVersion);
    const found = criteria.find(({ code }) => code === criterion && inHand.scope.includes(code));
    if (!found) throw new NotFoundException();
    const owner = { staffId: staffOf(visitor), frameworkVersion: inHand.frameworkVersion, criterion };
    return page('marking/pages/criterion-comments.njk', {
      title: `Your own comments on ${criterion}`,
      back: { href: `/scripts/${number}#criterion-${criterion}`, text: `Script ${number}` },
      number,
      markSetId: inHand.markSetId,
      mayInsert: inHand.state === 'marking' && inHand.markSetId !== null,
      mayKeep: inHand.markSetId !== null,
      criterion: { code: found.code, title: found.title },
      comments: await keptComments(this.database, owner),
    });
  }

  /** `typed` is what a refused form held. */
  private async commentPage(staffId: string, id: string, typed?: string): Promise<PageReply> {
    const kept = await this.own(staffId, id);
    if (!kept) throw new NotFoundException();
    const { criteria } = await this.frameworks.framework(kept.frameworkVersion);
    return page('marking/pages/comment.njk', {
      title: `Your own comment on ${kept.criterion}`,
      back: { href: '/marking/comments', text: 'Your own comments' },
      ...kept,
      about: criteria.find(({ code }) => code === kept.criterion)?.title ?? '',
      comment: typed ?? kept.comment,
    });
  }

  private async own(staffId: string, id: string): Promise<KeptComment | null> {
    const [row] = await this.database.query<KeptComment>(
      `select id, framework_version as "frameworkVersion", criterion, comment, version from kept_comment
       where id = $1 and staff_id = $2`,
      [id, staffId],
    );
    return row ?? null;
  }
}

const commentsOf = (number: string, criterion: string): string =>
  `/scripts/${number}/comments?criterion=${encodeURIComponent(criterion)}`;
