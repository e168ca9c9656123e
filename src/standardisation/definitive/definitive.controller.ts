import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { Database } from '../../platform/database/database.js';
import { FileStore } from '../../platform/storage/index.js';
import { found } from '../../platform/web/found.js';
import { done, file, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { openCleanCopy, ScriptIntegrity, stoppedPage } from '../../submission/blind.js';
import { DefinitivePages } from '../pages/definitive.page.js';
import { standardisationMessages } from '../standardisation.messages.js';
import { one, readLevel, type SheetFields } from '../tries/standardisation-mark.js';
import { AddDefinitiveScript } from './add-definitive-script.js';
import { SetDefinitiveMarks } from './set-definitive-marks.js';

/** Two groups of four: the number under which blind rooms know a script. */
export const ScriptNumber = z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
const After = z.object({ after: ScriptNumber.optional() });
const Add = z
  .object({ number: z.string().max(20).default(''), consent: z.string().max(1_000).default('') })
  .meta({ id: 'DefinitiveScript' });
const Field = z.union([z.string().max(20_000), z.array(z.string().max(1_000)).max(200)]);
const Marks = z.object({ seenVersion: z.coerce.number().int().min(0).default(0) }).catchall(Field);

/** The lead's definitive scripts: which they are, and what a panel settled of each. */
@Controller()
export class DefinitiveController {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly pages: DefinitivePages,
    private readonly addDefinitiveScript: AddDefinitiveScript,
    private readonly setDefinitiveMarks: SetDefinitiveMarks,
    private readonly integrity: ScriptIntegrity,
  ) {}

  @Route({ get: '/definitive-scripts', title: 'Definitive scripts', for: ['lead'] })
  async list(
    @Visiting() visitor: Visitor,
    @Query({ schema: After }) { after }: z.infer<typeof After>,
  ): Promise<PageReply> {
    return this.pages.list(visitor, after);
  }

  @Route({
    post: '/definitive-scripts',
    title: 'Take a script for standardisation',
    for: ['lead'],
    journal: 'definitive-script.added',
  })
  async add(@Visiting() visitor: Visitor, @Body({ schema: Add }) given: z.infer<typeof Add>): Promise<Reply> {
    const { actor, signInId } = visitor;
    const number = await this.addDefinitiveScript.run({
      actor,
      signInId,
      providerId: visitor.providerId ?? '',
      ...given,
    });
    if (isRefusal(number))
      return refused(number, standardisationMessages, await this.pages.list(visitor, undefined, given));
    return done(`/definitive-scripts/${number}`, {
      value: { number },
      notice: 'Taken. It is used as soon as a panel has settled its marks',
    });
  }

  @Route({
    get: '/definitive-scripts/:number',
    title: 'A definitive script',
    for: ['lead'],
    of: 'definitive script',
  })
  async show(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    return this.pages.one(visitor, number);
  }

  @Route({
    post: '/definitive-scripts/:number/marks',
    title: 'Settle or revise definitive marks',
    for: ['lead'],
    of: 'definitive script',
    journal: 'definitive-marks.settled',
  })
  async settle(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Marks }) { seenVersion, ...body }: z.infer<typeof Marks>,
  ): Promise<Reply> {
    const fields: SheetFields = body;
    const { actor, signInId } = visitor;
    const version = await this.setDefinitiveMarks.run({
      actor,
      signInId,
      number,
      seenVersion,
      marks: read(fields, 'level-', (value) => readLevel(value)),
      reasons: read(fields, 'reason-', (value) => one(value)),
      panel: [fields['panel'] ?? []].flat().filter((id) => z.uuid().safeParse(id).success),
      why: one(fields['why']),
    });
    if (isRefusal(version))
      return refused(version, standardisationMessages, await this.pages.one(visitor, number, fields));
    return done(`/definitive-scripts/${number}`, {
      value: { number, version },
      notice:
        version === 1
          ? 'Settled. The script can be used in a round'
          : 'Revised. Past tries are judged anew on their rounds’ pages',
    });
  }

  @Route({
    get: '/definitive-scripts/:number/documents/:document',
    title: 'A reading copy of a definitive script',
    for: ['lead'],
    of: 'definitive script',
  })
  async copy(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Param('document', { schema: z.uuid() }) documentId: string,
  ): Promise<Reply> {
    const wanted = { actor: visitor.actor, number, documentId };
    const copy = found(await openCleanCopy(this.database, this.store, this.integrity, wanted));
    if (isRefusal(copy)) return stoppedPage(number);
    return file(copy.content, copy.type, copy.name, !copy.type.startsWith('application/'));
  }
}

/** The fields that begin with a prefix, by what comes after it. */
function read<T>(fields: SheetFields, prefix: string, value: (field: SheetFields[string]) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, field]) => [name.slice(prefix.length), value(field)]),
  );
}
