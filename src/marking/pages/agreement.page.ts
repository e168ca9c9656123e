import { Injectable } from '@nestjs/common';
import { agreeReasons } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments, scriptOf } from '../../submission/blind.js';
import type { ProposalDraft } from '../agreement.js';
import { sayReason } from '../labels.js';
import type { LockedSet } from '../locked-sets.js';
import { agreementOn } from '../marking.queries.js';
import { pairOf, proposalsOn } from '../propose-agreement.js';
import { documentShown } from './script.page.js';

/** Both sets side by side, on the criteria that differ and no others. Neither assessor learns who the other is. */
@Injectable()
export class AgreementPage {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** `typed` is what a refused form held. */
  async show(number: string, assessorId: string, typed: readonly ProposalDraft[] = []): Promise<PageReply> {
    const [script, agreement, pair, documents] = await Promise.all([
      scriptOf(this.database, number),
      agreementOn(this.database, number),
      pairOf(this.database, number),
      scriptDocuments(this.database, number),
    ]);
    if (!script || !agreement || !pair) throw new Error(`The agreement on ${number} was there a moment ago`);
    const framework = await this.frameworks.framework(script.frameworkVersion);
    const proposals = await proposalsOn(
      this.database,
      number,
      pair.map((set) => set.assessorId),
    );
    const mine = pair.find((set) => set.assessorId === assessorId) ?? pair[0];
    const other = mine === pair[0] ? pair[1] : pair[0];
    const labels = new Map(documents.map(({ id, label }) => [id, label]));
    const proposalOf = (set: LockedSet, criterion: string): object | null => {
      const found = proposals.find((one) => one.criterion === criterion && one.assessorId === set.assessorId);
      return found
        ? {
            level: found.level,
            rationale: found.rationale,
            reason: found.reason,
            says: found.reason && sayReason(found.reason),
          }
        : null;
    };
    return page('marking/pages/agreement.njk', {
      title: `Agree on script ${number}`,
      back: { href: '/marking', text: 'Your scripts' },
      number,
      isOpen: agreement.state === 'agreeing',
      agreeOn: agreement.agreeOn,
      reasons: agreeReasons(framework).map((code) => ({ code, says: sayReason(code) })),
      criteria: (agreement.discrepancy?.differing ?? []).map(({ criterion: code }) => {
        const criterion = framework.criteria.find((one) => one.code === code);
        const sent = typed.find((one) => one.criterion === code);
        return {
          code,
          title: criterion?.title ?? code,
          statement: criterion?.statement ?? '',
          descriptors: ([0, 1, 2] as const).map((level) => ({ level, words: criterion?.descriptors[level] ?? '' })),
          sets: [mine, other].map((set, index) => ({
            whose: index === 0 ? 'Yours' : 'The other assessor’s',
            ...markShown(set, code, labels),
          })),
          mine: sent ?? proposalOf(mine, code),
          other: proposalOf(other, code),
        };
      }),
      documents: documents.map((document) => documentShown(number, document)),
    });
  }
}

function markShown({ marks }: LockedSet, code: string, labels: ReadonlyMap<string, string>): object {
  const mark = marks.find(({ criterion }) => criterion === code);
  const pointers = (mark?.pointers ?? []).map(({ documentId, place }) => ({
    label: labels.get(documentId) ?? '',
    place,
  }));
  return { level: mark?.level ?? null, comment: mark?.comment ?? '', pointers };
}
