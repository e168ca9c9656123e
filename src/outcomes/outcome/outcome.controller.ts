import { Controller, NotFoundException, Param } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { file, page, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { nextWords, printOutcome } from './outcome-letter.js';
import { outcomeModel, type OutcomeModel } from './outcome-page.js';
import { ownHold } from '../holds/holds.queries.js';
import { ownSanctions } from '../sanctions/sanctions.queries.js';
import { sanctionWords } from '../sanctions/words.js';
import { ownOutcome, ownOutcomes, type OwnOutcome } from './outcome.queries.js';

const Id = z.uuid();

/** A participant's outcome as page, JSON and PDF. Before its instant each of them is as if there were none. */
@Controller()
export class OutcomeController {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  @Route({ get: '/outcome', title: 'Your outcome', for: ['participant'] })
  async newest(@Visiting() visitor: Visitor): Promise<PageReply> {
    const [newest, ...earlier] = await ownOutcomes(this.database, visitor.signInId);
    const sanctions = (await ownSanctions(this.database, visitor.signInId)).map((one) => ({
      ...one,
      says: sanctionWords[one.kind],
    }));
    if (!newest) {
      const heldSince = await ownHold(this.database, visitor.signInId);
      const model = { title: 'Your outcome', outcome: null, earlier: [], heldSince, sanctions };
      return page('outcomes/pages/no-outcome.njk', model);
    }
    const outcome = await this.modelOf(newest);
    return page('outcomes/pages/outcome.njk', {
      title: 'Your outcome',
      outcome,
      nextWords: nextWords(outcome, true),
      sanctions,
      earlier: earlier.map(({ id, attemptNo, result, releasedAt, state }) => ({
        id,
        attemptNo,
        result,
        state,
        releasedAt,
      })),
    });
  }

  @Route({ get: '/outcomes/:id', title: 'One of your outcomes', for: ['participant'], of: 'own outcome' })
  async one(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<PageReply> {
    const outcome = await this.find(visitor, id);
    return page('outcomes/pages/outcome.njk', {
      title: `Outcome of attempt ${outcome.attemptNo}`,
      back: { href: '/outcome', text: 'Your outcome' },
      outcome,
      nextWords: nextWords(outcome, true),
      earlier: [],
    });
  }

  @Route({ get: '/outcomes/:id/pdf', title: 'The letter as PDF', for: ['participant'], of: 'own outcome' })
  async letter(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) id: string): Promise<Reply> {
    const outcome = await this.find(visitor, id);
    return file(Buffer.from(await printOutcome(outcome)), 'application/pdf', `npqel-outcome-${outcome.attemptNo}.pdf`);
  }

  private async find(visitor: Visitor, id: string): Promise<OutcomeModel> {
    const row = await ownOutcome(this.database, visitor.signInId, id);
    if (!row) throw new NotFoundException();
    return this.modelOf(row);
  }

  private async modelOf(row: OwnOutcome): Promise<OutcomeModel> {
    return outcomeModel(await this.frameworks.framework(row.frameworkVersion), row);
  }
}
