import { Injectable } from '@nestjs/common';
import { londonDate } from '#libs/calendar';
import { Database } from '../platform/database/database.js';
import { TellsNext, type NextThing } from '../platform/web/next-things.js';
import { Subject } from '../platform/web/route.js';
import type { Visitor } from '../platform/web/visitor.js';
import { barsOf } from '../submission/blind.js';

type Parameters = Readonly<Record<string, string>>;

/** Whose a batch and a script of a sample are, and what is next for moderators and leads. */
@Injectable()
export class ModerationSubjects {
  constructor(private readonly database: Database) {}

  /** Lead and administrator of the window's provider; moderators with a script in it; the QA agent once it is confirmed. */
  @Subject('moderation batch')
  async mayReachBatch(visitor: Visitor, { id }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from moderation_batch b join assessment_window w on w.id = b.window_id
       where b.id::text = $1 and (
         ($2 and w.provider_id = $3)
         or ($4 and exists (select from sample_item i where i.batch_id = b.id and i.moderator_id = $5))
         or ($6 and b.state in ('confirmed', 'cleared')))`,
      [
        id,
        visitor.roles.includes('lead'),
        visitor.providerId,
        visitor.roles.includes('moderator'),
        visitor.staffId,
        visitor.roles.includes('qa-agent'),
      ],
    );
    return rows.length > 0;
  }

  /** The moderator it was given to; another one, who has not marked it, where a second is needed. */
  @Subject('sample item')
  async mayReachItem(visitor: Visitor, { id, script }: Parameters): Promise<boolean> {
    const [row] = await this.database.query<{ isOwn: boolean }>(
      `select i.moderator_id = $3 as "isOwn" from sample_item i where i.batch_id::text = $1 and i.script_number = $2
         and not exists (select from assignment a where a.script_number = i.script_number and a.assessor_id = $3)
         and (i.moderator_id = $3 or i.state = 'awaiting-second' or exists (
           select from moderation_decision d where d.batch_id = i.batch_id and d.script_number = i.script_number and d.second_moderator_id = $3))`,
      [id, script, visitor.staffId],
    );
    if (!row) return false;
    if (row.isOwn) return true;
    const bars = await barsOf(this.database, [script ?? ''], londonDate(await this.database.now()).toString());
    return !bars.some(({ staffId }) => staffId === visitor.staffId);
  }

  /** A script of the sample of a batch of the lead's own provider. */
  @Subject('sample item to hand over')
  async mayHandOver(visitor: Visitor, { id, script }: Parameters): Promise<boolean> {
    const rows = await this.database.query(
      `select from sample_item i join moderation_batch b on b.id = i.batch_id join assessment_window w on w.id = b.window_id
       where i.batch_id::text = $1 and i.script_number = $2 and w.provider_id = $3`,
      [id, script, visitor.providerId],
    );
    return rows.length > 0;
  }

  /** A closed window of the lead's own provider. */
  @Subject('window to moderate')
  async mayFreeze(visitor: Visitor, { windowId }: Parameters): Promise<boolean> {
    const rows = await this.database.query(`select from assessment_window where id::text = $1 and provider_id = $2`, [
      windowId,
      visitor.providerId,
    ]);
    return rows.length > 0;
  }

  @TellsNext()
  async next(visitor: Visitor): Promise<NextThing[]> {
    if (!visitor.roles.includes('moderator') && !visitor.roles.includes('lead')) return [];
    const [count] = await this.database.query<{
      own: number;
      confirm: number;
      ready: number;
      clear: number;
      board: number;
    }>(
      `select (select count(*)::int from sample_item i join moderation_batch b on b.id = i.batch_id
               where i.moderator_id = $1 and i.state in ('waiting', 'referred') and b.state in ('sampled', 'moderating')) as own,
              (select count(*)::int from moderation_batch b where b.state in ('sampled', 'moderating')
                 and exists (select from sample_item i where i.batch_id = b.id and i.moderator_id = $1)
                 and not exists (select from sample_item i
                                 where i.batch_id = b.id and i.state not in ('decided', 'withdrawn'))) as confirm,
              (select count(*)::int from assessment_window w where w.provider_id = $2 and w.closed_at is not null
                 and exists (select from script s where s.window_id = w.id)
                 and not exists (select from moderation_batch b where b.window_id = w.id and b.state <> 'remark')
                 and not exists (select from script s left join marking m on m.script_number = s.number
                                 where s.window_id = w.id and m.state is distinct from 'provisional')) as ready,
              (select count(*)::int from moderation_batch b join assessment_window w on w.id = b.window_id
               where w.provider_id = $2 and b.state = 'confirmed') as clear,
              (select count(*)::int from moderation_batch b join assessment_window w on w.id = b.window_id
               where w.provider_id = $2 and b.state = 'board') as board`,
      [visitor.staffId, visitor.providerId],
    );
    const things: NextThing[] = [];
    const plural = (many: number, one: string, more: string): string => (many === 1 ? one : `${many} ${more}`);
    if (visitor.roles.includes('moderator') && count?.own)
      things.push({ text: `Moderate ${plural(count.own, 'a script', 'scripts')}`, href: '/moderation', dueAt: null });
    if (visitor.roles.includes('moderator') && count?.confirm)
      things.push({
        text: `Apply the batch rule to ${plural(count.confirm, 'a sample that is decided', 'samples that are decided')}`,
        href: '/moderation',
        dueAt: null,
      });
    if (visitor.roles.includes('lead') && count?.ready)
      things.push({
        text: `Freeze the decisions of ${plural(count.ready, 'a window', 'windows')} for moderation`,
        href: '/moderation',
        dueAt: null,
      });
    if (visitor.roles.includes('lead') && count?.clear)
      things.push({
        text: `Clear ${plural(count.clear, 'a moderated batch', 'moderated batches')} for release`,
        href: '/moderation',
        dueAt: null,
      });
    if (visitor.roles.includes('lead') && count?.board)
      things.push({
        text: `Take ${plural(count.board, 'a batch', 'batches')} to the assessment board`,
        href: '/moderation',
        dueAt: null,
      });
    return things;
  }
}
