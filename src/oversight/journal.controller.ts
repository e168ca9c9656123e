import { Controller, NotFoundException, Query } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../platform/database/database.js';
import { done, file, page, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { judgesToo } from '../similarity/index.js';
import { journalLines, newestCheckpoint, pageSize, verificationStatus } from './journal.queries.js';
import { Verify } from './verify.js';

const Question = z.object({
  aggregate: z.string().max(60).default(''),
  id: z.string().max(60).default(''),
  before: z.coerce.number().int().min(1).optional(),
});

/** Who did what, and whether the record of it was touched. */
@Controller()
export class JournalController {
  constructor(
    private readonly database: Database,
    private readonly verify: Verify,
  ) {}

  @Route({ get: '/journal', title: 'The journal', for: ['administrator', 'lead'] })
  async lines(
    @Visiting() visitor: Visitor,
    @Query({ schema: Question }) question: z.infer<typeof Question>,
  ): Promise<PageReply> {
    const asked = {
      aggregate: question.aggregate.trim(),
      id: question.id.trim(),
      before: question.before ?? null,
    };
    const lines = await journalLines(this.database, visitor.providerId, {
      ...asked,
      withoutMatches: judgesToo(visitor),
    });
    return page('oversight/pages/journal.njk', {
      title: 'Journal',
      asked,
      lines: lines.map((line) => ({ ...line, facts: factsOf(line.facts) })),
      before: lines.length === pageSize ? lines.at(-1)?.number : null,
    });
  }

  @Route({
    get: '/journal/verification',
    title: 'Whether the journal holds',
    for: ['administrator', 'lead', 'qa-agent'],
  })
  async status(): Promise<PageReply> {
    return page('oversight/pages/verification.njk', {
      title: 'Does the journal hold?',
      ...(await verificationStatus(this.database)),
    });
  }

  @Route({
    post: '/journal/verification',
    title: 'Verify the journal',
    for: ['administrator', 'lead', 'qa-agent'],
    journal: 'verification.begun',
  })
  async begin(@Visiting() visitor: Visitor): Promise<Reply> {
    await this.verify.start(visitor.actor);
    return done('/journal/verification', { notice: 'The journal is being verified' });
  }

  @Route({
    get: '/journal/checkpoint',
    title: 'The newest signed checkpoint',
    for: ['administrator', 'lead', 'qa-agent'],
  })
  async checkpoint(): Promise<Reply> {
    const signed = await newestCheckpoint(this.database);
    if (!signed) throw new NotFoundException();
    const text = `${JSON.stringify({ ...signed, algorithm: 'Ed25519' }, null, 2)}\n`;
    return file(Buffer.from(text), 'application/json', 'journal-checkpoint.json');
  }
}

/** Facts as pairs of texts, long ones cut: the page is for people, the whole entry stands in the database. */
function factsOf(facts: Readonly<Record<string, unknown>>): { name: string; text: string }[] {
  return Object.entries(facts).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return { name, text: text.length > 200 ? `${text.slice(0, 200)}…` : text };
  });
}
