import { Injectable } from '@nestjs/common';
import { passes, qualificationRule } from '#libs/rubric';
import { Database } from '../../platform/database/database.js';
import { page, type PageReply } from '../../platform/web/reply.js';
import type { Visitor } from '../../platform/web/visitor.js';
import { Frameworks } from '../../qualification/index.js';
import { scriptDocuments } from '../../submission/blind.js';
import { definitiveScript, listDefinitive, panelCandidates } from '../definitive/definitive.queries.js';
import { one, readLevel, type SheetFields } from '../tries/standardisation-mark.js';
import { copiesShown } from './reading-copies.js';

/** What a lead reads of definitive scripts. Never shown to whoever is judged by them. */
@Injectable()
export class DefinitivePages {
  constructor(
    private readonly database: Database,
    private readonly frameworks: Frameworks,
  ) {}

  async list(visitor: Visitor, after?: string, given: Readonly<Record<string, string>> = {}): Promise<PageReply> {
    return page('standardisation/pages/definitive-scripts.njk', {
      title: 'Definitive scripts',
      back: { href: '/standardisation-rounds', text: 'Standardisation' },
      ...(await listDefinitive(this.database, visitor.providerId ?? '', after)),
      given,
    });
  }

  /** One script; `typed` is what a refused form held, so that nothing typed is lost. */
  async one(visitor: Visitor, number: string, typed: SheetFields | null = null): Promise<PageReply> {
    const script = await definitiveScript(this.database, number);
    if (!script) throw new Error(`${number} was a definitive script a moment ago`);
    const framework = await this.frameworks.framework(script.frameworkVersion);
    const { versions, ...about } = script;
    const [newest] = versions;
    const chosen = typed ? [typed['panel'] ?? []].flat() : (newest?.panel ?? []).map(({ staffId }) => staffId);
    return page('standardisation/pages/definitive-script.njk', {
      title: `Definitive marks of ${number}`,
      back: { href: '/definitive-scripts', text: 'Definitive scripts' },
      ...about,
      documents: copiesShown(`/definitive-scripts/${number}`, await scriptDocuments(this.database, number)),
      panelAtLeast: qualificationRule(framework).panelAtLeast,
      people: (await panelCandidates(this.database, visitor.providerId ?? '')).map((person) => ({
        ...person,
        chosen: chosen.includes(person.staffId),
      })),
      why: typed ? one(typed['why']) : '',
      version: newest?.version ?? 0,
      versions: versions.map(({ version, why, at, panel, marks }) => ({
        version,
        why,
        at,
        panel: panel.map(({ name }) => name),
        passed: passes(framework, marks).passed,
        total: passes(framework, marks).totals.overall.marks,
      })),
      areas: framework.areas.map((area) => ({
        number: area.number,
        title: area.title,
        criteria: framework.criteria
          .filter((criterion) => criterion.area === area.number)
          .map(({ code, title, statement, descriptors }) => ({
            code,
            title,
            statement,
            descriptors: ([0, 1, 2] as const).map((level) => ({ level, words: descriptors[level] })),
            level: typed ? readLevel(typed[`level-${code}`]) : (newest?.marks[code] ?? null),
            reason: typed ? one(typed[`reason-${code}`]) : (newest?.reasons[code] ?? ''),
            stands: newest ? { level: newest.marks[code], reason: newest.reasons[code] } : null,
          })),
      })),
    });
  }
}
