import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { outcomesMessages } from '../outcomes.messages.js';
import { DecideHold, holdFindings } from './decide-hold.js';
import { holdLabels } from './hold.lifecycle.js';
import { enrolmentToHold, holdDetail, holdsOf, pageSize } from './holds.queries.js';
import { sanctionShown } from '../sanctions/sanctions.pages.js';
import { sanctionsOf } from '../sanctions/sanctions.queries.js';
import { holdSources, PlaceHold, type HoldSource } from './place-hold.js';

const Id = z.uuid();
const After = z.object({ after: z.uuid().optional() });
const text = z.string().max(4_000).default('');
const Hold = z
  .object({ source: z.enum([...holdSources, '']).default(''), reason: text, told: text })
  .meta({ id: 'OutcomeHold' });
/** What another page knows of the reason; the form shows it to be changed. */
const Prefilled = z.object({ source: z.enum(holdSources).optional(), reason: z.string().max(1_000).optional() });
const Decision = z
  .object({ finding: z.enum([...holdFindings, '']).default(''), why: text })
  .meta({ id: 'OutcomeHoldDecision' });

const sourceWords: Readonly<Record<HoldSource, string>> = {
  similarity: 'Text that is like somebody else’s',
  'same-file': 'The same file as somebody else’s',
  metadata: 'An author in the file who is not the participant',
  sponsor: 'The sponsor does not confirm it',
  assessor: 'Something an assessor reported',
  other: 'Something else',
};
const findingWords: Readonly<Record<(typeof holdFindings)[number], string>> = {
  'no-case': 'There is no case',
  'poor-practice': 'Poor practice, and no misconduct',
  proven: 'Misconduct is proven',
};

/** The leads' holds on outcomes: placed by one, decided about by another. No page of those who judge knows of them. */
@Controller()
export class HoldsController {
  constructor(
    private readonly database: Database,
    private readonly placeHold: PlaceHold,
    private readonly decideHold: DecideHold,
  ) {}

  @Route({ get: '/outcome-holds', title: 'Outcomes that are held', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    const holds = await holdsOf(this.database, visitor.providerId ?? '', after);
    return page('outcomes/pages/holds.njk', {
      title: 'Outcomes that are held',
      back: { href: '/releases', text: 'Release of outcomes' },
      holds: holds.map((hold) => ({ ...hold, label: holdLabels[hold.state], sourceSays: sourceWords[hold.source] })),
      after: holds.length === pageSize ? holds.at(-1)?.id : null,
    });
  }

  @Route({ get: '/enrolments/:id/hold', title: 'Hold an outcome: the form', for: ['lead'], of: 'enrolment' })
  async form(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Prefilled }) prefilled: z.infer<typeof Prefilled>,
  ): Promise<PageReply> {
    return this.formWith(id, prefilled);
  }

  @Route({
    post: '/enrolments/:id/hold',
    title: 'Hold an outcome',
    for: ['lead'],
    of: 'enrolment',
    journal: 'outcome-hold.placed',
  })
  async place(
    @Visiting() { actor, signInId }: Visitor,
    @Param('id', { schema: Id }) enrolmentId: string,
    @Body({ schema: Hold }) given: z.infer<typeof Hold>,
  ): Promise<Reply> {
    const id = await this.placeHold.run({ actor, signInId, enrolmentId, ...given });
    if (isRefusal(id)) return refused(id, outcomesMessages, await this.formWith(enrolmentId, given));
    return done(`/outcome-holds/${id}`, { value: { id }, notice: 'Held. The participant was told' });
  }

  @Route({ get: '/outcome-holds/:id', title: 'A hold of an outcome', for: ['lead'], of: 'outcome hold' })
  async show(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.onePage(visitor, id);
  }

  @Route({
    post: '/outcome-holds/:id/decision',
    title: 'Decide about a hold',
    for: ['lead'],
    of: 'outcome hold',
    journal: 'outcome-hold.lifted',
  })
  async decide(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) holdId: string,
    @Body({ schema: Decision }) given: z.infer<typeof Decision>,
  ): Promise<Reply> {
    const { actor, signInId } = visitor;
    const state = await this.decideHold.run({ actor, signInId, holdId, ...given });
    if (isRefusal(state)) return refused(state, outcomesMessages, await this.onePage(visitor, holdId, given));
    const notice =
      state === 'lifted'
        ? 'Lifted. Plan its release with its batch'
        : 'Upheld. Nothing is released before two leads have said what follows';
    return done(`/outcome-holds/${holdId}`, { value: { id: holdId, state }, notice });
  }

  private async formWith(enrolmentId: string, given: object): Promise<PageReply> {
    const about = await enrolmentToHold(this.database, enrolmentId);
    if (!about) throw new NotFoundException();
    return page('outcomes/pages/hold-form.njk', {
      title: `Hold the outcome of ${about.name}, attempt ${about.attemptNo}`,
      back: { href: `/participants/${about.participantId}`, text: about.name },
      enrolmentId,
      sources: holdSources.map((value) => ({ value, text: sourceWords[value] })),
      given,
    });
  }

  private async onePage(visitor: Visitor, id: string, given: object = {}): Promise<PageReply> {
    const hold = await holdDetail(this.database, id);
    if (!hold) throw new NotFoundException();
    const { placedBy, ...shown } = hold;
    const sanctions = await sanctionsOf(this.database, id);
    const hasSanction = sanctions.some(({ state }) => state !== 'cancelled');
    return page('outcomes/pages/hold.njk', {
      title: `Outcome of ${hold.name}, attempt ${hold.attemptNo}`,
      back: { href: '/outcome-holds', text: 'Outcomes that are held' },
      hold: {
        ...shown,
        label: holdLabels[hold.state],
        sourceSays: sourceWords[hold.source],
        findingSays: hold.finding && findingWords[hold.finding],
      },
      isOwn: placedBy === visitor.signInId,
      sanctions: sanctions.map(sanctionShown),
      hasSanction,
      maySanction: hold.state === 'upheld' && !hasSanction,
      findings: holdFindings
        .filter((finding) => hold.state === 'held' || finding !== 'proven')
        .map((value) => ({ value, text: findingWords[value] })),
      given,
    });
  }
}
