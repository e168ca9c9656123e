import { Injectable, NotFoundException } from '@nestjs/common';
import { ChangesPages, type ChangeFields } from '../outcomes/index.js';
import { Database } from '../platform/database/database.js';
import { page, type PageReply } from '../platform/web/reply.js';
import type { Visitor } from '../platform/web/visitor.js';
import { appealLabels } from './appeal.lifecycle.js';
import { appealDetail, appealsOf, pageSize, partsTaken, type AppealDetail } from './appeals.queries.js';
import { parts, sayGrounds, type Part } from './labels.js';

/** The leads' pages of appeals. */
@Injectable()
export class AppealsPages {
  constructor(
    private readonly database: Database,
    private readonly changes: ChangesPages,
  ) {}

  async list(visitor: Visitor, after?: string): Promise<PageReply> {
    const appeals = await appealsOf(this.database, visitor.providerId ?? '', after);
    return page('appeals/pages/appeals.njk', {
      title: 'Appeals',
      appeals: appeals.map(({ id, name, windowName, attemptNo, lodgedAt, decideBy, state, grounds, isLate }) => ({
        id,
        name,
        windowName,
        attemptNo,
        lodgedAt,
        state,
        isLate,
        decideBy: state === 'acknowledged' ? decideBy : null,
        groundsSays: sayGrounds(grounds),
        label: appealLabels[state].staff,
      })),
      after: appeals.length === pageSize ? appeals.at(-1)?.id : null,
    });
  }

  async appeal(visitor: Visitor, id: string, form: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    const appeal = await this.find(id);
    const taken = await partsTaken(this.database, appeal.outcomeId, visitor.signInId);
    const isOpen = appeal.state === 'acknowledged' || (appeal.state === 'lodged' && appeal.isLate);
    return page('appeals/pages/appeal.njk', {
      title: `Appeal of ${appeal.name}`,
      back: { href: '/appeals', text: 'Appeals' },
      appeal: shown(appeal),
      tookPart: saysParts(taken),
      mayAcknowledge: appeal.state === 'lodged',
      mayReject: isOpen && taken.length === 0,
      mayUphold: appeal.state === 'acknowledged' && taken.length === 0,
      form: { lateAllowed: '', reason: '', ...form },
    });
  }

  /** The marks that should stand; with some filled in also what upholding the appeal does. */
  async decision(visitor: Visitor, id: string, fields: ChangeFields): Promise<PageReply> {
    const appeal = await this.find(id);
    const taken = await partsTaken(this.database, appeal.outcomeId, visitor.signInId);
    const form = await this.changes.form(appeal.outcomeId, { ...fields, kind: 'supersede' });
    return {
      ...form,
      template: 'appeals/pages/decision.njk',
      model: {
        ...form.model,
        title: `Uphold the appeal of ${appeal.name}`,
        back: { href: `/appeals/${id}`, text: 'The appeal' },
        appeal: shown(appeal),
        tookPart: saysParts(taken),
        mayUphold: appeal.state === 'acknowledged' && taken.length === 0,
      },
    };
  }

  private async find(id: string): Promise<AppealDetail> {
    const appeal = await appealDetail(this.database, id);
    if (!appeal) throw new NotFoundException();
    return appeal;
  }
}

function saysParts(taken: readonly Part[]): string | null {
  return taken.length === 0 ? null : taken.map((one) => parts[one]).join(' and ');
}

function shown(appeal: AppealDetail): Readonly<Record<string, unknown>> {
  return { ...appeal, label: appealLabels[appeal.state].staff, groundsSays: sayGrounds(appeal.grounds) };
}
