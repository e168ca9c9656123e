import { Body, Controller, NotFoundException, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { ownAccount } from './account.queries.js';
import { ChangePassword } from './change-password.js';
import { EndSession } from './end-session.js';
import { ReplaceCode } from './replace-code.js';

const Changed = z.object({
  current: z.string().max(1_000),
  password: z.string().max(1_000),
  again: z.string().max(1_000),
});
const Confirmed = z.object({ current: z.string().max(1_000) });
const SessionName = z.string().regex(/^[0-9a-f]{24}$/);

/** A person's own account: where they are signed in, their password, their authenticator. */
@Controller()
export class AccountController {
  constructor(
    private readonly database: Database,
    private readonly changePassword: ChangePassword,
    private readonly replaceCode: ReplaceCode,
    private readonly endSession: EndSession,
  ) {}

  @Route({ get: '/account', title: 'Your account', for: 'signed-in' })
  async show(@Visiting() visitor: Visitor): Promise<PageReply> {
    const account = await ownAccount(this.database, visitor.signInId, visitor.sessionHash);
    const { name, roles, staffId } = visitor;
    return page('people/pages/account.njk', {
      title: 'Your account',
      name,
      roles,
      isStaff: staffId !== null,
      ...account,
    });
  }

  @Route({ get: '/account/password', title: 'Change your password', for: 'signed-in' })
  passwordForm(): PageReply {
    return passwordPage();
  }

  @Route({ post: '/account/password', title: 'Change your password', for: 'signed-in', journal: 'password.set' })
  async change(
    @Visiting() visitor: Visitor,
    @Body({ schema: Changed }) changed: z.infer<typeof Changed>,
    @Req() request: FastifyRequest,
  ): Promise<Reply> {
    const result = await this.changePassword.run(visitor, {
      ...changed,
      address: request.ip,
      browser: request.headers['user-agent'] ?? null,
    });
    if (isRefusal(result)) return refused(result, peopleMessages, passwordPage());
    const notice = 'Your password is changed. Everywhere else you are signed out.';
    return done('/account', { notice, cookies: [result.cookie] });
  }

  @Route({ get: '/account/second-factor', title: 'Set up an authenticator', for: 'signed-in' })
  codeForm(): PageReply {
    return replacePage();
  }

  @Route({
    post: '/account/second-factor',
    title: 'Begin to set up an authenticator',
    for: 'signed-in',
    journal: 'second-factor.begun',
  })
  async replace(
    @Visiting() visitor: Visitor,
    @Body({ schema: Confirmed }) { current }: z.infer<typeof Confirmed>,
    @Req() request: FastifyRequest,
  ): Promise<Reply> {
    const refusal = await this.replaceCode.run(visitor, current, request.ip);
    return refusal ? refused(refusal, peopleMessages, replacePage()) : done('/second-factor?next=%2Faccount');
  }

  @Route({
    post: '/account/sessions/:session/end',
    title: 'Sign out somewhere else',
    for: 'signed-in',
    journal: 'session.ended',
  })
  async end(@Visiting() visitor: Visitor, @Param('session', { schema: SessionName }) name: string): Promise<Reply> {
    if ((await this.endSession.run(visitor, { name })) === 0) throw new NotFoundException();
    return done('/account', { notice: 'That session has ended.' });
  }

  @Route({
    post: '/account/sessions/end',
    title: 'Sign out everywhere else',
    for: 'signed-in',
    journal: 'session.ended',
  })
  async endOthers(@Visiting() visitor: Visitor): Promise<Reply> {
    const ended = await this.endSession.run(visitor, 'others');
    const notice = ended === 0 ? 'You were signed in nowhere else.' : 'Everywhere else you are signed out.';
    return done('/account', { value: { ended }, notice });
  }
}

const back = { href: '/account', text: 'Your account' };

function passwordPage(): PageReply {
  return page('people/pages/change-password.njk', { title: 'Change your password', back });
}

function replacePage(): PageReply {
  return page('people/pages/replace-code.njk', { title: 'Set up an authenticator', back });
}
