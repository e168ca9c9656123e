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
    const state = await this.stateOf(visitor);
    return state.isThrough ? done(nextPath(next)) : codePage(state, next);
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
    const state = await this.stateOf(visitor);
    if (state.isThrough) return done(nextPath(given.next));
    const result = await this.giveCode.run(visitor, {
      code: given.code,
      address: request.ip,
      browser: request.headers['user-agent'] ?? null,
    });
    if (!isRefusal(result)) return done(nextPath(given.next), { cookies: [result.cookie] });
    const again = refused(result, peopleMessages, await codePage(state, given.next));
    return result.code === 'too-many-tries' ? { ...again, status: 429 } : again;
  }

  private async stateOf(visitor: Visitor): Promise<State> {
    const row = await this.database.one<{ email: string; totp_pending: string | null; is_confirmed: boolean }>(
      `select email, totp_pending, totp_confirmed_at is not null as is_confirmed from sign_in where id = $1`,
      [visitor.signInId],
    );
    const secret = mayConfirm(visitor, row.is_confirmed) ? row.totp_pending : null;
    return { email: row.email, secret, isThrough: visitor.isComplete && secret === null };
  }
}

interface State {
  readonly email: string;
  /** The secret that is being set up; null where a code of the one that is set up is asked for. */
  readonly secret: string | null;
  /** The session is complete and no authenticator is being set up: there is nothing to give. */
  readonly isThrough: boolean;
}

async function codePage({ email, secret }: State, next: string | undefined): Promise<PageReply> {
  return page('people/pages/second-factor.njk', {
    title: secret === null ? 'Your code' : 'Set up your authenticator',
    next: nextPath(next),
    setUp: secret === null ? null : await pictureOf(email, secret),
  });
}

async function pictureOf(email: string, secret: string): Promise<{ picture: string; secret: string; address: string }> {
  const address = codeAddress(email, secret);
  const drawing = await qrcode.toString(address, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  const picture = `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`;
  // In fours, as it is read aloud and typed.
  return { picture, secret: secret.replace(/(.{4})(?=.)/g, '$1 '), address };
}
