import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, file, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { MakeReturn } from './make-return.js';
import { fileOf, returnsOf, toReturn } from './returns.queries.js';

const Id = z.uuid();
const Wanted = z.object({ scope: z.enum(['new', 'all']).default('new') }).meta({ id: 'OutcomeReturn' });
/** `bom=1` puts a byte order mark in front, for spreadsheets that otherwise misread names such as Łukasz. */
const Marked = z.object({ bom: z.enum(['0', '1']).default('0') });
const After = z.object({ after: z.coerce.number().int().min(1).optional() });

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Returns of released outcomes to the Department: made once, numbered, and the same file for ever. */
@Controller()
export class ReturnsController {
  constructor(
    private readonly database: Database,
    private readonly makeReturn: MakeReturn,
  ) {}

  @Route({ get: '/returns', title: 'Returns to the Department', for: ['administrator'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const { returns, next } = await returnsOf(this.database, providerId, after);
    return page('outcomes/pages/returns.njk', {
      title: 'Returns to the Department',
      waiting: await toReturn(this.database, providerId),
      returns,
      after: next,
      isFirstPage: after === undefined,
    });
  }

  @Route({ post: '/returns', title: 'Make a return', for: ['administrator'], journal: 'return.made' })
  async make(
    @Visiting() visitor: Visitor,
    @Body({ schema: Wanted }) { scope }: z.infer<typeof Wanted>,
  ): Promise<Reply> {
    const { actor, signInId, providerId } = visitor;
    const made = await this.makeReturn.run({ actor, signInId, providerId: providerId ?? '', scope });
    if (isRefusal(made)) return refused(made, outcomesMessages, await this.list(visitor, {}));
    return done('/returns', { value: { ...made }, notice: `Return ${made.number} is made` });
  }

  @Route({ get: '/returns/:id/csv', title: 'A return as CSV', for: ['administrator'], of: 'outcome return' })
  async csv(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Marked }) { bom }: z.infer<typeof Marked>,
  ): Promise<Reply> {
    const found = await fileOf(this.database, id, 'content');
    if (!found) throw new NotFoundException();
    const content = bom === '1' ? Buffer.concat([byteOrderMark, found.content]) : found.content;
    return file(content, 'text/csv; charset=utf-8', `npqel-outcomes-v1-${found.name}.csv`);
  }

  @Route({
    get: '/returns/:id/legacy',
    title: 'The passes of a return in the form of the former suite',
    for: ['administrator'],
    of: 'outcome return',
  })
  async legacy(@Param('id', { schema: Id }) id: string): Promise<Reply> {
    const found = await fileOf(this.database, id, 'legacy_content');
    if (!found) throw new NotFoundException();
    return file(found.content, 'text/csv; charset=utf-8', `legacy-dqt-${found.name}.csv`);
  }
}
