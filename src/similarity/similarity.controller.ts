import { Body, Controller, NotFoundException, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { shareOf } from '#libs/similarity';
import { Database } from '../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { DecideMatch } from './decide-match.js';
import { matchDecisions, matchLabels, type MatchDecision } from './match.lifecycle.js';
import { MatchPage } from './match.page.js';
import { maySeeMatches } from './may-see.js';
import { similarityMessages } from './similarity.messages.js';
import { matchesOf, matchFilters, mostlyCommon, pageSize, type MatchFilter } from './similarity.queries.js';
import { taskOf, tiesSay } from './words.js';

const Id = z.uuid();
const Shown = z.object({ show: z.enum(matchFilters).default('open'), after: z.uuid().optional() });
const why = z.string().max(4_000).default('');
const decisions = Object.keys(matchDecisions) as MatchDecision[];
const Decision = z.object({ decision: z.enum([...decisions, '']).default(''), why }).meta({ id: 'SimilarityDecision' });
const Reopening = z.object({ why }).meta({ id: 'SimilarityReopening' });

const filterWords: Readonly<Record<MatchFilter, string>> = {
  open: 'To be decided',
  decided: 'Decided',
  own: 'Of one participant’s own',
};
const notices: Readonly<Record<MatchDecision, string>> = {
  legitimate: 'Kept. Nothing changes for either of them',
  'common-source': 'Kept. Nothing changes for either of them',
  suspected: 'Kept. Nothing is held by that: place a hold for each where it is to be looked into',
};

/** What leads see of accounts that stand in one another, and what they find. Nobody who judges sees any of it. */
@Controller()
export class SimilarityController {
  constructor(
    private readonly database: Database,
    private readonly pages: MatchPage,
    private readonly decideMatch: DecideMatch,
  ) {}

  @Route({ get: '/similarities', title: 'Accounts that stand in one another', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: Shown }) { show, after }: z.infer<typeof Shown>,
  ): Promise<PageReply> {
    const may = maySeeMatches(visitor);
    const providerId = visitor.providerId ?? '';
    const matches = may ? await matchesOf(this.database, providerId, { show, after: after ?? null }) : [];
    const common = may && after === undefined ? await mostlyCommon(this.database, providerId) : [];
    return page('similarity/pages/similarities.njk', {
      title: 'Similar accounts',
      judgesToo: !may,
      filters: matchFilters.map((value) => ({ value, text: filterWords[value], isOn: value === show })),
      matches: matches.map(({ id, component, state, isSameFile, foundAt, a, b, ties }) => ({
        id,
        task: taskOf(component),
        state,
        label: state && matchLabels[state],
        isSameFile,
        foundAt,
        names: [a.name, b.name],
        pct: Math.floor(Math.max(isSameFile ? 1 : 0, shareOf(a), shareOf(b)) * 100),
        ties: tiesSay(ties),
      })),
      next: matches.length === pageSize ? `/similarities?show=${show}&after=${matches.at(-1)?.id ?? ''}` : null,
      common: common.map(({ component, ...one }) => ({ ...one, task: taskOf(component) })),
    });
  }

  @Route({ get: '/similarities/:id', title: 'Two accounts that stand in one another', for: ['lead'], of: 'similarity' })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.onePage(id);
  }

  @Route({
    post: '/similarities/:id/decision',
    title: 'Say what two similar accounts are',
    for: ['lead'],
    of: 'similarity',
    journal: 'similarity-match.decided',
  })
  async decide(
    @Visiting() { actor, signInId }: Visitor,
    @Param('id', { schema: Id }) matchId: string,
    @Body({ schema: Decision }) given: z.infer<typeof Decision>,
  ): Promise<Reply> {
    const state = await this.decideMatch.run({ actor, signInId, matchId, ...given });
    if (isRefusal(state)) return refused(state, similarityMessages, await this.onePage(matchId, given));
    const notice = given.decision === '' ? null : notices[given.decision];
    return done(`/similarities/${matchId}`, { value: { id: matchId, state }, ...(notice ? { notice } : {}) });
  }

  @Route({
    post: '/similarities/:id/reopening',
    title: 'Look at two similar accounts again',
    for: ['lead'],
    of: 'similarity',
    journal: 'similarity-match.reopened',
  })
  async reopen(
    @Visiting() { actor, signInId }: Visitor,
    @Param('id', { schema: Id }) matchId: string,
    @Body({ schema: Reopening }) given: z.infer<typeof Reopening>,
  ): Promise<Reply> {
    const state = await this.decideMatch.reopen({ actor, signInId, matchId, ...given });
    if (isRefusal(state)) return refused(state, similarityMessages, await this.onePage(matchId, given));
    return done(`/similarities/${matchId}`, { value: { id: matchId, state }, notice: 'Open again' });
  }

  private async onePage(id: string, given: object = {}): Promise<PageReply> {
    const shown = await this.pages.one(id);
    if (!shown) throw new NotFoundException();
    const items = decisions.map((value) => ({ value, text: matchLabels[value] }));
    return page('similarity/pages/similarity.njk', { ...shown, decisions: items, given });
  }
}
