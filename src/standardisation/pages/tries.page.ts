import { Injectable } from '@nestjs/common';
import type { Framework } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments } from '../../submission/blind.js';
import { tryLabels, verdictLabels } from '../standardisation.messages.js';
import { readSheet, type SheetFields } from '../tries/standardisation-mark.js';
import { marksOfTry, ownRounds, remarksOn, settlementOf, tryDetail, type TryDetail } from '../tries/tries.queries.js';
import { copiesShown } from './reading-copies.js';

const noMark = { level: null, comment: '', version: 0 } as const;

/** What whoever is standardised reads. Nothing of what a panel settled is on any page before the try is handed in. */
@Injectable()
export class TryPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async own(staffId: string): Promise<PageReply> {
    const rounds = await ownRounds(this.database, staffId);
    const shown = [];
    for (const { tries, ...round } of rounds) {
      const { accreditation } = await this.frameworks.framework(round.frameworkVersion);
      const isDone = tries.some(({ state, verdict }) => state === 'marking' || verdict !== 'not-qualified');
      shown.push({
        ...round,
        triesInAll: accreditation.tries,
        scripts: accreditation.standardisationScripts,
        mayBegin: round.isOpen && !isDone && tries.length < accreditation.tries,
        tries: tries.map(({ id, no, state, verdict, handedInAt, begunAt }) => ({
          id,
          no,
          state,
          begunAt,
          handedInAt,
          verdict,
          label: verdict ? verdictLabels[verdict] : tryLabels[state],
        })),
      });
    }
    return page('standardisation/pages/own.njk', { title: 'Your standardisation', rounds: shown });
  }

  /** A try while it is marked: how far each script is, and handing in. */
  async one(id: string): Promise<PageReply> {
    const found = await tryDetail(this.database, id);
    const { criteria } = await this.frameworks.framework(found.frameworkVersion);
    return page('standardisation/pages/try.njk', {
      title: `${found.roundName}: try ${found.no}`,
      back: { href: '/standardisation', text: 'Your standardisation' },
      ...shown(found),
      criteria: criteria.length,
      scripts: found.scripts.map(({ number, marked }) => ({ number, marked })),
    });
  }

  /** The sheet of one script; `typed` is what a refused form held, so that nothing typed is lost. */
  async sheet(id: string, number: string, typed: SheetFields | null = null): Promise<PageReply> {
    const found = await tryDetail(this.database, id);
    const framework = await this.frameworks.framework(found.frameworkVersion);
    const marks = (await marksOfTry(this.database, id)).filter((mark) => mark.number === number);
    const lines = typed
      ? readSheet(
          typed,
          framework.criteria.map(({ code }) => code),
        )
      : [];
    return page('standardisation/pages/sheet.njk', {
      title: `Script ${number}`,
      back: { href: `/standardisation-tries/${id}`, text: `${found.roundName}: try ${found.no}` },
      ...shown(found),
      number,
      documents: copiesShown(
        `/standardisation-tries/${id}/scripts/${number}`,
        await scriptDocuments(this.database, number),
      ),
      marked: marks.filter(({ level }) => level !== null).length,
      criteria: framework.criteria.length,
      commentRequiredBelowMax: framework.marking.commentRequiredBelowMax,
      accountsOfTask: Object.fromEntries(framework.tasks.map(({ code, title }) => [code, title])),
      areas: areasOf(framework, (code) => {
        const saved = marks.find(({ criterion }) => criterion === code) ?? noMark;
        const line = lines.find(({ criterion }) => criterion === code);
        const isOther = line && line.baseVersion !== saved.version;
        return {
          level: line ? line.level : saved.level,
          comment: line ? line.comment : saved.comment,
          version: saved.version,
          elsewhere: isOther ? { level: saved.level, comment: saved.comment } : null,
        };
      }),
    });
  }

  /** A try that is handed in: the verdict and what it was worked out from. */
  async feedback(visitor: Visitor, id: string): Promise<PageReply> {
    const found = await tryDetail(this.database, id);
    const { accreditation } = await this.frameworks.framework(found.frameworkVersion);
    const isOwn = visitor.staffId === found.staffId;
    return page('standardisation/pages/feedback.njk', {
      title: isOwn ? `${found.roundName}: try ${found.no}` : `${found.name}: try ${found.no}`,
      back: isOwn
        ? { href: '/standardisation', text: 'Your standardisation' }
        : { href: `/standardisation-rounds/${found.roundId}`, text: found.roundName },
      ...shown(found),
      isOwn,
      measured: found.measured,
      rule: {
        minExactPct: accreditation.minExactPct,
        maxCriterionDifference: accreditation.maxCriterionDifference,
        tries: accreditation.tries,
      },
      scripts: found.scripts.map(({ number, remarks }) => ({
        number,
        remarks,
        decisionRight: !found.measured?.wrongDecisions.includes(number),
      })),
    });
  }

  /** One script of it, criterion by criterion beside what the panel settled, with what was said since. */
  async feedbackOn(
    visitor: Visitor,
    id: string,
    number: string,
    given: { readonly criterion: string; readonly words: string } | null = null,
  ): Promise<PageReply> {
    const found = await tryDetail(this.database, id);
    const settled = await settlementOf(this.database, id, number);
    if (!settled) throw new Error(`The try ${id} was handed in a moment ago`);
    const framework = await this.frameworks.framework(found.frameworkVersion);
    const marks = (await marksOfTry(this.database, id)).filter((mark) => mark.number === number);
    const remarks = await remarksOn(this.database, id, number);
    return page('standardisation/pages/feedback-script.njk', {
      title: `Script ${number} beside the panel`,
      back: { href: `/standardisation-tries/${id}/feedback`, text: `Try ${found.no}` },
      ...shown(found),
      number,
      isOwn: visitor.staffId === found.staffId,
      isRevised: settled.newest !== settled.version,
      areas: areasOf(framework, (code) => {
        const { level, comment } = marks.find(({ criterion }) => criterion === code) ?? noMark;
        const right = settled.marks[code] ?? null;
        return {
          level,
          comment,
          definitive: right,
          reason: settled.reasons[code] ?? '',
          difference: level === null || right === null ? null : level - right,
          revised: settled.newestMarks[code] === right ? null : settled.newestMarks[code],
          remarks: remarks.filter(({ criterion }) => criterion === code),
          words: given?.criterion === code ? given.words : '',
        };
      }),
    });
  }
}

const shown = ({ id, no, roundName, closesOn, isOpen, state, verdict, handedInAt }: TryDetail): object => ({
  id,
  no,
  roundName,
  closesOn,
  isOpen,
  state,
  handedInAt,
  verdict,
  label: verdict ? verdictLabels[verdict] : tryLabels[state],
});

function areasOf(framework: Framework, line: (code: string) => object): object[] {
  return framework.areas.map((area) => ({
    number: area.number,
    title: area.title,
    criteria: framework.criteria
      .filter((criterion) => criterion.area === area.number)
      .map(({ code, title, statement, task, descriptors }) => ({
        code,
        title,
        statement,
        task,
        descriptors: ([0, 1, 2] as const).map((level) => ({ level, words: descriptors[level] })),
        ...line(code),
      })),
  }));
}
