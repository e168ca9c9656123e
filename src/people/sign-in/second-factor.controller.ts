import { Body, Controller, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import qrcode from 'qrcode';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { peopleMessages } from '../people.messages.js';
import { GiveCode, mayConfirm } from './give-code.js';
import { nextPath } from './next-path.js';
import { codeAddress } from './one-time-code.js';

const Next = z.object({ next: z.string().max(2_000).optional() });
const Given = z.object({ code: z.string().max(100), next: z.string().max(2_000).optional() });

/** The code after the password, and setting up the authenticator that shows it. */
@Controller()
export class SecondFactorController {
  constructor(
    private readonly database: Database,
    private readonly giveCode: GiveCode,
  ) {}

  @Route({ get: '/second-factor', title: 'The code from your authenticator', for: 'half-signed-in' })
  async show(@Visiting() visitor: Visitor, @Query({ schema: Next }) { next }: z.infer<typeof Next>): Promise<Reply> {
    return (await this.codePage(visitor, next)) ?? done(nextPath(next));
  }

  @Route({
    post: '/second-factor',
    title: 'Give the code from your authenticator',
    for: 'half-signed-in',
    journal: 'second-factor.given',
  })
  async give(
    @Visiting() visitor: Visitor,
    @Body({ schema: Given }) given: z.infer<typeof Given>,
    @Req() request: FastifyRequest,
  ): Promise<Reply> {
    const again = await this.codePage(visitor, given.next);
    if (!again) return done(nextPath(given.next));
    const result = await this.giveCode.run(visitor, {
      code: given.code,
      address: request.ip,
      browser: request.headers['user-agent'] ?? null,
    });
    if (!isRefusal(result)) return done(nextPath(given.next), { cookies: [result.cookie] });
    const page = refused(result, peopleMessages, again);
    return result.code === 'too-many-tries' ? { ...page, status: 429 } : page;
  }

  /** Null where there is nothing to give: the session is complete and no authenticator is being set up. */
  private async codePage(visitor: Visitor, next: string | undefined): Promise<PageReply | null> {
    const row = await this.database.one<{ email: string; totp_pending: string | null; is_confirmed: boolean }>(
      `select email, totp_pending, totp_confirmed_at is not null as is_confirmed from sign_in where id = $1`,
      [visitor.signInId],
    );
    const secret = mayConfirm(visitor, row.is_confirmed) ? row.totp_pending : null;
    if (visitor.isComplete && secret === null) return null;
    return page('people/pages/second-factor.njk', {
      title: secret === null ? 'Your code' : 'Set up your authenticator',
      next: nextPath(next),
      setUp: secret === null ? null : await pictureOf(row.email, secret),
    });
  }
}

async function pictureOf(email: string, secret: string): Promise<{ picture: string; secret: string; address: string }> {
  const address = codeAddress(email, secret);
  const picture = await qrcode.toDataURL(address, { margin: 2, width: 232, errorCorrectionLevel: 'M' });
  // In fours, as it is read aloud and typed.
  return { picture, secret: secret.replace(/(.{4})(?=.)/g, '$1 '), address };
}
