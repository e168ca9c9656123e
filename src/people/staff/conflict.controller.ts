import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Role, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { conflictsOf } from './conflict-pages.queries.js';
import { conflictKinds } from './conflict-rules.js';
import { DeclareConflict } from './declare-conflict.js';
import { staffProfile } from './staff-pages.queries.js';

const Declared = z.object({
  kind: z.string().max(50).default(''),
  trustUid: z.string().max(50).default(''),
  schoolUrn: z.string().max(50).default(''),
  participantEmail: z.string().max(320).default(''),
  fromDate: z.string().max(20).default(''),
  toDate: z.string().max(20).default(''),
});
type Tie = z.infer<typeof Declared>;
const Id = z.uuid();
const judging: readonly Role[] = ['assessor', 'senior-assessor', 'moderator', 'lead', 'administrator', 'qa-agent'];

/** Why somebody may not judge: declared on one's own account page, or by the administrator on the person's. */
@Controller()
export class ConflictController {
  constructor(
    private readonly database: Database,
    private readonly declareConflict: DeclareConflict,
  ) {}

  @Route({ get: '/account/conflicts', title: 'Whom you may not judge', for: judging })
  async own(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.ownPage(visitor, {});
  }

  @Route({ post: '/account/conflicts', title: 'Declare a tie', for: judging, journal: 'conflict.declared' })
  async declare(
    @Visiting() visitor: Visitor,
    @Body({ schema: Declared }) declared: z.infer<typeof Declared>,
  ): Promise<Reply> {
    const result = await this.declareConflict.run(visitor, visitor.staffId ?? '', declared);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.ownPage(visitor, declared));
    return done('/account/conflicts', { value: result, notice: 'Declared. It holds from the day you gave.' });
  }

  @Route({
    post: '/account/conflicts/:conflict/end',
    title: 'End a tie today',
    for: judging,
    journal: 'conflict.ended',
  })
  async end(@Visiting() visitor: Visitor, @Param('conflict', { schema: Id }) id: string): Promise<Reply> {
    const result = await this.declareConflict.end(visitor, visitor.staffId ?? '', id);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.ownPage(visitor, {}));
    return done('/account/conflicts', { notice: 'Ended.' });
  }

  @Route({ get: '/staff/:id/conflicts', title: 'Whom they may not judge', for: ['administrator'], of: 'staff' })
  async theirs(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.staffPage(id, {});
  }

  @Route({
    post: '/staff/:id/conflicts',
    title: 'Note a tie',
    for: ['administrator'],
    of: 'staff',
    journal: 'conflict.declared',
  })
  async note(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Declared }) declared: z.infer<typeof Declared>,
  ): Promise<Reply> {
    const result = await this.declareConflict.run(visitor, id, declared);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.staffPage(id, declared));
    return done(`/staff/${id}/conflicts`, { value: result, notice: 'Noted. It holds from the day you gave.' });
  }

  @Route({
    post: '/staff/:id/conflicts/:conflict/end',
    title: 'End a tie today',
    for: ['administrator'],
    of: 'staff',
    journal: 'conflict.ended',
  })
  async endTheirs(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('conflict', { schema: Id }) conflictId: string,
  ): Promise<Reply> {
    const result = await this.declareConflict.end(visitor, id, conflictId);
    if (isRefusal(result)) return refused(result, peopleMessages, await this.staffPage(id, {}));
    return done(`/staff/${id}/conflicts`, { notice: 'Ended.' });
  }

  private async ownPage(visitor: Visitor, given: Partial<Tie>): Promise<PageReply> {
    return page('people/pages/conflicts.njk', {
      title: 'Whom you may not judge',
      action: '/account/conflicts',
      conflicts: await conflictsOf(this.database, visitor.staffId ?? ''),
      conflictKinds,
      given,
      person: null,
      back: { href: '/account', text: 'Your account' },
    });
  }

  private async staffPage(id: string, given: Partial<Tie>): Promise<PageReply> {
    const { name } = await staffProfile(this.database, id);
    return page('people/pages/conflicts.njk', {
      title: `Whom ${name} may not judge`,
      action: `/staff/${id}/conflicts`,
      conflicts: await conflictsOf(this.database, id),
      conflictKinds,
      given,
      person: name,
      back: { href: `/staff/${id}`, text: name },
    });
  }
}
