import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { sayMoment } from '#libs/calendar';
import { isRefusal, type Refusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { FileStore } from '../platform/storage/index.js';
import { done, file, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { openCleanCopy, pageInstead, ScriptIntegrity, scriptDocuments, stoppedPage } from '../submission/blind.js';
import { AcceptAssignment } from './accept-assignment.js';
import { copyName } from './copy-name.js';
import { DeclineAssignment } from './decline-assignment.js';
import { HandInMarks } from './hand-in-marks.js';
import { markingMessages } from './marking.messages.js';
import { earlierComments, queueCounts, queueOf } from './marking.queries.js';
import { isShownInline, ScriptPages } from './pages/script.page.js';
import { assessing, ScriptNumber } from './script-number.js';
import { TakeMarksBack } from './take-marks-back.js';

const After = z.object({
  after: z
    .string()
    .regex(/^[0-2]~\d{4}-\d{2}-\d{2}~[0-9A-Z-]{9}$/)
    .optional(),
});
const Given = z.object({ reason: z.string().max(100).default(''), note: z.string().max(2_000).default('') });
const Locked = z.object({ markSetId: z.uuid() });
const Asked = z.object({ criterion: z.string().max(20) });
const pageSize = 50;

/** An assessor's scripts: the list of them, one in hand, its reading copies, giving it back and locking its marks. */
@Controller()
export class ScriptController {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly pages: ScriptPages,
    private readonly acceptAssignment: AcceptAssignment,
    private readonly declineAssignment: DeclineAssignment,
    private readonly handInMarks: HandInMarks,
    private readonly takeMarksBack: TakeMarksBack,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({ get: '/marking', title: 'Scripts to mark', for: assessing })
  async queue(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    const [rank, dueOn, number] = after?.split('~') ?? [];
    const from = dueOn && number ? { rank: Number(rank), dueOn, number } : null;
    const lines = await queueOf(this.database, staffOf(visitor), from);
    const shown = lines.slice(0, pageSize);
    const last = lines.length > pageSize ? shown.at(-1) : undefined;
    return page('marking/pages/queue.njk', {
      title: 'Scripts to mark',
      counts: await queueCounts(this.database, staffOf(visitor)),
      scripts: shown.map(({ rank: _rank, ...line }) => line),
      nextAfter: last ? `${last.rank}~${last.dueOn}~${last.number}` : null,
    });
  }

  @Route({ get: '/scripts/:number', title: 'A script to mark', for: assessing, of: 'own script' })
  async show(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    const stopped = await pageInstead(this.integrity, visitor.actor, number);
    return stopped ?? this.pages.script(number, staffOf(visitor));
  }

  @Route({
    post: '/scripts/:number/acceptance',
    title: 'Accept a script',
    for: assessing,
    of: 'own script',
    journal: 'assignment.accept',
  })
  async accept(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<Reply> {
    const result = await this.acceptAssignment.run({ actor: visitor.actor, assessorId: staffOf(visitor), number });
    if (isRefusal(result)) throw new NotFoundException();
    return done(`/scripts/${number}`, { value: result });
  }

  @Route({ get: '/scripts/:number/decline', title: 'Give a script back', for: assessing, of: 'own script' })
  async declineForm(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    return this.pages.decline(number, staffOf(visitor));
  }

  @Route({
    post: '/scripts/:number/decline',
    title: 'Give a script back',
    for: assessing,
    of: 'own script',
    journal: 'assignment.decline',
  })
  async decline(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Given }) given: z.infer<typeof Given>,
  ): Promise<Reply> {
    const result = await this.declineAssignment.run({
      actor: visitor.actor,
      assessorId: staffOf(visitor),
      number,
      ...given,
    });
    if (isRefusal(result)) {
      if (result.code === 'assignment-gone') throw new NotFoundException();
      const again = await this.pages.decline(number, staffOf(visitor));
      return refused(result, markingMessages, { ...again, model: { ...again.model, given } });
    }
    return done('/marking', { value: result, notice: `Script ${number} is given back. The assessment lead sees why.` });
  }

  @Route({ get: '/scripts/:number/lock', title: 'Hand your marks in', for: assessing, of: 'own script' })
  async lockForm(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    const stopped = await pageInstead(this.integrity, visitor.actor, number);
    if (stopped) return stopped;
    const { inTheWay, ...model } = (await this.pages.lock(number, staffOf(visitor))).model;
    const reply = page('marking/pages/lock.njk', model);
    const ways = Array.isArray(inTheWay) ? inTheWay.filter(isRefusal) : [];
    return ways.length > 0 ? { ...refused(ways, markingMessages, reply), status: 200 } : reply;
  }

  @Route({
    post: '/scripts/:number/lock',
    title: 'Hand your marks in',
    for: assessing,
    of: 'own script',
    journal: 'marks.handed-in',
  })
  async lock(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Locked }) { markSetId }: z.infer<typeof Locked>,
  ): Promise<Reply> {
    const result = await this.handInMarks.run({
      actor: visitor.actor,
      assessorId: staffOf(visitor),
      number,
      markSetId,
    });
    if (!('markSetId' in result)) {
      if (result.some(isStop)) return stoppedPage(number);
      return refused(result, markingMessages, await this.pages.lock(number, staffOf(visitor)));
    }
    const notice = result.finalAt
      ? `Your marks of ${number} are handed in. Until ${sayMoment(Temporal.Instant.from(result.finalAt))} you can take them back; then they are locked.`
      : `Your marks of ${number} are locked.`;
    return done('/marking', { value: { ...result }, notice });
  }

  @Route({
    post: '/scripts/:number/take-back',
    title: 'Take your marks back',
    for: assessing,
    of: 'own script',
    journal: 'marks.taken-back',
  })
  async takeBack(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Locked }) { markSetId }: z.infer<typeof Locked>,
  ): Promise<Reply> {
    const command = { actor: visitor.actor, assessorId: staffOf(visitor), number, markSetId };
    const result = await this.takeMarksBack.run(command);
    if (isRefusal(result)) {
      const stopped = await pageInstead(this.integrity, visitor.actor, number);
      return stopped ?? refused(result, markingMessages, await this.pages.script(number, staffOf(visitor)));
    }
    return done(`/scripts/${number}`, { value: result, notice: 'You have your marks back. Go on where you were.' });
  }

  @Route({ get: '/scripts/:number/documents/:document', title: 'A reading copy', for: assessing, of: 'own script' })
  async copy(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Param('document', { schema: z.uuid() }) documentId: string,
  ): Promise<Reply> {
    const document = (await scriptDocuments(this.database, number)).find(({ id }) => id === documentId);
    const copy =
      document &&
      (await openCleanCopy(this.database, this.store, this.integrity, { actor: visitor.actor, number, documentId }));
    if (!copy) throw new NotFoundException();
    if (isRefusal(copy)) return stoppedPage(number);
    return file(copy.content, copy.type, copyName(number, document), isShownInline(document.cleanKind));
  }

  @Route({
    get: '/scripts/:number/earlier-comments',
    title: 'Your earlier comments on a criterion',
    for: assessing,
    of: 'own script',
  })
  async comments(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Query({ schema: Asked }) { criterion }: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    return page('marking/pages/earlier-comments.njk', {
      title: `Your earlier comments on ${criterion}`,
      back: { href: `/scripts/${number}#criterion-${criterion}`, text: `Script ${number}` },
      criterion,
      comments: await earlierComments(this.database, staffOf(visitor), number, criterion),
    });
  }
}

/** The script is not what was frozen: its own page stands in place of any other. */
export function isStop({ code }: Refusal): boolean {
  return code === 'script-not-as-frozen';
}

/** Assessors are staff: the role stands on a staff row. */
export function staffOf({ staffId }: Visitor): string {
  if (!staffId) throw new Error('A role of staff without a staff row');
  return staffId;
}
