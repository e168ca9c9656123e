import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { isRefusal } from '#libs/refusal';
import { sayEffect } from '../../people/index.js';
import { Database } from '../../platform/database/database.js';
import { done, page, refused, type PageReply, type Reply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';
import { Visiting, type Visitor } from '../../platform/web/visitor.js';
import { enrolmentMessages } from '../enrolment.messages.js';
import { enrolmentLabels } from '../labels.js';
import { recordedDetails } from './details.queries.js';
import { MergeRecords, type MergeAsker } from './merge-records.js';
import { mergesInto, type MergeSide } from './merge.queries.js';
import { PartRecords } from './part-records.js';

const Id = z.uuid();
const text = z.string().max(320).default('');
const Asked = z.object({ other: text, trnOf: text, nameOf: text });
const Decided = z
  .strictObject({ other: text, trnOf: text, nameOf: text, why: z.string().max(2_000).default(''), seenEffect: text })
  .meta({ id: 'RecordMerge' });
const Undone = z.strictObject({ why: z.string().max(2_000).default('') }).meta({ id: 'RecordMergeUndone' });
type Form = Partial<z.infer<typeof Decided>>;

/** Two records of one person: side by side, made one, and taken apart again. */
@Controller()
export class MergeController {
  constructor(
    private readonly database: Database,
    private readonly mergeRecords: MergeRecords,
    private readonly partRecords: PartRecords,
  ) {}

  @Route({
    get: '/participants/:id/merge',
    title: 'Merge another record into this: what was merged, the form, and with another record both side by side',
    for: ['administrator'],
    of: 'participant',
  })
  async form(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Asked }) asked: z.infer<typeof Asked>,
  ): Promise<PageReply> {
    if (asked.other.trim() === '') return this.formPage(id, asked, null);
    const seen = await this.mergeRecords.preview(askerOf(visitor), { survivorId: id, ...asked });
    if (isRefusal(seen)) return refused(seen, enrolmentMessages, await this.formPage(id, asked, null));
    const { survivor, duplicate, goes, effect } = seen;
    const sides = [survivor, duplicate].map((side) => shown(side, side === duplicate, goes));
    return this.formPage(id, asked, { sides, ...sayEffect(effect) });
  }

  @Route({
    post: '/participants/:id/merge',
    title: 'Merge another record into this',
    for: ['administrator'],
    of: 'participant',
    journal: 'participant.merged',
  })
  async merge(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decided }) decided: z.infer<typeof Decided>,
  ): Promise<Reply> {
    const result = await this.mergeRecords.run(askerOf(visitor), { survivorId: id, ...decided });
    if (isRefusal(result)) {
      const again = await this.form(visitor, id, decided);
      return refused(result, enrolmentMessages, again);
    }
    const value = { survivorId: id, duplicateId: result.duplicate.participantId, enrolments: result.goes };
    return done(`/participants/${id}/merge`, {
      value,
      notice: 'The two records are one now. It can be taken back below.',
    });
  }

  @Route({
    post: '/participants/:id/merges/:merge/undoing',
    title: 'Take a merge back',
    for: ['administrator'],
    of: 'participant',
    journal: 'participant.parted',
  })
  async part(
    @Visiting() visitor: Visitor,
    @Param('id', { schema: Id }) id: string,
    @Param('merge', { schema: Id }) mergeId: string,
    @Body({ schema: Undone }) { why }: z.infer<typeof Undone>,
  ): Promise<Reply> {
    const result = await this.partRecords.run(askerOf(visitor), { survivorId: id, mergeId, why });
    if (isRefusal(result)) return refused(result, enrolmentMessages, await this.formPage(id, { why }, null));
    return done(`/participants/${result.duplicateId}`, { value: result, notice: 'The two are two records again.' });
  }

  private async formPage(id: string, form: Form, effect: object | null): Promise<PageReply> {
    const { name, email, trn } = await recordedDetails(this.database, id);
    return page('enrolment/pages/merge.njk', {
      title: `Merge another record into that of ${name}`,
      back: { href: `/participants/${id}`, text: name },
      participantId: id,
      record: { name, email, trn },
      form,
      merges: await mergesInto(this.database, id),
      effect,
    });
  }
}

const askerOf = ({ actor, signInId, providerId }: Visitor): MergeAsker => ({
  actor,
  signInId,
  providerId: providerId ?? '',
});

/** A record as the page shows it beside the other. */
function shown(side: MergeSide, isDuplicate: boolean, goes: readonly string[]): object {
  const { name, email, trn, place, hasPassword } = side;
  const enrolments = side.enrolments.map((one) => ({
    ...one,
    stateText: enrolmentLabels[one.state].staff,
    goes: goes.includes(one.id),
    stays: isDuplicate && !goes.includes(one.id),
  }));
  return { name, email, trn, place, hasPassword, enrolments };
}
