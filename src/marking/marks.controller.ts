import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal, refuse } from '#libs/refusal';
import { Database } from '../platform/database/database.js';
import { done, refused, type PageReply, type Reply } from '../platform/web/reply.js';
import { Route } from '../platform/web/route.js';
import { Visiting, type Visitor } from '../platform/web/visitor.js';
import { pageInstead, ScriptIntegrity, scriptOf, stoppedPage } from '../submission/blind.js';
import type { MarkContent } from './mark.js';
import { markingMessages } from './marking.messages.js';
import { ScriptPages } from './pages/script.page.js';
import { RecordMark, type RecordedMark } from './record-mark.js';
import { SaveSheet } from './save-sheet.js';
import { isStop, staffOf } from './script.controller.js';
import { assessing, ScriptNumber } from './script-number.js';
import { SettleVersion } from './settle-version.js';
import { readLevel, readPointers, readSheet, type SheetFields } from './sheet.js';

const Level = z.union([z.literal(0), z.literal(1), z.literal(2)]).nullable();
const Change = z.object({
  id: z.uuid(),
  criterion: z.string().max(20),
  baseVersion: z.int().min(0).max(1_000_000),
  level: Level,
  comment: z.string().max(100_000),
  pointers: z.array(z.object({ documentId: z.string().max(50), place: z.string().max(2_000) })).max(100),
});
const Changes = z.object({ markSetId: z.uuid(), changes: z.array(Change).min(1).max(50) });
const Field = z.union([z.string().max(100_000), z.array(z.string().max(100_000))]);
const Sheet = z
  .object({
    markSetId: z.uuid(),
    goOn: z.union([z.enum(['stay', 'lock']), z.string().regex(/^comments-.{1,20}$/)]).default('stay'),
  })
  .catchall(Field);
const Version = z
  .object({
    markSetId: z.uuid(),
    seenVersion: z.coerce.number().int().min(0),
    stands: z.enum(['saved', 'beside']),
    criterion: z.string().max(20),
  })
  .catchall(Field);

/** Saving marks: change by change as they are typed, as one form without script, and where two versions meet. */
@Controller()
export class MarksController {
  constructor(
    private readonly database: Database,
    private readonly pages: ScriptPages,
    private readonly recordMark: RecordMark,
    private readonly saveSheet: SaveSheet,
    private readonly settleVersion: SettleVersion,
    private readonly integrity: ScriptIntegrity,
  ) {}

  /** Each change is in the record of marks, which locking binds into the journal: an entry a keystroke would drown it. */
  @Route({
    post: '/scripts/:number/marks',
    title: 'Save changes of marks',
    for: assessing,
    of: 'own script',
    journal: null,
  })
  async record(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Changes }) { markSetId, changes }: z.infer<typeof Changes>,
  ): Promise<Reply> {
    const result = await this.recordMark.run({
      actor: visitor.actor,
      assessorId: staffOf(visitor),
      number,
      markSetId,
      changes,
    });
    if (isRefusal(result)) {
      if (isStop(result)) return stoppedPage(number);
      return refused(result, markingMessages, await this.pages.script(number, staffOf(visitor)));
    }
    const beside = result.filter(({ applied }) => !applied);
    if (beside.length === 0) return done(`/scripts/${number}`, { value: { recorded: result } });
    return this.conflict(visitor, number, result);
  }

  @Route({
    post: '/scripts/:number/sheet',
    title: 'Save a whole marking page',
    for: assessing,
    of: 'own script',
    journal: null,
  })
  async sheet(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Body({ schema: Sheet }) body: z.infer<typeof Sheet>,
  ): Promise<Reply> {
    const { markSetId, goOn, ...fields } = body;
    const result = await this.saveSheet.run({
      actor: visitor.actor,
      assessorId: staffOf(visitor),
      number,
      markSetId,
      fields,
    });
    if (isRefusal(result)) {
      if (isStop(result)) return stoppedPage(number);
      const again = await this.pages.script(number, staffOf(visitor), await this.typed(number, fields));
      return refused(result, markingMessages, again);
    }
    if (result.some(({ applied }) => !applied))
      return done(`/scripts/${number}/versions`, {
        value: { recorded: result },
        notice: 'Some of this was changed in another window meanwhile. Both versions are kept.',
      });
    const where = whereTo(number, goOn);
    return done(where, { value: { recorded: result }, notice: result.length > 0 ? 'Saved.' : 'Nothing had changed.' });
  }

  @Route({
    get: '/scripts/:number/versions',
    title: 'Versions that wait for a decision',
    for: assessing,
    of: 'own script',
  })
  async versions(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
  ): Promise<PageReply> {
    const stopped = await pageInstead(this.integrity, visitor.actor, number);
    return stopped ?? this.pages.versions(number, staffOf(visitor));
  }

  @Route({
    post: '/scripts/:number/versions/:version',
    title: 'Decide which version stands',
    for: assessing,
    of: 'own script',
    journal: 'version.settled',
  })
  async settle(
    @Visiting() visitor: Visitor,
    @Param('number', { schema: ScriptNumber }) number: string,
    @Param('version', { schema: z.uuid() }) eventId: string,
    @Body({ schema: Version }) body: z.infer<typeof Version>,
  ): Promise<Reply> {
    const { markSetId, seenVersion, stands, criterion, ...fields } = body;
    const content = stands === 'saved' ? null : contentOf(fields, criterion);
    const result = await this.settleVersion.run({
      actor: visitor.actor,
      assessorId: staffOf(visitor),
      number,
      markSetId,
      eventId,
      seenVersion,
      content,
    });
    if (isRefusal(result)) {
      if (isStop(result)) return stoppedPage(number);
      return refused(result, markingMessages, await this.pages.versions(number, staffOf(visitor)));
    }
    return done(`/scripts/${number}/versions`, { value: result, notice: `${result.criterion}: your choice stands.` });
  }

  /** 409: nothing was overwritten and nothing lost; every change of the request says what became of it. */
  private async conflict(visitor: Visitor, number: string, recorded: readonly RecordedMark[]): Promise<PageReply> {
    const refusals = recorded
      .filter(({ applied }) => !applied)
      .map(({ criterion, version, id }) =>
        refuse('saved-beside', { criterion, version, id, recorded }, `comment-${criterion}`),
      );
    return { ...refused(refusals, markingMessages, await this.pages.script(number, staffOf(visitor))), status: 409 };
  }

  private async typed(number: string, fields: SheetFields): Promise<Map<string, MarkContent>> {
    const script = await scriptOf(this.database, number);
    return new Map(
      readSheet(fields, script?.scope ?? []).map(({ criterion, level, comment, pointers }) => [
        criterion,
        { level, comment, pointers },
      ]),
    );
  }
}

/** Where a whole page goes on when it is saved: to marking, to handing in, or to one's own comments on a criterion. */
function whereTo(number: string, goOn: string): string {
  if (goOn === 'stay') return `/scripts/${number}`;
  return goOn === 'lock'
    ? `/scripts/${number}/lock`
    : `/scripts/${number}/comments?criterion=${encodeURIComponent(goOn.slice('comments-'.length))}`;
}

function contentOf(fields: SheetFields, criterion: string): MarkContent {
  const comment = fields[`comment-${criterion}`];
  return {
    level: readLevel(fields[`level-${criterion}`]),
    comment: typeof comment === 'string' ? comment : '',
    pointers: readPointers(fields, criterion),
  };
}
