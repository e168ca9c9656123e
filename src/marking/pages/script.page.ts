import { Injectable } from '@nestjs/common';
import type { Criterion, Framework } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments, type ScriptDocument } from '../../submission/blind.js';
import { declineReasons } from '../decline-reasons.js';
import { isFirst, lockedSets, type LockedSet } from '../locked-sets.js';
import { mayLock } from '../lock-rules.js';
import type { MarkContent } from '../mark.js';
import { scriptInHand, sideVersions, type InHand, type SideVersion } from '../marking.queries.js';
import { marksOfSet, type StandingMark } from '../record-mark.js';

const noMark = { level: null, comment: '', pointers: [], version: 0, savedAt: null } as const;

/** What the pages of one script say to its assessor. Nothing in them tells a first marking from a second. */
@Injectable()
export class ScriptPages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  /** The marking page; `typed` is what a refused form held, so that nothing typed is lost. */
  async script(
    number: string,
    assessorId: string,
    typed: ReadonlyMap<string, MarkContent> = new Map(),
  ): Promise<PageReply> {
    const { inHand, framework, marks, documents } = await this.gather(number, assessorId);
    const side = await this.sideVersionsOf(inHand);
    const others = inHand.role === 'adjudicator' ? await this.othersMarks(number, inHand) : [];
    const lines = linesOf(framework, inHand, marks, side, typed, others);
    const shownDocuments = documents.map((document) => documentShown(number, document));
    return page('marking/pages/script.njk', {
      title: `Script ${number}`,
      back: { href: '/marking', text: 'Your scripts' },
      script: shown(inHand),
      accountAsked: framework.tasks.find(({ code }) => code === inHand.account)?.title ?? null,
      areas: framework.areas
        .map((area) => ({ ...area, criteria: lines.filter((line) => line.area === area.number) }))
        .filter(({ criteria }) => criteria.length > 0),
      marked: lines.filter(({ mark }) => mark.level !== null).length,
      criteria: lines.length,
      documents: shownDocuments,
      firstInline: shownDocuments.find(({ inline }) => inline)?.href ?? null,
      accountsOfTask: Object.fromEntries(framework.tasks.map(({ code, title }) => [code, title])),
      sideVersions: side.length,
      commentRequiredBelowMax: framework.marking.commentRequiredBelowMax,
    });
  }

  /** Everything once more before it is locked, with all that is in the way. */
  async lock(number: string, assessorId: string): Promise<PageReply> {
    const { inHand, framework, marks } = await this.gather(number, assessorId);
    const side = await this.sideVersionsOf(inHand);
    const refusals = mayLock({
      framework,
      scope: inHand.scope,
      marks,
      unsettled: [...new Set(side.map(({ criterion }) => criterion))],
    });
    return page('marking/pages/lock.njk', {
      title: `Hand in your marks of ${number}?`,
      back: { href: `/scripts/${number}`, text: `Script ${number}` },
      script: shown(inHand),
      lines: linesOf(framework, inHand, marks, side, new Map(), []).map(({ code, title, mark }) => ({
        code,
        title,
        level: mark.level,
        comment: mark.comment,
      })),
      graceMinutes: framework.marking.lockGraceMinutes ?? 0,
      inTheWay: refusals,
    });
  }

  /** Versions of a criterion side by side, where two windows changed the same. */
  async versions(number: string, assessorId: string): Promise<PageReply> {
    const { inHand, framework, marks, documents } = await this.gather(number, assessorId);
    const side = await this.sideVersionsOf(inHand);
    const labels = new Map(documents.map(({ id, label }) => [id, label]));
    const words = ({ level, comment, pointers }: MarkContent): object => ({
      level,
      comment,
      pointers: pointers.map(({ documentId, place }) => ({ documentId, place, label: labels.get(documentId) ?? '' })),
    });
    return page('marking/pages/versions.njk', {
      title: 'Which version stands?',
      back: { href: `/scripts/${number}`, text: `Script ${number}` },
      script: shown(inHand),
      versions: side.map((version) => {
        const standing = marks.get(version.criterion) ?? noMark;
        return {
          id: version.id,
          criterion: version.criterion,
          title: criterionOf(framework, version.criterion).title,
          at: version.at,
          seenVersion: standing.version,
          saved: { ...words(standing), savedAt: standing.savedAt },
          beside: words(version),
        };
      }),
    });
  }

  async decline(number: string, assessorId: string): Promise<PageReply> {
    const { inHand } = await this.gather(number, assessorId);
    return page('marking/pages/decline.njk', {
      title: `Give script ${number} back?`,
      back: { href: `/scripts/${number}`, text: `Script ${number}` },
      script: shown(inHand),
      reasons: Object.entries(declineReasons).map(([value, { says, wantsNote }]) => ({ value, says, wantsNote })),
    });
  }

  private async gather(number: string, assessorId: string): Promise<Gathered> {
    const inHand = await scriptInHand(this.database, number, assessorId);
    if (!inHand) throw new Error(`The script ${number} was this assessor’s a moment ago`);
    const framework = await this.frameworks.framework(inHand.frameworkVersion);
    const marks = inHand.markSetId ? await marksOfSet(this.database, inHand.markSetId) : [];
    const documents = await scriptDocuments(this.database, number);
    return { inHand, framework, documents, marks: new Map(marks.map((mark) => [mark.criterion, mark])) };
  }

  private async sideVersionsOf({ markSetId, hasSideVersions }: InHand): Promise<SideVersion[]> {
    return markSetId && hasSideVersions ? sideVersions(this.database, markSetId) : [];
  }

  /** Only an adjudicator sees them, and only where both are locked and were found to differ. */
  private async othersMarks(number: string, { markingState }: InHand): Promise<LockedSet[]> {
    if (markingState === 'first-marking' || markingState === 'second-marking') return [];
    return (await lockedSets(this.database, number)).filter((set) => isFirst(set) || set.role === 'second');
  }
}

interface Gathered {
  readonly inHand: InHand;
  readonly framework: Framework;
  readonly documents: readonly ScriptDocument[];
  readonly marks: ReadonlyMap<string, StandingMark>;
}

interface Line extends Pick<Criterion, 'code' | 'area' | 'task' | 'title' | 'statement'> {
  readonly descriptors: readonly { readonly level: number; readonly words: string }[];
  readonly mark: MarkContent & { readonly version: number; readonly savedAt: Date | null };
  readonly sideVersions: number;
  readonly others: readonly object[];
}

function linesOf(
  framework: Framework,
  { scope }: InHand,
  marks: ReadonlyMap<string, StandingMark>,
  side: readonly SideVersion[],
  typed: ReadonlyMap<string, MarkContent>,
  others: readonly LockedSet[],
): Line[] {
  return framework.criteria
    .filter(({ code }) => scope.includes(code))
    .map(({ code, area, task, title, statement, descriptors }) => ({
      code,
      area,
      task,
      title,
      statement,
      descriptors: ([0, 1, 2] as const).map((level) => ({ level, words: descriptors[level] })),
      mark: { ...(marks.get(code) ?? noMark), ...typed.get(code) },
      sideVersions: side.filter(({ criterion }) => criterion === code).length,
      others: others.map((set, index) => otherShown(set, code, index)),
    }));
}

function otherShown({ marks }: LockedSet, code: string, index: number): object {
  const { level, comment, pointers } = marks.find(({ criterion }) => criterion === code) ?? noMark;
  return { by: `Assessor ${index + 1}`, level, comment, pointers };
}

/** The script without what would tell a first marking from a second. */
function shown({ number, state, dueOn, overdue, markSetId, finalAt, lockedAt, role }: InHand): object {
  return {
    number,
    state,
    dueOn,
    overdue,
    markSetId,
    finalAt: state === 'handed-in' ? finalAt : null,
    lockedAt,
    adjudicating: role === 'adjudicator',
  };
}

/** The document as a link: a neutral label, and a name that says nothing of its author. */
export function documentShown(
  number: string,
  { id, label, component, criteria, cleanKind, counted, position }: ScriptDocument,
): Pick<ScriptDocument, 'id' | 'label' | 'component' | 'criteria' | 'counted' | 'position'> & {
  kind: string | null;
  href: string;
  inline: boolean;
} {
  return {
    id,
    position,
    label,
    component,
    criteria,
    kind: cleanKind,
    counted,
    href: `/scripts/${number}/documents/${id}`,
    inline: isShownInline(cleanKind),
  };
}

/** Browsers show these in a sandbox; others are saved and opened outside. */
export function isShownInline(kind: ScriptDocument['cleanKind']): boolean {
  return kind === 'html' || kind === 'image';
}

function criterionOf(framework: Framework, code: string): Criterion {
  const found = framework.criteria.find((criterion) => criterion.code === code);
  if (!found) throw new Error(`${framework.code} has no criterion ${code}`);
  return found;
}
