import { Body, Controller, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { configToken } from '../../platform/config/config.token.js';
import type { Config } from '../../platform/config/config.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { EndSession } from '../account/end-session.js';
import { DemoPeople } from '../demo/demo-people.js';
import { peopleMessages } from '../people.messages.js';
import { clearedSessionCookie } from '../session.js';
import { AskForLink } from './ask-for-link.js';
import { nextPath } from './next-path.js';
import { SignIn } from './sign-in.js';
import { tryLimits } from './sign-in-tries.js';

const Next = z.object({ next: z.string().max(2_000).optional() });
const Given = z.object({
  email: z.string().max(320),
  password: z.string().max(1_000),
  next: z.string().max(2_000).optional(),
});
const Email = z.object({ email: z.string().max(320) });

/** Signing in by e-mail and password, signing out, and what to do without the password. */
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly endSession: EndSession,
    private readonly askForLink: AskForLink,
    private readonly demoPeople: DemoPeople,
    @Inject(configToken) private readonly config: Config,
  ) {}

  @Route({ get: '/sign-in', title: 'Sign in', for: 'anyone' })
  async show(@Query({ schema: Next }) query: z.infer<typeof Next>): Promise<PageReply> {
    return this.signInPage(query.next, '');
  }

  @Route({ post: '/sign-in', title: 'Sign in with e-mail and password', for: 'anyone', journal: 'session.opened' })
  async enter(
    @Body({ schema: Given }) given: z.infer<typeof Given>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Reply> {
    const result = await this.signIn.run({
      ...given,
      address: request.ip,
      browser: request.headers['user-agent'] ?? null,
      replaces: request.visitor?.sessionHash ?? null,
    });
    if (isRefusal(result)) {
      const again = refused(result, peopleMessages, await this.signInPage(given.next, given.email));
      if (result.code !== 'too-many-tries') return again;
      void reply.header('retry-after', String(tryLimits.minutes * 60));
      return { ...again, status: 429 };
    }
    const next = nextPath(given.next);
    const onwards = result.needsCode
      ? `/second-factor${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`
      : next;
    return done(onwards, { value: { needsCode: result.needsCode }, cookies: [result.session.cookie] });
  }

  @Route({ post: '/sign-out', title: 'Sign out', for: 'half-signed-in', journal: 'session.ended' })
  async leave(@Visiting() visitor: Visitor, @Res({ passthrough: true }) reply: FastifyReply): Promise<Reply> {
    await this.endSession.run(visitor, 'this');
    // Nothing that was seen is kept for whoever sits here next.
    void reply.header('clear-site-data', '"cache", "storage"');
    return done('/sign-in', { notice: 'You are signed out.', cookies: [clearedSessionCookie] });
  }

  @Route({ get: '/forgotten-password', title: 'Ask for a new password', for: 'anyone' })
  forgotten(): PageReply {
    return forgottenPage({ isAsked: false });
  }

  @Route({ post: '/forgotten-password', title: 'Send a link for a new password', for: 'anyone', journal: null })
  async ask(@Body({ schema: Email }) { email }: z.infer<typeof Email>, @Req() request: FastifyRequest): Promise<Reply> {
    await this.askForLink.run({ email, address: request.ip });
    return forgottenPage({ isAsked: true });
  }

  private async signInPage(next: string | undefined, email: string): Promise<PageReply> {
    const groups = this.config.mode === 'demo' ? await this.demoPeople.offered() : [];
    return page('people/pages/sign-in.njk', { title: 'Sign in', next: nextPath(next), email, groups });
  }
}

function forgottenPage(state: { isAsked: boolean }): PageReply {
  const title = state.isAsked ? 'Look into your mail' : 'I have forgotten my password';
  return page('people/pages/forgotten-password.njk', {
    title,
    ...state,
    back: { href: '/sign-in', text: 'Back to signing in' },
  });
}
