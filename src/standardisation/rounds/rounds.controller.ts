import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { done, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { RoundPages } from '../pages/rounds.page.js';
import { standardisationMessages } from '../standardisation.messages.js';
import { CloseRound } from './close-round.js';
import { OpenRound } from './open-round.js';
import { PutInRound } from './put-in-round.js';

const Id = z.uuid();
const Asked = z.object({ after: z.uuid().optional(), frameworkVersion: z.string().max(60).optional() });
const Opened = z
  .object({
    frameworkVersion: z.string().max(60).default(''),
    name: z.string().max(120).default(''),
    closesOn: z.string().max(20).default(''),
    scripts: z.union([z.string().max(20), z.array(z.string().max(20)).max(200)]).default([]),
  })
  .meta({ id: 'StandardisationRound' });
const Person = z
  .object({ staffId: z.string().max(60).default(''), capacity: z.string().max(20).default('') })
  .meta({ id: 'StandardisationPerson' });

/** The lead's rounds: opened, people put in, closed. */
@Controller()
export class RoundsController {
  constructor(
    private readonly pages: RoundPages,
    private readonly openRound: OpenRound,
    private readonly putInRound: PutInRound,
    private readonly closeRound: CloseRound,
  ) {}

  @Route({ get: '/standardisation-rounds', title: 'Standardisation', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: Asked }) { after, frameworkVersion }: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    return this.pages.list(visitor, after, frameworkVersion === undefined ? {} : { frameworkVersion });
  }

  @Route({
    post: '/standardisation-rounds',
    title: 'Open a round of standardisation',
    for: ['lead'],
    journal: 'standardisation.opened',
  })
  async open(@Visiting() visitor: Visitor, @Body({ schema: Opened }) given: z.infer<typeof Opened>): Promise<Reply> {
    const { actor, signInId } = visitor;
    const id = await this.openRound.run({
      actor,
      signInId,
      providerId: visitor.providerId ?? '',
      ...given,
      scripts: [given.scripts].flat(),
    });
    if (isRefusal(id)) return refused(id, standardisationMessages, await this.pages.list(visitor, undefined, given));
    return done(`/standardisation-rounds/${id}`, { value: { id }, notice: 'Open. Put people in it' });
  }

  @Route({
    get: '/standardisation-rounds/:id',
    title: 'A round of standardisation',
    for: ['lead'],
    of: 'standardisation round',
  })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.one(visitor, id);
  }

  @Route({
    post: '/standardisation-rounds/:id/people',
    title: 'Ask somebody to standardise',
    for: ['lead'],
    of: 'standardisation round',
    journal: 'standardisation.asked',
  })
  async ask(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) roundId: string,
    @Body({ schema: Person }) given: z.infer<typeof Person>,
  ): Promise<Reply> {
    const staffId = await this.putInRound.run({ actor: visitor.actor, roundId, ...given });
    if (isRefusal(staffId))
      return refused(staffId, standardisationMessages, await this.pages.one(visitor, roundId, given));
    return done(`/standardisation-rounds/${roundId}`, {
      value: { id: roundId, staffId },
      notice: 'In the round. A letter is on its way',
    });
  }

  @Route({
    post: '/standardisation-rounds/:id/closing',
    title: 'Close a round of standardisation',
    for: ['lead'],
    of: 'standardisation round',
    journal: 'standardisation.closed',
  })
  async close(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) roundId: string): Promise<Reply> {
    const id = await this.closeRound.run({ actor: visitor.actor, roundId });
    if (isRefusal(id)) return refused(id, standardisationMessages, await this.pages.one(visitor, roundId));
    return done(`/standardisation-rounds/${roundId}`, { value: { id: roundId }, notice: 'Closed' });
  }
}
