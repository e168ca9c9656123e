import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { londonDate } from '#libs/calendar';
import { next } from '#libs/lifecycle';
import { isRefusal } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { Frameworks } from '../qualification/index.js';
import { accreditationLifecycle, leadEvents, type LeadEvent } from './accreditation.lifecycle.js';
import { ChangeTerms } from './change-terms.js';
import { GrantAccreditation } from './grant-accreditation.js';
import { MoveAccreditation } from './move-accreditation.js';
import { accreditationLabels, standardisationMessages, verdictLabels } from './standardisation.messages.js';
import {
  accreditation,
  accreditationHistory,
  listAccreditations,
  notYetAccredited,
} from './standardisation.queries.js';

const After = z.object({ after: z.uuid().optional() });
const Id = z.uuid();
const Terms = z.object({ capacity: z.string().max(20), validTo: z.string().max(20) });
const Grant = z
  .object({ staffId: z.string().max(60), frameworkVersion: z.string().max(60), ...Terms.shape })
  .meta({ id: 'AccreditationGrant' });
const Reason = z.object({ reason: z.string().max(1_000).default('') });

/** The lead's list of who may mark, and what of it they change. */
@Controller()
export class StandardisationController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
    private readonly grantAccreditation: GrantAccreditation,
    private readonly changeTerms: ChangeTerms,
    private readonly moveAccreditation: MoveAccreditation,
  ) {}

  @Route({ get: '/accreditations', title: 'Who may mark', for: ['lead'] })
  async list(@Visiting() visitor: Visitor, @Query({ schema: After }) query: z.infer<typeof After>): Promise<PageReply> {
    return this.listPage(visitor, query.after);
  }

  @Route({ post: '/accreditations', title: 'Accredit somebody', for: ['lead'], journal: 'accreditation.begun' })
  async grant(@Visiting() visitor: Visitor, @Body({ schema: Grant }) given: z.infer<typeof Grant>): Promise<Reply> {
    const providerId = visitor.providerId ?? '';
    const id = await this.grantAccreditation.run({ actor: visitor.actor, providerId, ...given });
    if (isRefusal(id)) return refused(id, standardisationMessages, await this.listPage(visitor, undefined, given));
    return done('/accreditations', {
      value: { id },
      notice: 'Accredited, on probation: all their scripts are marked twice',
    });
  }

  @Route({ get: '/accreditations/:id', title: 'One accreditation', for: ['lead'], of: 'accreditation' })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.onePage(id);
  }

  @Route({
    post: '/accreditations/:id/terms',
    title: 'Change capacity or last day',
    for: ['lead'],
    of: 'accreditation',
    journal: 'accreditation.terms-changed',
  })
  async terms(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Terms }) given: z.infer<typeof Terms>,
  ): Promise<Reply> {
    const changed = await this.changeTerms.run({ actor: visitor.actor, accreditationId: id, ...given });
    if (isRefusal(changed)) return refused(changed, standardisationMessages, await this.onePage(id, given));
    return done(`/accreditations/${id}`, { value: { id, ...given }, notice: 'Saved' });
  }

  @Route({
    post: '/accreditations/:id/full',
    title: 'End the probation',
    for: ['lead'],
    of: 'accreditation',
    journal: 'accreditation.granted',
  })
  async accredit(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) body: z.infer<typeof Reason>,
  ): Promise<Reply> {
    return this.move(visitor, id, 'accredit', body.reason);
  }

  @Route({
    post: '/accreditations/:id/suspension',
    title: 'Suspend',
    for: ['lead'],
    of: 'accreditation',
    journal: 'accreditation.suspended',
  })
  async suspend(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) body: z.infer<typeof Reason>,
  ): Promise<Reply> {
    return this.move(visitor, id, 'suspend', body.reason);
  }

  @Route({
    post: '/accreditations/:id/retraining',
    title: 'Put on probation again',
    for: ['lead'],
    of: 'accreditation',
    journal: 'accreditation.on-probation',
  })
  async retrain(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) body: z.infer<typeof Reason>,
  ): Promise<Reply> {
    return this.move(visitor, id, 'retrain', body.reason);
  }

  @Route({
    post: '/accreditations/:id/removal',
    title: 'Remove',
    for: ['lead'],
    of: 'accreditation',
    journal: 'accreditation.removed',
  })
  async remove(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Reason }) body: z.infer<typeof Reason>,
  ): Promise<Reply> {
    return this.move(visitor, id, 'remove', body.reason);
  }

  private async move(visitor: Visitor, id: string, event: LeadEvent, reason: string): Promise<Reply> {
    const moved = await this.moveAccreditation.run({ actor: visitor.actor, accreditationId: id, event, reason });
    if (isRefusal(moved)) return refused(moved, standardisationMessages, await this.onePage(id));
    const notice = `${accreditationLabels[moved.state]} from now on`;
    return done(`/accreditations/${id}`, { value: { id, state: moved.state }, notice });
  }

  private async listPage(
    visitor: Visitor,
    after?: string,
    given: Readonly<Record<string, string>> = {},
  ): Promise<PageReply> {
    const providerId = visitor.providerId ?? '';
    const frameworks = await this.frameworks.list();
    const newest = frameworks[0]?.id ?? null;
    const [list, waiting] = await Promise.all([
      listAccreditations(this.database, providerId, after),
      notYetAccredited(this.database, providerId, newest),
    ]);
    return page('standardisation/pages/accreditations.njk', {
      title: 'Who may mark',
      accreditations: list.lines.map((line) => ({ ...line, label: accreditationLabels[line.state] })),
      after: list.after,
      frameworks: frameworks.map(({ id, title }) => ({ id, title })),
      newest,
      waiting,
      given,
    });
  }

  private async onePage(id: string, given: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    const [one, history, now] = await Promise.all([
      accreditation(this.database, id),
      accreditationHistory(this.database, id),
      this.database.now(),
    ]);
    const { accreditation: rule } = await this.frameworks.framework(one.frameworkVersion);
    return page('standardisation/pages/accreditation.njk', {
      title: one.name,
      accreditation: { ...one, label: accreditationLabels[one.state] },
      probationScripts: rule.probationScripts,
      history: {
        ...history,
        tries: history.tries.map((each) => ({ ...each, label: verdictLabels[each.verdict] })),
      },
      may: leadEvents.toSorted().filter((event) => next(accreditationLifecycle, one.state, event) !== null),
      latest: londonDate(now).add({ months: rule.validMonths }).toString(),
      given,
      back: { href: '/accreditations', text: 'Who may mark' },
    });
  }
}
