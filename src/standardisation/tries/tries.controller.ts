import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { FileStore } from '../../platform/storage/index.js';
import { found } from '../../platform/web/found.js';
import { done, file, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { openCleanCopy, ScriptIntegrity, stoppedPage } from '../../submission/blind.js';
import { ScriptNumber } from '../definitive/definitive.controller.js';
import { TryPages } from '../pages/tries.page.js';
import { standardisationMessages } from '../standardisation.messages.js';
import { BeginTry } from './begin-try.js';
import { HandInTry } from './hand-in-try.js';
import { SaveStandardisationSheet } from './save-sheet.js';

const Id = z.uuid();
const Field = z.union([z.string().max(100_000), z.array(z.string().max(1_000)).max(200)]);
const Sheet = z.object({ goOn: z.enum(['stay', 'try']).default('stay') }).catchall(Field);
const standardised = ['assessor', 'senior-assessor'] as const;

/** Whoever is asked to standardise: their rounds, a try of them, its scripts and handing in. */
@Controller()
export class TriesController {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly pages: TryPages,
    private readonly beginTry: BeginTry,
    private readonly saveSheet: SaveStandardisationSheet,
    private readonly handInTry: HandInTry,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({ get: '/standardisation', title: 'Your standardisation', for: standardised })
  async own(@Visiting() visitor: Visitor): Promise<PageReply> {
    return this.pages.own(staffOf(visitor));
  }

  @Route({
    post: '/standardisation/:id/tries',
    title: 'Begin a try',
    for: standardised,
    of: 'own place in a round',
    journal: 'standardisation-try.begun',
  })
  async begin(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) roundId: string): Promise<Reply> {
    const id = await this.beginTry.run({ actor: visitor.actor, staffId: staffOf(visitor), roundId });
    if (isRefusal(id)) return refused(id, standardisationMessages, await this.pages.own(staffOf(visitor)));
    return done(`/standardisation-tries/${id}`, { value: { id } });
  }

  @Route({ get: '/standardisation-tries/:id', title: 'A try', for: standardised, of: 'own try' })
  async show(@Param('id', { schema: Id }) id: string): Promise<PageReply> {
    return this.pages.one(id);
  }

  @Route({
    get: '/standardisation-tries/:id/scripts/:number',
    title: 'A script of a try',
    for: standardised,
    of: 'own try',
  })
  async sheet(
    @Param('id', { schema: Id }) id: string,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    return this.pages.sheet(id, number);
  }

  /** Handing in binds the marks into the journal: an entry for each saving would drown it. */
  @Route({
    post: '/standardisation-tries/:id/scripts/:number/marks',
    title: 'Save marks of a try',
    for: standardised,
    of: 'own try',
    journal: null,
  })
  async save(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) tryId: string,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Sheet }) { goOn, ...fields }: z.infer<typeof Sheet>,
  ): Promise<Reply> {
    const changed = await this.saveSheet.run({
      actor: visitor.actor,
      staffId: staffOf(visitor),
      tryId,
      number,
      fields,
    });
    if (isRefusal(changed))
      return refused(changed, standardisationMessages, await this.pages.sheet(tryId, number, fields));
    const where =
      goOn === 'try' ? `/standardisation-tries/${tryId}` : `/standardisation-tries/${tryId}/scripts/${number}`;
    return done(where, { value: { changed }, notice: changed > 0 ? 'Saved' : 'Nothing had changed' });
  }

  @Route({
    get: '/standardisation-tries/:id/scripts/:number/documents/:document',
    title: 'A reading copy of a try',
    for: standardised,
    of: 'own try',
  })
  async copy(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Param('document', { schema: Id }) documentId: string,
  ): Promise<Reply> {
    const wanted = { actor: visitor.actor, number, documentId };
    const copy = found(await openCleanCopy(this.database, this.store, this.integrity, wanted));
    if (isRefusal(copy)) return stoppedPage(number);
    return file(copy.content, copy.type, copy.name, !copy.type.startsWith('application/'));
  }

  @Route({
    post: '/standardisation-tries/:id/handing-in',
    title: 'Hand a try in',
    for: standardised,
    of: 'own try',
    journal: 'standardisation-try.handed-in',
  })
  async handIn(@Visiting() visitor: Visitor, @Param('id', { schema: Id }) tryId: string): Promise<Reply> {
    const judged = await this.handInTry.run({ actor: visitor.actor, staffId: staffOf(visitor), tryId });
    if (!('verdict' in judged)) return refused(judged, standardisationMessages, await this.pages.one(tryId));
    return done(`/standardisation-tries/${tryId}/feedback`, {
      value: { id: tryId, verdict: judged.verdict },
      notice: 'Handed in',
    });
  }
}

/** Assessors are staff: the role stands on a staff row. */
function staffOf({ staffId }: Visitor): string {
  if (!staffId) throw new Error('A role of staff without a staff row');
  return staffId;
}
