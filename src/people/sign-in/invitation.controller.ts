import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { peopleMessages } from '../people.messages.js';
import { AcceptInvitation } from './accept-invitation.js';
import { passwordLength } from './password-rules.js';

const Token = z.string().max(200);
const Chosen = z.object({ password: z.string().max(1_000), again: z.string().max(1_000) });

/** The link of a letter: where a password is chosen, the first or a new one. */
@Controller()
export class InvitationController {
  constructor(private readonly acceptInvitation: AcceptInvitation) {}

  @Route({ get: '/invitations/:token', title: 'Choose your password', for: 'anyone' })
  async show(@Param('token', { schema: Token }) token: string): Promise<PageReply> {
    const link = await this.acceptInvitation.find(token);
    return link ? choosePage(token, link.email) : closedPage();
  }

  @Route({ post: '/invitations/:token', title: 'Set your password', for: 'anyone', journal: 'password.set' })
  async choose(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: Chosen }) chosen: z.infer<typeof Chosen>,
  ): Promise<Reply> {
    const result = await this.acceptInvitation.run({ token, ...chosen });
    if (!isRefusal(result)) return done('/sign-in', { notice: 'Your password is set. Sign in with it.' });
    if (result.code === 'link-closed') return closedPage();
    const link = await this.acceptInvitation.find(token);
    return refused(result, peopleMessages, choosePage(token, link?.email ?? ''));
  }
}

function choosePage(token: string, email: string): PageReply {
  return page('people/pages/choose-password.njk', { title: 'Choose your password', token, email, ...passwordLength });
}

function closedPage(): PageReply {
  return { ...page('people/pages/link-closed.njk', { title: 'This link does not work any more' }), status: 404 };
}
